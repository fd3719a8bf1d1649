//! Queries of complete working copies for exports and imports.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::heads::{WorkingCopyRow, find, set_imported_digest, set_public_since};
use super::list_columns::{list_columns, set_published_at};
use super::revisions::{self, Revision};
use super::saving::{insert_rows, record_version};
use super::{references, workflow};
use crate::content::{Action, Actor, Content, Id, Kind, Proposal, Status, Timestamp, WorkflowStep};
use crate::db::schema::{revisions as revision_rows, workflow_steps as steps, working_copies};
use crate::db::{Connection, Error};
use crate::working_copies::error::SaveError;
use crate::working_copies::model::{ChangeContext, WorkingCopyHead};

/// A working copy with all its data except the revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportedCopy {
    /// The members that every kind has.
    pub head: WorkingCopyHead,
    /// The members of this kind.
    pub content: Content,
    /// The digest of the content that the last import wrote or found.
    pub imported_digest: Option<String>,
    /// The time of the first publish elsewhere, before the import.
    pub public_since: Option<Timestamp>,
    /// The workflow steps since the last publish.
    pub steps: Vec<ExportedStep>,
}

/// A stored workflow step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedStep {
    /// The version of the working copy that the step made.
    pub version: i64,
    /// The step.
    pub step: WorkflowStep,
    /// The time.
    pub at: Timestamp,
    /// The id of the key that took the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The name of the key or command that took the step.
    pub by: String,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The digest of the content.
    pub content_digest: String,
    /// The text for readers outside of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
}

/// Returns at most `limit` working copies of a kind in the order of their ids, after the id `after`. A scheduled
/// working copy has the status that it would have without the schedule.
pub fn list(
    connection: &mut Connection,
    kind: Kind,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<ExportedCopy>, Error> {
    let mut query = working_copies::table
        .filter(working_copies::kind.eq(kind))
        .select((working_copies::id, working_copies::imported_digest, working_copies::public_since))
        .order(working_copies::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(working_copies::id.gt(after));
    }
    let rows: Vec<(Id, Option<String>, Option<Timestamp>)> = query.load(connection)?;
    let mut exported = Vec::with_capacity(rows.len());
    for (id, imported_digest, public_since) in rows {
        let Some(copy) = find(connection, kind, id)? else { continue };
        let mut head = copy.head;
        if head.is_scheduled() {
            head.status = workflow::unscheduled_status(connection, &head)?;
        }
        let steps = load_steps(connection, id)?;
        exported.push(ExportedCopy { head, content: copy.content, imported_digest, public_since, steps });
    }
    Ok(exported)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = steps)]
struct StepRow {
    version: i64,
    step: WorkflowStep,
    at: Timestamp,
    actor_key_id: Option<String>,
    actor_name: String,
    comment: Option<String>,
    content_digest: String,
    proposal: Option<String>,
}

fn load_steps(connection: &mut Connection, id: Id) -> Result<Vec<ExportedStep>, Error> {
    let rows: Vec<StepRow> = steps::table
        .filter(steps::entity_id.eq(id))
        .order(steps::version)
        .select(StepRow::as_select())
        .load(connection)?;
    rows.into_iter()
        .map(|row| {
            Ok(ExportedStep {
                version: row.version,
                step: row.step,
                at: row.at,
                key_id: row.actor_key_id,
                by: row.actor_name,
                comment: row.comment,
                content_digest: row.content_digest,
                proposal: workflow::read_proposal(row.proposal.as_deref())?,
            })
        })
        .collect()
}

/// The version of a working copy that is public.
#[derive(Debug, Clone, Copy)]
pub struct PublishedVersion<'p> {
    /// The version.
    pub version: i64,
    /// Its content.
    pub content: &'p Content,
    /// The time of the publish.
    pub published_at: Timestamp,
}

/// Inserts a working copy of another database unchanged. The entities that it refers to may be inserted later; the
/// caller must call [`check_references`] at the end. `published` is its published version.
pub fn insert(
    connection: &mut Connection,
    actor: &Actor,
    exported: &ExportedCopy,
    published: Option<PublishedVersion<'_>>,
) -> Result<(), SaveError> {
    let head = &exported.head;
    let taken = working_copies::table.find(head.id).select(working_copies::id).first::<Id>(connection).optional()?;
    if taken.is_some() {
        return Err(SaveError::IdInUse(head.id));
    }
    let row = WorkingCopyRow {
        id: head.id,
        kind: head.kind,
        label: exported.content.label().to_owned(),
        version: head.version,
        status: head.status,
        published_version: head.published_version,
        source_id: head.source_id.clone(),
        created_at: head.created_at,
        updated_at: head.updated_at,
    };
    let context = ChangeContext { actor, action: Action::Create, note: None };
    let columns = list_columns(&context, &exported.content);
    diesel::insert_into(working_copies::table).values((&row, columns)).execute(connection)?;
    set_published_at(connection, head.id, published.map(|published| published.published_at))?;
    if let Some(digest) = &exported.imported_digest {
        set_imported_digest(connection, head.id, digest)?;
    }
    if let Some(moment) = exported.public_since {
        set_public_since(connection, head.id, moment)?;
    }
    // A working copy in the trash has no rows of its own.
    if head.status != Status::Trashed {
        insert_rows(connection, head.id, &exported.content)?;
    }
    for step in &exported.steps {
        insert_step(connection, head.id, step)?;
    }
    if let Some(published) = published.filter(|published| published.version < head.version) {
        let PublishedVersion { version, content, published_at } = published;
        let then = WorkingCopyHead {
            version,
            status: Status::Published,
            published_version: Some(version),
            updated_at: published_at,
            ..head.clone()
        };
        revisions::insert(connection, &context, &then, content)?;
    }
    record_version(connection, &context, None, head, &exported.content)?;
    Ok(())
}

fn insert_step(connection: &mut Connection, id: Id, step: &ExportedStep) -> Result<(), Error> {
    diesel::insert_into(steps::table)
        .values((
            steps::entity_id.eq(id),
            steps::version.eq(step.version),
            steps::step.eq(step.step),
            steps::at.eq(step.at),
            steps::actor_key_id.eq(&step.key_id),
            steps::actor_name.eq(&step.by),
            steps::comment.eq(&step.comment),
            steps::content_digest.eq(&step.content_digest),
            steps::proposal.eq(workflow::write_proposal(step.proposal.as_ref())?),
        ))
        .execute(connection)?;
    Ok(())
}

/// Returns an error if a working copy refers to an entity that does not exist.
pub fn check_references(connection: &mut Connection, id: Id, content: &Content) -> Result<(), SaveError> {
    references::check(connection, id, content)
}

/// Inserts a revision of another database unchanged. It replaces a revision of the same version.
pub fn replace_revision(connection: &mut Connection, id: Id, revision: &Revision) -> Result<(), Error> {
    let head = &revision.head;
    diesel::delete(revision_rows::table.find((id, head.version))).execute(connection)?;
    diesel::insert_into(revision_rows::table)
        .values((
            revision_rows::entity_id.eq(id),
            revision_rows::version.eq(head.version),
            revision_rows::at.eq(head.at),
            revision_rows::actor_key_id.eq(&head.actor_key_id),
            revision_rows::actor_name.eq(&head.actor_name),
            revision_rows::action.eq(head.action),
            revision_rows::status.eq(head.status),
            revision_rows::note.eq(&head.note),
            revision_rows::published.eq(head.published),
            revision_rows::content_digest.eq(revisions::digest(&revision.content)?),
            revision_rows::content.eq(serde_json::to_string(&revision.content)?),
        ))
        .execute(connection)?;
    Ok(())
}
