//! Rows of the steps of the work flow.

use diesel::prelude::*;

use super::WorkflowState;
use crate::content::{Actor, Id, Status, Timestamp, WorkflowStep};
use crate::db::schema::workflow_steps;
use crate::db::{Connection, Error};
use crate::working_copies::{Head, WorkingCopy, revisions};

/// The latest step.
pub(in crate::working_copies) fn latest(connection: &mut Connection, id: Id) -> Result<Option<WorkflowState>, Error> {
    let row: Option<(WorkflowStep, String, Timestamp, Option<String>)> = workflow_steps::table
        .filter(workflow_steps::entity_id.eq(id))
        .order(workflow_steps::version.desc())
        .select((workflow_steps::step, workflow_steps::actor_name, workflow_steps::at, workflow_steps::comment))
        .first(connection)
        .optional()?;
    Ok(row.map(|(step, by, at, comment)| WorkflowState { step, by, at, comment }))
}

/// Appends a step that was taken with the current version of a working copy.
pub fn append(
    connection: &mut Connection,
    actor: &Actor,
    step: WorkflowStep,
    copy: &WorkingCopy,
    comment: Option<&str>,
) -> Result<(), Error> {
    diesel::insert_into(workflow_steps::table)
        .values((
            workflow_steps::entity_id.eq(copy.head.id),
            workflow_steps::version.eq(copy.head.version),
            workflow_steps::step.eq(step),
            workflow_steps::at.eq(copy.head.updated_at),
            workflow_steps::actor_key_id.eq(&actor.key_id),
            workflow_steps::actor_name.eq(&actor.name),
            workflow_steps::comment.eq(comment),
            workflow_steps::content_digest.eq(revisions::store::digest(&copy.content)?),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the steps: the round is over. The audit log has them still.
pub(in crate::working_copies) fn clear(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(workflow_steps::table.filter(workflow_steps::entity_id.eq(id))).execute(connection)?;
    Ok(())
}

/// The digest of the content that was approved, if the latest step is an approval.
pub fn approved_digest(connection: &mut Connection, id: Id) -> Result<Option<String>, Error> {
    let latest: Option<(WorkflowStep, String)> = workflow_steps::table
        .filter(workflow_steps::entity_id.eq(id))
        .order(workflow_steps::version.desc())
        .select((workflow_steps::step, workflow_steps::content_digest))
        .first(connection)
        .optional()?;
    Ok(latest.and_then(|(step, digest)| (step == WorkflowStep::Approved).then_some(digest)))
}

/// Where a working copy stands once it is neither in the trash nor scheduled.
pub fn standing(connection: &mut Connection, head: &Head) -> Result<Status, Error> {
    Ok(match latest(connection, head.id)?.map(|state| state.step) {
        Some(WorkflowStep::Approved) => Status::Approved,
        Some(WorkflowStep::Submitted | WorkflowStep::Voided) => Status::InReview,
        Some(WorkflowStep::Rejected) | None if head.is_published() => Status::Published,
        Some(WorkflowStep::Rejected) | None => {
            if revisions::store::was_published(connection, head.id)? {
                Status::Unpublished
            } else {
                Status::Draft
            }
        }
    })
}
