//! What the steps of the work flow do alike.

use serde_json::{Value, json};

use super::super::operations::{Outcome, Work, wrong_status};
use crate::content::reading::{Fields, read_root};
use crate::content::text::TextRule;
use crate::content::{Action, Proposal, Status, Timestamp, Violations, WorkflowStep};
use crate::events::{self, Event, Occurrence};
use crate::http::Problem;
use crate::working_copies::{self, WorkingCopy, revisions};

/// The most characters of a comment.
const COMMENT_MAX: usize = 1000;

/// A step: what it is called, what it leaves, and where it can be taken.
pub(super) struct Step {
    /// What the audit log calls it.
    pub(super) action: Action,
    /// What the history calls it.
    pub(super) made: WorkflowStep,
    /// What those who subscribed hear.
    pub(super) occurrence: Occurrence,
    /// Where a thing may stand.
    pub(super) from: &'static [Status],
}

impl Step {
    /// Refuses to take the step from where the thing stands. `has_changes` says whether it says anything new, or is to be
    /// told of.
    pub(super) fn check(&self, copy: &WorkingCopy, has_changes: bool) -> Result<(), Problem> {
        let status = copy.head.status;
        let nothing_new = self.made == WorkflowStep::Submitted && status == Status::Published && !has_changes;
        if self.from.contains(&status) && !nothing_new {
            return Ok(());
        }
        Err(wrong_status(copy.head.kind, copy.head.id, self.action.as_str(), status, has_changes))
    }

    /// Takes the step.
    pub(super) fn take(
        &self,
        work: &mut Work<'_>,
        copy: WorkingCopy,
        comment: Option<&str>,
        proposal: Option<&Proposal>,
    ) -> Result<Outcome, Problem> {
        let deed = work.deed(self.action, comment);
        let copy = working_copies::take_step(work.connection, &deed, copy, self.made, proposal)?;
        let mut data = json!({
            "id": copy.head.id, "kind": copy.head.kind, "version": copy.head.version, "by": work.actor.name,
        });
        if let Some(comment) = comment {
            data["comment"] = json!(comment);
        }
        let at = Timestamp::now();
        events::emit(work.connection, &Event { kind: copy.head.kind, occurrence: self.occurrence, at, data })?;
        Ok(Outcome::done(copy))
    }
}

/// Whether a working copy says anything else than what is published of it.
pub(super) fn has_changes(work: &mut Work<'_>, copy: &WorkingCopy) -> Result<bool, Problem> {
    let Some(version) = copy.head.published_version else { return Ok(true) };
    let published = revisions::store::digest_of(work.connection, copy.head.id, version)?;
    let own = revisions::store::digest(&copy.content)?;
    Ok(published.is_none_or(|published| published != own))
}

/// The comment of a step that may have one.
pub(super) fn read_comment(input: &Value) -> Result<Option<String>, Violations> {
    read_root(input, |item| {
        let mut fields = item.fields()?;
        let comment = read_comment_member(&mut fields);
        fields.finish();
        Some(comment)
    })
}

/// Reads the comment from the members of an object that may have others.
pub(super) fn read_comment_member(fields: &mut Fields<'_, '_>) -> Option<String> {
    fields.optional("comment", TextRule::lines(COMMENT_MAX).read())
}

/// The comment of a step that must have one.
pub(super) fn read_required_comment(input: &Value) -> Result<String, Violations> {
    read_root(input, |item| {
        let mut fields = item.fields()?;
        let comment = fields.required("comment", TextRule::lines(COMMENT_MAX).read());
        fields.finish();
        comment
    })
}
