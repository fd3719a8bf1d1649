//! Compares working copies with their revisions and with the search index.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::heads::find;
use super::{revisions, search};
use crate::content::{Id, Kind, Status};
use crate::db::schema::{revisions as revision_rows, working_copies};
use crate::db::{Connection, Error};

/// An issue of a working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCopyIssue {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: Id,
    /// The kind of the issue.
    pub issue: WorkingCopyIssueKind,
}

/// The kind of an issue of a working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkingCopyIssueKind {
    /// The working copy cannot be read.
    Unreadable(String),
    /// The content breaks a rule: the position and the rule.
    Invalid(String),
    /// The content of this revision breaks a rule or cannot be read.
    InvalidRevision(i64, String),
    /// The content differs from the revision of this version.
    RevisionMismatch(i64),
    /// The working copy is missing from the search index.
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
    // The content of an entity in the trash is in its revisions.
    let heads: Vec<(Id, Kind, i64)> = working_copies::table
        .filter(working_copies::status.ne(Status::Trashed))
        .order(working_copies::id)
        .select((working_copies::id, working_copies::kind, working_copies::version))
        .load(connection)?;
    let indexed = indexed(connection)?;
    let mut issues = Vec::new();
    for (id, kind, version) in &heads {
        let found = check_working_copy(connection, *kind, *id, *version, &indexed)?;
        issues.extend(found.into_iter().map(|issue| WorkingCopyIssue { kind: *kind, id: *id, issue }));
    }
    issues.extend(invalid_revisions(connection)?);
    Ok(WorkingCopyReport { issues, checked: heads.len() })
}

/// Returns the revisions with invalid content, except those of the latest versions, which are checked with their
/// working copies.
fn invalid_revisions(connection: &mut Connection) -> Result<Vec<WorkingCopyIssue>, Error> {
    let all: Vec<(Id, Kind, i64)> = working_copies::table
        .inner_join(revision_rows::table.on(revision_rows::entity_id.eq(working_copies::id)))
        .filter(revision_rows::version.ne(working_copies::version))
        .order((working_copies::id, revision_rows::version))
        .select((working_copies::id, working_copies::kind, revision_rows::version))
        .load(connection)?;
    let mut issues = Vec::new();
    for (id, kind, version) in all {
        let detail = match revisions::find_content(connection, kind, id, version) {
            Ok(content) => content.and_then(|content| content.check().err()).map(|violations| violations.first_line()),
            Err(Error::Corrupt(detail)) => Some(detail),
            Err(error) => return Err(error),
        };
        let issue = detail.map(|detail| WorkingCopyIssueKind::InvalidRevision(version, detail));
        issues.extend(issue.map(|issue| WorkingCopyIssue { kind, id, issue }));
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
        Err(Error::Corrupt(detail)) => return Ok(vec![WorkingCopyIssueKind::Unreadable(detail)]),
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

/// Returns the numbers of the rows in the index.
fn indexed(connection: &mut Connection) -> Result<HashSet<i64>, Error> {
    #[derive(QueryableByName)]
    struct IndexedRow {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let rows: Vec<IndexedRow> = diesel::sql_query("SELECT id FROM working_index_docsize").load(connection)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
