//! Checks of the options of an unpublishing.

use super::batch::UnpublishBatch;
use crate::content::{Alternative, Id, Kind, Unpublishing, ViolationCode, Violations};
use crate::db::{Connection, Error};
use crate::publishing::approval;
use crate::publishing::error::PublishError;
use crate::publishing::settings::ApprovalRule;
use crate::publishing::store::unpublishings;
use crate::working_copies::{self, WorkingCopy};

/// Checks that an alternative article is another article, and is public or ends at this moment.
pub(in crate::publishing) fn check_alternative(
    connection: &mut Connection,
    id: Id,
    unpublishing: &Unpublishing,
    batch: &UnpublishBatch<'_>,
) -> Result<(), PublishError> {
    let Some(Alternative::ArticleId(alternative)) = unpublishing.alternative else { return Ok(()) };
    let invalid = |code, detail: &str| PublishError::Invalid(Violations::one("/alternative/articleId", code, detail));
    if alternative == id {
        return Err(invalid(ViolationCode::SelfReference, "An article cannot be its own alternative; name another."));
    }
    match working_copies::find(connection, Kind::Article, alternative)? {
        None => Err(invalid(ViolationCode::UnknownReference, "There is no article of this id.")),
        Some(copy) if !copy.head.is_published() && !batch.ended.contains(&alternative) => {
            Err(PublishError::UnpublishedAlternative(alternative))
        }
        Some(_) => Ok(()),
    }
}

/// Returns an error if the unpublishing shows readers new text or an external address without the approval that the
/// rule requires. Without these, an entity can be unpublished at any time.
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

/// Returns true if readers would get a new explanation or a new external address.
fn has_new_text(connection: &mut Connection, id: Id, unpublishing: &Unpublishing) -> Result<bool, Error> {
    let ended = unpublishings::find(connection, id)?.map(|ended| ended.unpublishing);
    let (old_explanation, old_alternative) = ended.map_or((None, None), |ended| (ended.explanation, ended.alternative));
    let has_words = unpublishing.explanation.is_some() && unpublishing.explanation != old_explanation;
    let leads_elsewhere =
        matches!(unpublishing.alternative, Some(Alternative::Url(_))) && unpublishing.alternative != old_alternative;
    Ok(has_words || leads_elsewhere)
}
