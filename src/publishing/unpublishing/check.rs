//! Checks of how an entity is to be unpublished.

use super::batch::UnpublishBatch;
use crate::content::{Alternative, Id, Kind, Unpublishing, ViolationCode, Violations};
use crate::db::{Connection, Error};
use crate::publishing::approval;
use crate::publishing::error::PublishError;
use crate::publishing::settings::ApprovalRule;
use crate::publishing::store::unpublishings;
use crate::working_copies::{self, WorkingCopy};

/// An article to read instead must be another one, and public, or have been until this moment.
pub(in crate::publishing) fn check_alternative(
    connection: &mut Connection,
    id: Id,
    unpublishing: &Unpublishing,
    batch: &UnpublishBatch<'_>,
) -> Result<(), PublishError> {
    let Some(Alternative::ArticleId(alternative)) = unpublishing.alternative else { return Ok(()) };
    let refused = |code, detail: &str| PublishError::Invalid(Violations::one("/alternative/articleId", code, detail));
    if alternative == id {
        return Err(refused(ViolationCode::SelfReference, "An article cannot be its own alternative; name another."));
    }
    match working_copies::find(connection, Kind::Article, alternative)? {
        None => Err(refused(ViolationCode::UnknownReference, "There is no article of this id.")),
        Some(copy) if !copy.head.is_published() && !batch.ended.contains(&alternative) => {
            Err(PublishError::UnpublishedAlternative(alternative))
        }
        Some(_) => Ok(()),
    }
}

/// Refuses to take something back with words, or to an address elsewhere, that the rule wants approved and that are not.
/// Without these it can be taken back at any time.
pub(in crate::publishing) fn check_approval(
    connection: &mut Connection,
    rule: ApprovalRule,
    copy: &WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<(), PublishError> {
    if rule == ApprovalRule::Off || !has_new_text(connection, copy.head.id, unpublishing)? {
        return Ok(());
    }
    let proposed =
        approval::find_valid_approval(connection, rule, copy)?.and_then(|approval| approval.proposal?.unpublish);
    if proposed.as_ref() == Some(unpublishing) {
        Ok(())
    } else {
        Err(PublishError::UnapprovedText(approval::entity_ref(copy)))
    }
}

/// Returns true if readers would get words or an outside address that they do not have yet.
fn has_new_text(connection: &mut Connection, id: Id, unpublishing: &Unpublishing) -> Result<bool, Error> {
    let ended = unpublishings::find(connection, id)?.map(|ended| ended.unpublishing);
    let (said, led) = ended.map_or((None, None), |ended| (ended.explanation, ended.alternative));
    let has_words = unpublishing.explanation.is_some() && unpublishing.explanation != said;
    let leads_elsewhere =
        matches!(unpublishing.alternative, Some(Alternative::Url(_))) && unpublishing.alternative != led;
    Ok(has_words || leads_elsewhere)
}
