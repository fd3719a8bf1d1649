//! Whether publishing needs an approval, and whose: of every text and every address that readers get by it, those beside
//! the content included.

use std::str::FromStr;

use super::{ChangeNote, Refusal, unpublishings};
use crate::content::word::Word;
use crate::content::{Alternative, Id, Unpublishing};
use crate::db::{Connection, Error};
use crate::word_enum;
use crate::working_copies::workflow::Approval;
use crate::working_copies::{User, WorkingCopy, revisions, workflow};

word_enum! {
    /// Whether publishing needs an approval.
    ApprovalRule {
        /// No: whoever may publish decides.
        Off = "off",
        /// The content must be approved as it stands.
        Required = "required",
        /// The same, by somebody who neither wrote nor submitted any of it.
        Other = "other",
    }
}

/// The text is not a rule.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidApprovalRule(String);

impl FromStr for ApprovalRule {
    type Err = InvalidApprovalRule;

    fn from_str(text: &str) -> Result<Self, InvalidApprovalRule> {
        Self::from_word(text).ok_or_else(|| InvalidApprovalRule(Self::refusal(text)))
    }
}

/// Refuses to publish what the rule wants approved and is not, naming each. `note` is what is said of the change of one of
/// them.
pub(super) fn check<'c>(
    connection: &mut Connection,
    rule: ApprovalRule,
    copies: impl Iterator<Item = &'c WorkingCopy>,
    note: Option<(Id, &ChangeNote)>,
) -> Result<(), Refusal> {
    if rule == ApprovalRule::Off {
        return Ok(());
    }
    let mut lacking: Vec<User> = Vec::new();
    for copy in copies {
        let note = note.filter(|(noted, note)| *noted == copy.head.id && !note.is_empty()).map(|(_, note)| note);
        let approval = find(connection, rule, copy)?;
        if let Some(note) = note
            && !approval.as_ref().is_some_and(|approval| approves_note(approval, note))
        {
            return Err(Refusal::UnapprovedWords(named(copy)));
        }
        // What readers have already has nothing in it to approve.
        if approval.is_none() && !is_public_as_it_stands(connection, copy)? {
            lacking.push(named(copy));
        }
    }
    lacking.sort_by_key(|thing| thing.id);
    if lacking.is_empty() { Ok(()) } else { Err(Refusal::ApprovalRequired(lacking)) }
}

/// Refuses to take something back with words, or to an address elsewhere, that the rule wants approved and that are not.
/// Without these it can be taken back at any time.
pub(super) fn check_ending(
    connection: &mut Connection,
    rule: ApprovalRule,
    copy: &WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<(), Refusal> {
    if rule == ApprovalRule::Off || !says_anything_new(connection, copy.head.id, unpublishing)? {
        return Ok(());
    }
    let proposed = find(connection, rule, copy)?.and_then(|approval| approval.proposal?.unpublish);
    if proposed.as_ref() == Some(unpublishing) { Ok(()) } else { Err(Refusal::UnapprovedWords(named(copy))) }
}

/// Returns true if readers would get words or an outside address that they do not have yet.
fn says_anything_new(connection: &mut Connection, id: Id, unpublishing: &Unpublishing) -> Result<bool, Error> {
    let ended = unpublishings::store::find(connection, id)?.map(|ended| ended.unpublishing);
    let (said, led) = ended.map_or((None, None), |ended| (ended.explanation, ended.alternative));
    let has_words = unpublishing.explanation.is_some() && unpublishing.explanation != said;
    let leads_elsewhere =
        matches!(unpublishing.alternative, Some(Alternative::Url(_))) && unpublishing.alternative != led;
    Ok(has_words || leads_elsewhere)
}

fn approves_note(approval: &Approval, note: &ChangeNote) -> bool {
    approval.proposal.as_ref().is_some_and(|proposal| proposal.change_note == note.text && proposal.major == note.major)
}

/// Returns what refusals name a working copy with.
pub(super) fn named(copy: &WorkingCopy) -> User {
    User { id: copy.head.id, kind: copy.head.kind, label: copy.content.label().to_owned() }
}

/// The approval of a working copy that counts under the rule, as it stands.
fn find(connection: &mut Connection, rule: ApprovalRule, copy: &WorkingCopy) -> Result<Option<Approval>, Error> {
    let Some(approval) = workflow::store::approval(connection, copy.head.id)? else { return Ok(None) };
    if approval.content_digest != revisions::store::digest(&copy.content)? {
        return Ok(None);
    }
    // Commands have no key; what they do is the operator's.
    let keys: Vec<String> = approval.key_id.iter().cloned().collect();
    let is_own = rule == ApprovalRule::Other && workflow::store::took_part(connection, copy.head.id, &keys)?;
    Ok(Some(approval).filter(|_| !is_own))
}

fn is_public_as_it_stands(connection: &mut Connection, copy: &WorkingCopy) -> Result<bool, Error> {
    let published = published_digest(connection, copy)?;
    Ok(published == Some(revisions::store::digest(&copy.content)?))
}

fn published_digest(connection: &mut Connection, copy: &WorkingCopy) -> Result<Option<String>, Error> {
    let Some(version) = copy.head.published_version else { return Ok(None) };
    revisions::store::digest_of(connection, copy.head.id, version)
}

/// Refuses an approval by somebody whose approval would not count under the rule. `keys` are those that they hold or
/// held.
pub fn check_approver(connection: &mut Connection, rule: ApprovalRule, id: Id, keys: &[String]) -> Result<(), Refusal> {
    if rule == ApprovalRule::Other && workflow::store::took_part(connection, id, keys)? {
        return Err(Refusal::OwnWork);
    }
    Ok(())
}
