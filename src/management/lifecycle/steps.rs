//! The common parts of workflow steps.

use serde_json::{Value, json};

use crate::content::decode::{ObjectDecoder, decode_value};
use crate::content::text::TextRule;
use crate::content::{Action, Proposal, Status, Timestamp, Violations, WorkflowStep};
use crate::events::{self, Event, EventType};
use crate::http::Problem;
use crate::management::operations::{WriteContext, WriteOutcome, invalid_transition};
use crate::working_copies::{self, WorkingCopy, revisions};

/// The maximum length of a comment, in characters.
const COMMENT_MAX: usize = 1000;

/// A transition of the workflow.
pub(super) struct WorkflowTransition {
    /// The action in the audit log.
    pub(super) action: Action,
    /// The step in the history.
    pub(super) step: WorkflowStep,
    /// The type of the event for subscribers.
    pub(super) event_type: EventType,
    /// The statuses from which it is possible.
    pub(super) from: &'static [Status],
}

impl WorkflowTransition {
    /// Rejects the transition if the status of the entity does not permit it. `has_changes` is true if there is
    /// anything to review: changed content or a text for readers.
    pub(super) fn check(&self, copy: &WorkingCopy, has_changes: bool) -> Result<(), Problem> {
        let status = copy.head.status;
        let nothing_new = self.step == WorkflowStep::Submitted && status == Status::Published && !has_changes;
        if self.from.contains(&status) && !nothing_new {
            return Ok(());
        }
        Err(invalid_transition(copy.head.kind, copy.head.id, self.action.as_str(), status, has_changes))
    }

    /// Performs the transition.
    pub(super) fn take(
        &self,
        tx: &mut WriteContext<'_>,
        copy: WorkingCopy,
        comment: Option<&str>,
        proposal: Option<&Proposal>,
    ) -> Result<WriteOutcome, Problem> {
        let change_context = tx.change_context(self.action, comment);
        let copy = working_copies::take_workflow_step(tx.connection, &change_context, copy, self.step, proposal)?;
        let mut data = json!({
            "id": copy.head.id, "kind": copy.head.kind, "version": copy.head.version, "by": tx.actor.name,
        });
        if let Some(comment) = comment {
            data["comment"] = json!(comment);
        }
        let at = Timestamp::now();
        events::emit(tx.connection, &Event { kind: copy.head.kind, event_type: self.event_type, at, data })?;
        Ok(WriteOutcome::done(copy))
    }
}

/// Returns true if the content of a working copy differs from its published content.
pub(super) fn has_changes(tx: &mut WriteContext<'_>, copy: &WorkingCopy) -> Result<bool, Problem> {
    let Some(version) = copy.head.published_version else { return Ok(true) };
    let published = revisions::find_digest(tx.connection, copy.head.id, version)?;
    let own = revisions::digest(&copy.content)?;
    Ok(published.is_none_or(|published| published != own))
}

/// Decodes the optional comment of a step.
pub(super) fn decode_comment(input: &Value) -> Result<Option<String>, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let comment = decode_comment_member(&mut fields);
        fields.finish();
        Some(comment)
    })
}

/// Decodes the comment from an object that may have other members.
pub(super) fn decode_comment_member(fields: &mut ObjectDecoder<'_, '_>) -> Option<String> {
    fields.optional("comment", TextRule::lines(COMMENT_MAX).read())
}

/// Decodes the required comment of a step.
pub(super) fn decode_required_comment(input: &Value) -> Result<String, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let comment = fields.required("comment", TextRule::lines(COMMENT_MAX).read());
        fields.finish();
        comment
    })
}
