//! Checks whether a publish is approved. An approval covers every text and address that readers get by it, also those
//! outside of the content.

use super::error::PublishError;
use super::options::{ChangeNote, EntityNote};
use super::settings::ApprovalRule;
use crate::content::Id;
use crate::db::{Connection, Error};
use crate::working_copies::workflow::Approval;
use crate::working_copies::{EntityRef, WorkingCopy, revisions, workflow};

/// Returns an error that names each working copy without the approval that the rule requires. `note` is the note about
/// the change of one of them.
pub(super) fn check_approvals<'c>(
    connection: &mut Connection,
    rule: ApprovalRule,
    copies: impl Iterator<Item = &'c WorkingCopy>,
    note: Option<EntityNote<'_>>,
) -> Result<(), PublishError> {
    if rule == ApprovalRule::Off {
        return Ok(());
    }
    let mut unapproved: Vec<EntityRef> = Vec::new();
    for copy in copies {
        let note = note.and_then(|note| note.about(copy.head.id)).filter(|note| !note.is_empty());
        let approval = find_valid_approval(connection, rule, copy)?;
        if let Some(note) = note
            && !approval.as_ref().is_some_and(|approval| covers_note(approval, note))
        {
            return Err(PublishError::UnapprovedText(entity_ref(copy)));
        }
        // Content that readers already have needs no approval.
        if approval.is_none() && !is_published_unchanged(connection, copy)? {
            unapproved.push(entity_ref(copy));
        }
    }
    unapproved.sort_by_key(|entity| entity.id);
    if unapproved.is_empty() { Ok(()) } else { Err(PublishError::ApprovalRequired(unapproved)) }
}

fn covers_note(approval: &Approval, note: &ChangeNote) -> bool {
    approval.proposal.as_ref().is_some_and(|proposal| proposal.change_note == note.text && proposal.major == note.major)
}

/// Returns the reference that errors use for a working copy.
pub(super) fn entity_ref(copy: &WorkingCopy) -> EntityRef {
    EntityRef { id: copy.head.id, kind: copy.head.kind, label: copy.content.label().to_owned() }
}

/// Returns the approval of the current content of a working copy if it counts under the rule.
pub(super) fn find_valid_approval(
    connection: &mut Connection,
    rule: ApprovalRule,
    copy: &WorkingCopy,
) -> Result<Option<Approval>, Error> {
    let Some(approval) = workflow::find_approval(connection, copy.head.id)? else { return Ok(None) };
    if approval.content_digest != revisions::digest(&copy.content)? {
        return Ok(None);
    }
    // Commands have no key; the operator is responsible for them.
    let keys: Vec<String> = approval.key_id.iter().cloned().collect();
    let is_own = rule == ApprovalRule::FourEyes && workflow::has_contributed(connection, copy.head.id, &keys)?;
    Ok(Some(approval).filter(|_| !is_own))
}

fn is_published_unchanged(connection: &mut Connection, copy: &WorkingCopy) -> Result<bool, Error> {
    let Some(version) = copy.head.published_version else { return Ok(false) };
    let published = revisions::find_digest(connection, copy.head.id, version)?;
    Ok(published == Some(revisions::digest(&copy.content)?))
}

/// Returns an error if an approval by this person would not count under the rule. `keys` are the keys that the person
/// holds or held.
pub fn check_approver(
    connection: &mut Connection,
    rule: ApprovalRule,
    id: Id,
    keys: &[String],
) -> Result<(), PublishError> {
    if rule == ApprovalRule::FourEyes && workflow::has_contributed(connection, id, keys)? {
        return Err(PublishError::SelfApproval);
    }
    Ok(())
}
