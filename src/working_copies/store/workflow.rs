//! Rows of the steps of the work flow.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::revisions;
use crate::audit;
use crate::content::{Action, Actor, Id, Proposal, Status, Timestamp, WorkflowStep};
use crate::db::schema::workflow_steps;
use crate::db::{Connection, Error};
use crate::working_copies::model::{WorkflowState, WorkingCopy, WorkingCopyHead};

/// The approval that the latest step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The digest of the content that was approved.
    pub content_digest: String,
    /// The key of who approved it, unless a command did.
    pub key_id: Option<String>,
    /// What was approved beside the content.
    pub proposal: Option<Proposal>,
}

/// One step, as the history of the round has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowStepRecord {
    /// The version of the working copy that the step made, or was found in.
    pub version: i64,
    /// The step, by whom and when.
    #[serde(flatten)]
    pub state: WorkflowState,
}

type StateRow = (WorkflowStep, String, Timestamp, Option<String>, Option<String>);

fn state_from_row((step, by, at, comment, proposal): StateRow) -> Result<WorkflowState, Error> {
    Ok(WorkflowState { step, by, at, comment, proposal: read_proposal(proposal.as_deref())? })
}

/// Reads a proposal as a row has it.
pub(super) fn read_proposal(json: Option<&str>) -> Result<Option<Proposal>, Error> {
    Ok(json.map(serde_json::from_str).transpose()?)
}

/// Writes a proposal as a row has it.
pub(super) fn write_proposal(proposal: Option<&Proposal>) -> Result<Option<String>, Error> {
    Ok(proposal.map(serde_json::to_string).transpose()?)
}

const STATE: (
    workflow_steps::step,
    workflow_steps::actor_name,
    workflow_steps::at,
    workflow_steps::comment,
    workflow_steps::proposal,
) = (
    workflow_steps::step,
    workflow_steps::actor_name,
    workflow_steps::at,
    workflow_steps::comment,
    workflow_steps::proposal,
);

/// The latest step.
pub(super) fn latest(connection: &mut Connection, id: Id) -> Result<Option<WorkflowState>, Error> {
    let row: Option<StateRow> = workflow_steps::table
        .filter(workflow_steps::entity_id.eq(id))
        .order(workflow_steps::version.desc())
        .select(STATE)
        .first(connection)
        .optional()?;
    row.map(state_from_row).transpose()
}

/// The steps since a thing was last published or taken back, the oldest first.
pub fn list(connection: &mut Connection, id: Id) -> Result<Vec<WorkflowStepRecord>, Error> {
    let rows: Vec<(i64, StateRow)> = workflow_steps::table
        .filter(workflow_steps::entity_id.eq(id))
        .order(workflow_steps::version)
        .select((workflow_steps::version, STATE))
        .load(connection)?;
    rows.into_iter().map(|(version, row)| Ok(WorkflowStepRecord { version, state: state_from_row(row)? })).collect()
}

/// What is said with a step.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepNote<'n> {
    /// The comment for the others who work on the entity.
    pub comment: Option<&'n str>,
    /// What readers are to be told beside the content.
    pub proposal: Option<&'n Proposal>,
}

/// Appends a step that was taken with the current version of a working copy.
pub fn append(
    connection: &mut Connection,
    actor: &Actor,
    step: WorkflowStep,
    copy: &WorkingCopy,
    note: StepNote<'_>,
) -> Result<(), Error> {
    diesel::insert_into(workflow_steps::table)
        .values((
            workflow_steps::entity_id.eq(copy.head.id),
            workflow_steps::version.eq(copy.head.version),
            workflow_steps::step.eq(step),
            workflow_steps::at.eq(copy.head.updated_at),
            workflow_steps::actor_key_id.eq(&actor.key_id),
            workflow_steps::actor_name.eq(&actor.name),
            workflow_steps::comment.eq(note.comment),
            workflow_steps::content_digest.eq(revisions::digest(&copy.content)?),
            workflow_steps::proposal.eq(write_proposal(note.proposal)?),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets the steps: the round is over. The audit log has them still.
pub(super) fn clear(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(workflow_steps::table.filter(workflow_steps::entity_id.eq(id))).execute(connection)?;
    Ok(())
}

/// The approval that the latest step is, if it is one.
pub fn find_approval(connection: &mut Connection, id: Id) -> Result<Option<Approval>, Error> {
    let latest: Option<(WorkflowStep, String, Option<String>, Option<String>)> = workflow_steps::table
        .filter(workflow_steps::entity_id.eq(id))
        .order(workflow_steps::version.desc())
        .select((
            workflow_steps::step,
            workflow_steps::content_digest,
            workflow_steps::actor_key_id,
            workflow_steps::proposal,
        ))
        .first(connection)
        .optional()?;
    let approved = latest.filter(|(step, ..)| *step == WorkflowStep::Approved);
    let approval = approved.map(|(_, content_digest, key_id, proposal)| {
        Ok(Approval { content_digest, key_id, proposal: read_proposal(proposal.as_deref())? })
    });
    approval.transpose()
}

/// Whether one of these keys has written a thing, or submitted it, since it was last published.
pub fn has_contributed(connection: &mut Connection, id: Id, keys: &[String]) -> Result<bool, Error> {
    let published = revisions::last_published_version(connection, id)?.unwrap_or(0);
    let actions: Vec<Action> = Action::WRITES.iter().copied().chain([Action::Submit]).collect();
    // The audit log, not the revisions: old revisions may be gone.
    audit::has_acted(connection, &id.to_string(), keys, &actions, published)
}

/// Where a working copy stands once it is neither in the trash nor scheduled.
pub fn unscheduled_status(connection: &mut Connection, head: &WorkingCopyHead) -> Result<Status, Error> {
    let latest = latest(connection, head.id)?;
    status_after_step(connection, head, latest.map(|state| state.step))
}

/// Where a working copy stands when that is its latest step.
pub(super) fn status_after_step(
    connection: &mut Connection,
    head: &WorkingCopyHead,
    step: Option<WorkflowStep>,
) -> Result<Status, Error> {
    Ok(match step {
        Some(WorkflowStep::Approved) => Status::Approved,
        Some(WorkflowStep::Submitted | WorkflowStep::Voided) => Status::InReview,
        Some(WorkflowStep::Rejected) | None if head.is_published() => Status::Published,
        Some(WorkflowStep::Rejected) | None => {
            if revisions::was_published(connection, head.id)? {
                Status::Unpublished
            } else {
                Status::Draft
            }
        }
    })
}
