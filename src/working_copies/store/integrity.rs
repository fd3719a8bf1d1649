//! Working copies held against their revisions and their rows of the index.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::heads::find;
use super::{revisions, search};
use crate::content::{Id, Kind, Status};
use crate::db::schema::{revisions as revision_rows, working_copies};
use crate::db::{Connection, Error};

/// A working copy that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCopyIssue {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// What is wrong.
    pub issue: WorkingCopyIssueKind,
}

/// What is wrong with a working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkingCopyIssueKind {
    /// It cannot be read.
    Unreadable(String),
    /// It breaks a rule of what is written: where, and which.
    Invalid(String),
    /// A revision does, or cannot be read.
    InvalidRevision(i64, String),
    /// It says otherwise than the revision of its version.
    RevisionMismatch(i64),
    /// It is not found by what it says.
    NotIndexed,
}

/// The result of a check of the working copies.
#[derive(Debug)]
pub struct WorkingCopyReport {
    /// The issues.
    pub issues: Vec<WorkingCopyIssue>,
    /// The number of working copies that were checked.
    pub checked: usize,
}

/// Checks all working copies.
pub fn check(connection: &mut Connection) -> Result<WorkingCopyReport, Error> {
    // What is in the trash has its content in its revisions.
    let heads: Vec<(Id, Kind, i64)> = working_copies::table
        .filter(working_copies::status.ne(Status::Trashed))
        .order(working_copies::id)
        .select((working_copies::id, working_copies::kind, working_copies::version))
        .load(connection)?;
    let indexed = indexed(connection)?;
    let mut issues = Vec::new();
    for (id, kind, version) in &heads {
        issues.extend(
            check_working_copy(connection, *kind, *id, *version, &indexed)?.into_iter().map(|issue| WorkingCopyIssue {
                kind: *kind,
                id: *id,
                issue,
            }),
        );
    }
    issues.extend(invalid_revisions(connection)?);
    Ok(WorkingCopyReport { issues, checked: heads.len() })
}

/// Revisions that could not be written now. Those of the latest versions are looked at with their working copies.
fn invalid_revisions(connection: &mut Connection) -> Result<Vec<WorkingCopyIssue>, Error> {
    let all: Vec<(Id, Kind, i64)> = working_copies::table
        .inner_join(revision_rows::table.on(revision_rows::entity_id.eq(working_copies::id)))
        .filter(revision_rows::version.ne(working_copies::version))
        .order((working_copies::id, revision_rows::version))
        .select((working_copies::id, working_copies::kind, revision_rows::version))
        .load(connection)?;
    let mut issues = Vec::new();
    for (id, kind, version) in all {
        let why = match revisions::find_content(connection, kind, id, version) {
            Ok(content) => content.and_then(|content| content.check().err()).map(|violations| violations.first_line()),
            Err(Error::Corrupt(why)) => Some(why),
            Err(error) => return Err(error),
        };
        issues.extend(why.map(|why| WorkingCopyIssue {
            kind,
            id,
            issue: WorkingCopyIssueKind::InvalidRevision(version, why),
        }));
    }
    Ok(issues)
}

fn check_working_copy(
    connection: &mut Connection,
    kind: Kind,
    id: Id,
    version: i64,
    indexed: &HashSet<i64>,
) -> Result<Vec<WorkingCopyIssueKind>, Error> {
    let copy = match find(connection, kind, id) {
        Ok(Some(copy)) => copy,
        Ok(None) => return Ok(vec![WorkingCopyIssueKind::Unreadable("a part of it is missing".to_owned())]),
        Err(Error::Corrupt(why)) => return Ok(vec![WorkingCopyIssueKind::Unreadable(why)]),
        Err(error) => return Err(error),
    };
    let invalid = copy.content.check().err().map(|violations| WorkingCopyIssueKind::Invalid(violations.first_line()));
    let mut issues: Vec<WorkingCopyIssueKind> = invalid.into_iter().collect();
    let revision = match revisions::find_content(connection, kind, id, version) {
        Ok(revision) => revision,
        Err(Error::Corrupt(_)) => None,
        Err(error) => return Err(error),
    };
    if revision.as_ref() != Some(&copy.content) {
        issues.push(WorkingCopyIssueKind::RevisionMismatch(version));
    }
    if !search::is_indexed(connection, id, &copy.content, indexed)? {
        issues.push(WorkingCopyIssueKind::NotIndexed);
    }
    Ok(issues)
}

/// The numbers of the rows that are in the index.
fn indexed(connection: &mut Connection) -> Result<HashSet<i64>, Error> {
    #[derive(QueryableByName)]
    struct IndexedRow {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<IndexedRow> = diesel::sql_query("SELECT id FROM working_index_docsize").load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
