//! Whether publishing needs an approval, and whose: of every text and every address that readers get by it, those beside
//! the content included.

use super::error::PublishError;
use super::options::{ChangeNote, EntityNote};
use super::settings::ApprovalRule;
use crate::content::Id;
use crate::db::{Connection, Error};
use crate::working_copies::workflow::Approval;
use crate::working_copies::{EntityRef, WorkingCopy, revisions, workflow};

/// Refuses to publish what the rule wants approved and is not, naming each. `note` is what is said of the change of one of
/// them.
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
        // What readers have already has nothing in it to approve.
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

/// Returns what refusals name a working copy with.
pub(super) fn entity_ref(copy: &WorkingCopy) -> EntityRef {
    EntityRef { id: copy.head.id, kind: copy.head.kind, label: copy.content.label().to_owned() }
}

/// The approval of a working copy that counts under the rule, as it stands.
pub(super) fn find_valid_approval(
    connection: &mut Connection,
    rule: ApprovalRule,
    copy: &WorkingCopy,
) -> Result<Option<Approval>, Error> {
    let Some(approval) = workflow::find_approval(connection, copy.head.id)? else { return Ok(None) };
    if approval.content_digest != revisions::digest(&copy.content)? {
        return Ok(None);
    }
    // Commands have no key; what they do is the operator's.
    let keys: Vec<String> = approval.key_id.iter().cloned().collect();
    let is_own = rule == ApprovalRule::FourEyes && workflow::has_contributed(connection, copy.head.id, &keys)?;
    Ok(Some(approval).filter(|_| !is_own))
}

fn is_published_unchanged(connection: &mut Connection, copy: &WorkingCopy) -> Result<bool, Error> {
    let published = published_digest(connection, copy)?;
    Ok(published == Some(revisions::digest(&copy.content)?))
}

fn published_digest(connection: &mut Connection, copy: &WorkingCopy) -> Result<Option<String>, Error> {
    let Some(version) = copy.head.published_version else { return Ok(None) };
    revisions::find_digest(connection, copy.head.id, version)
}

/// Refuses an approval by somebody whose approval would not count under the rule. `keys` are those that they hold or
/// held.
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
