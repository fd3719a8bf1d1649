//! What the steps of the work flow do alike.

use serde_json::{Value, json};

use crate::content::decode::{ObjectDecoder, decode_value};
use crate::content::text::TextRule;
use crate::content::{Action, Proposal, Status, Timestamp, Violations, WorkflowStep};
use crate::events::{self, Event, EventType};
use crate::http::Problem;
use crate::management::operations::{WriteContext, WriteOutcome, invalid_transition};
use crate::working_copies::{self, WorkingCopy, revisions};

/// The most characters of a comment.
const COMMENT_MAX: usize = 1000;

/// A step: what it is called, what it leaves, and where it can be taken.
pub(super) struct WorkflowTransition {
    /// What the audit log calls it.
    pub(super) action: Action,
    /// What the history calls it.
    pub(super) step: WorkflowStep,
    /// What those who subscribed hear.
    pub(super) event_type: EventType,
    /// Where a thing may stand.
    pub(super) from: &'static [Status],
}

impl WorkflowTransition {
    /// Refuses to take the step from where the thing stands. `has_changes` says whether it says anything new, or is to be
    /// told of.
    pub(super) fn check(&self, copy: &WorkingCopy, has_changes: bool) -> Result<(), Problem> {
        let status = copy.head.status;
        let nothing_new = self.step == WorkflowStep::Submitted && status == Status::Published && !has_changes;
        if self.from.contains(&status) && !nothing_new {
            return Ok(());
        }
        Err(invalid_transition(copy.head.kind, copy.head.id, self.action.as_str(), status, has_changes))
    }

    /// Takes the step.
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

/// Whether a working copy says anything else than what is published of it.
pub(super) fn has_changes(tx: &mut WriteContext<'_>, copy: &WorkingCopy) -> Result<bool, Problem> {
    let Some(version) = copy.head.published_version else { return Ok(true) };
    let published = revisions::find_digest(tx.connection, copy.head.id, version)?;
    let own = revisions::digest(&copy.content)?;
    Ok(published.is_none_or(|published| published != own))
}

/// The comment of a step that may have one.
pub(super) fn decode_comment(input: &Value) -> Result<Option<String>, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let comment = decode_comment_member(&mut fields);
        fields.finish();
        Some(comment)
    })
}

/// Reads the comment from the members of an object that may have others.
pub(super) fn decode_comment_member(fields: &mut ObjectDecoder<'_, '_>) -> Option<String> {
    fields.optional("comment", TextRule::lines(COMMENT_MAX).read())
}

/// The comment of a step that must have one.
pub(super) fn decode_required_comment(input: &Value) -> Result<String, Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let comment = fields.required("comment", TextRule::lines(COMMENT_MAX).read());
        fields.finish();
        comment
    })
}
