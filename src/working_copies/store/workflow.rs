//! Rows of workflow steps.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::revisions;
use crate::audit;
use crate::content::{Action, Actor, Id, Proposal, Status, Timestamp, WorkflowStep};
use crate::db::schema::workflow_steps as steps;
use crate::db::{Connection, Error};
use crate::working_copies::model::{WorkflowState, WorkingCopy, WorkingCopyHead};

/// An approval that is the latest step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The digest of the content that was approved.
    pub content_digest: String,
    /// The id of the key that approved it; none if a command did.
    pub key_id: Option<String>,
    /// The approved text for readers outside of the content.
    pub proposal: Option<Proposal>,
}

/// One step, as the history of the round lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkflowStepRecord {
    /// The version of the working copy that the step made or applied to.
    pub version: i64,
    /// The step, its author and its time.
    #[serde(flatten)]
    pub state: WorkflowState,
}

type StateRow = (WorkflowStep, String, Timestamp, Option<String>, Option<String>);

fn state_from_row((step, by, at, comment, proposal): StateRow) -> Result<WorkflowState, Error> {
    Ok(WorkflowState { step, by, at, comment, proposal: read_proposal(proposal.as_deref())? })
}

/// Parses a stored proposal.
pub(super) fn read_proposal(json: Option<&str>) -> Result<Option<Proposal>, Error> {
    Ok(json.map(serde_json::from_str).transpose()?)
}

/// Serializes a proposal.
pub(super) fn write_proposal(proposal: Option<&Proposal>) -> Result<Option<String>, Error> {
    Ok(proposal.map(serde_json::to_string).transpose()?)
}

const STATE: (steps::step, steps::actor_name, steps::at, steps::comment, steps::proposal) =
    (steps::step, steps::actor_name, steps::at, steps::comment, steps::proposal);

/// Returns the latest step.
pub(super) fn latest(connection: &mut Connection, id: Id) -> Result<Option<WorkflowState>, Error> {
    let row: Option<StateRow> = steps::table
        .filter(steps::entity_id.eq(id))
        .order(steps::version.desc())
        .select(STATE)
        .first(connection)
        .optional()?;
    row.map(state_from_row).transpose()
}

/// Returns the steps since an entity was last published or unpublished, the oldest first.
pub fn list(connection: &mut Connection, id: Id) -> Result<Vec<WorkflowStepRecord>, Error> {
    let rows: Vec<(i64, StateRow)> = steps::table
        .filter(steps::entity_id.eq(id))
        .order(steps::version)
        .select((steps::version, STATE))
        .load(connection)?;
    rows.into_iter().map(|(version, row)| Ok(WorkflowStepRecord { version, state: state_from_row(row)? })).collect()
}

/// The texts of a step.
#[derive(Debug, Clone, Copy, Default)]
pub struct StepNote<'n> {
    /// The comment for the other editors.
    pub comment: Option<&'n str>,
    /// The text for readers outside of the content.
    pub proposal: Option<&'n Proposal>,
}

/// Appends a step for the current version of a working copy.
pub fn append(
    connection: &mut Connection,
    actor: &Actor,
    step: WorkflowStep,
    copy: &WorkingCopy,
    note: StepNote<'_>,
) -> Result<(), Error> {
    diesel::insert_into(steps::table)
        .values((
            steps::entity_id.eq(copy.head.id),
            steps::version.eq(copy.head.version),
            steps::step.eq(step),
            steps::at.eq(copy.head.updated_at),
            steps::actor_key_id.eq(&actor.key_id),
            steps::actor_name.eq(&actor.name),
            steps::comment.eq(note.comment),
            steps::content_digest.eq(revisions::digest(&copy.content)?),
            steps::proposal.eq(write_proposal(note.proposal)?),
        ))
        .execute(connection)?;
    Ok(())
}

/// Deletes the steps, because the round is over. The audit log keeps them.
pub(super) fn clear(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(steps::table.filter(steps::entity_id.eq(id))).execute(connection)?;
    Ok(())
}

/// Returns the approval, if the latest step is one.
pub fn find_approval(connection: &mut Connection, id: Id) -> Result<Option<Approval>, Error> {
    let latest: Option<(WorkflowStep, String, Option<String>, Option<String>)> = steps::table
        .filter(steps::entity_id.eq(id))
        .order(steps::version.desc())
        .select((steps::step, steps::content_digest, steps::actor_key_id, steps::proposal))
        .first(connection)
        .optional()?;
    let approved = latest.filter(|(step, ..)| *step == WorkflowStep::Approved);
    let approval = approved.map(|(_, content_digest, key_id, proposal)| {
        Ok(Approval { content_digest, key_id, proposal: read_proposal(proposal.as_deref())? })
    });
    approval.transpose()
}

/// Returns true if one of these keys has written or submitted the entity since it was last published.
pub fn has_contributed(connection: &mut Connection, id: Id, keys: &[String]) -> Result<bool, Error> {
    let published = revisions::last_published_version(connection, id)?.unwrap_or(0);
    let actions: Vec<Action> = Action::WRITES.iter().copied().chain([Action::Submit]).collect();
    // Use the audit log, because old revisions may be deleted.
    audit::has_acted(connection, &id.to_string(), keys, &actions, published)
}

/// Returns the status of a working copy that is neither in the trash nor scheduled.
pub fn unscheduled_status(connection: &mut Connection, head: &WorkingCopyHead) -> Result<Status, Error> {
    let latest = latest(connection, head.id)?;
    status_after_step(connection, head, latest.map(|state| state.step))
}

/// Returns the status of a working copy after the given latest step.
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
