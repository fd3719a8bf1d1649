//! Whether publishing needs an approval, and whose.

use std::str::FromStr;

use super::Refusal;
use crate::content::Id;
use crate::content::word::Word;
use crate::db::{Connection, Error};
use crate::word_enum;
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

/// Refuses to publish what the rule wants approved and is not, naming each.
pub(super) fn check<'c>(
    connection: &mut Connection,
    rule: ApprovalRule,
    copies: impl Iterator<Item = &'c WorkingCopy>,
) -> Result<(), Refusal> {
    if rule == ApprovalRule::Off {
        return Ok(());
    }
    let mut lacking: Vec<User> = Vec::new();
    for copy in copies {
        if !is_approved(connection, rule, copy)? {
            let label = copy.content.label().to_owned();
            lacking.push(User { id: copy.head.id, kind: copy.head.kind, label });
        }
    }
    lacking.sort_by_key(|thing| thing.id);
    if lacking.is_empty() { Ok(()) } else { Err(Refusal::ApprovalRequired(lacking)) }
}

fn is_approved(connection: &mut Connection, rule: ApprovalRule, copy: &WorkingCopy) -> Result<bool, Error> {
    let digest = revisions::store::digest(&copy.content)?;
    if published_digest(connection, copy)?.is_some_and(|published| published == digest) {
        // Readers have this content already: there is nothing in it to approve.
        return Ok(true);
    }
    let Some(approval) = workflow::store::approval(connection, copy.head.id)? else { return Ok(false) };
    let holds = approval.content_digest == digest;
    // Commands have no key; what they do is the operator's.
    let keys: Vec<String> = approval.key_id.into_iter().collect();
    Ok(holds && (rule != ApprovalRule::Other || !workflow::store::took_part(connection, copy.head.id, &keys)?))
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
