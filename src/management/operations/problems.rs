//! The problems of saving, publishing, approving and scheduling.

use crate::content::{Id, Kind, Status, Timestamp, ViolationCode, Violations};
use crate::http::{Code, ErrorItem, Problem};
use crate::publishing::PublishError;
use crate::working_copies::{EntityRef, SaveError, WorkingCopy};

/// Returns the working copy, or 404 if there is none.
pub(crate) fn or_not_found<T>(copy: Option<T>, kind: Kind, id: Id) -> Result<T, Problem> {
    copy.ok_or_else(|| Problem::not_found(format!("{kind} {id}")))
}

/// Rejects a working copy that is in the trash.
pub(super) fn check_is_active(copy: &WorkingCopy) -> Result<(), Problem> {
    let head = &copy.head;
    if !head.is_trashed() {
        return Ok(());
    }
    let place = format!("/v1/manage/{}/{}", head.kind.plural(), head.id);
    let detail = format!("The {} {} is in the trash. Restore it first: POST {place}/restore.", head.kind, head.id);
    Err(Problem::new(Code::Trashed, detail))
}

/// Returns the first three entities and the number of the others, for a sentence.
pub(crate) fn list_entities(referrers: &[EntityRef]) -> String {
    let shown: Vec<String> = referrers.iter().take(3).map(ToString::to_string).collect();
    let more = referrers.len() - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

fn entities_json(referrers: &[EntityRef]) -> serde_json::Value {
    referrers
        .iter()
        .map(|referrer| serde_json::json!({"kind": referrer.kind, "id": referrer.id, "label": referrer.label}))
        .collect()
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Invalid(violations) => violations.into(),
            SaveError::SlugInUse { ref slug, kind, id } => {
                let detail = format!("The slug \"{slug}\" belongs to the {kind} {id}; choose another.");
                Self::new(Code::SlugInUse, detail).with_errors(vec![ErrorItem {
                    pointer: Some("/slug".to_owned()),
                    parameter: None,
                    code: "slug_in_use".to_owned(),
                    detail: format!("\"{slug}\" is taken."),
                }])
            }
            SaveError::TranslationExists { locale, id } => Self::new(
                Code::TranslationExists,
                format!("The translation group has the locale {locale} already, in the article {id}."),
            ),
            SaveError::IdInUse(id) => {
                Self::new(Code::IdInUse, format!("The id {id} belongs to an entity with other content."))
            }
            SaveError::InUse(referrers) => Self::new(
                Code::InUse,
                format!("Number of entities that refer to it: {}. Remove the references first.", referrers.len()),
            )
            .with_member("usedBy", entities_json(&referrers)),
            SaveError::Scheduled { kind, id } => scheduled(kind, id),
            SaveError::Database(error) => error.into(),
        }
    }
}

impl From<PublishError> for Problem {
    fn from(refusal: PublishError) -> Self {
        match refusal {
            PublishError::UnpublishedReferences(references) => {
                let errors = references
                    .iter()
                    .map(|missing| ErrorItem {
                        pointer: Some(missing.reference.pointer.clone()),
                        parameter: None,
                        code: "unpublished_reference".to_owned(),
                        detail: format!(
                            "The {} {} (\"{}\") is not published.",
                            missing.reference.kind, missing.reference.target, missing.label
                        ),
                    })
                    .collect();
                Self::new(
                    Code::UnpublishedReferences,
                    "It refers to entities that are not published. Publish them first, or send \"includeReferences\": true to publish them with it.",
                )
                .with_errors(errors)
            }
            PublishError::ContentChanged(entities) => content_changed(&entities),
            PublishError::InUse(referrers) => Self::new(
                Code::InUse,
                format!(
                    "Published or scheduled documents refer to it: {}. Remove it from them first, or send force=true to show them without it.",
                    list_entities(&referrers)
                ),
            )
            .with_member("usedBy", entities_json(&referrers)),
            PublishError::ReferrersStayLonger(referrers) => Self::new(
                Code::InUse,
                format!(
                    "Published or scheduled documents that are not unpublished by then refer to it: {}. Remove it from them first, or schedule them to be unpublished at the same time or earlier.",
                    list_entities(&referrers)
                ),
            )
            .with_member("usedBy", entities_json(&referrers)),
            PublishError::NotPublished => {
                Self::new(Code::NotPublished, "It is not published, so that it cannot be unpublished.")
            }
            PublishError::CannotWithdraw => cannot_withdraw(),
            PublishError::ApprovalRequired(entities) => approval_required(&entities),
            PublishError::UnapprovedText(entity) => unapproved_text(&entity),
            PublishError::SelfApproval => self_approval(),
            PublishError::TimeInPast(at) => time_in_past(at),
            PublishError::NotScheduled => not_scheduled(),
            PublishError::Invalid(violations) => violations.into(),
            PublishError::UnpublishedAlternative(id) => Self::new(
                Code::UnpublishedReferences,
                "The alternative article is not published. Publish it first, or name another.",
            )
            .with_errors(vec![ErrorItem {
                pointer: Some("/alternative/articleId".to_owned()),
                parameter: None,
                code: "unpublished_reference".to_owned(),
                detail: format!("The article {id} is not published."),
            }]),
            PublishError::SlugInUse { slug, id } => Self::new(
                Code::SlugInUse,
                format!("\"{slug}\" is still published for {id}; publish or unpublish that one first."),
            ),
            PublishError::TranslationExists { locale, id } => Self::new(
                Code::TranslationExists,
                format!(
                    "The locale {locale} of the translation group is still published by the article {id}; publish or unpublish that one first."
                ),
            ),
            PublishError::SectionInUse { section, id } => Self::new(
                Code::IdInUse,
                format!("The section {section} is still published in the article {id}; publish that one first."),
            ),
            PublishError::Database(error) => error.into(),
        }
    }
}

/// Returns the problem for an edit of an entity that is scheduled to be published.
fn scheduled(kind: Kind, id: Id) -> Problem {
    let place = format!("/v1/manage/{}/{id}", kind.plural());
    let detail = format!(
        "The {kind} is scheduled to be published with its present content. To edit it, cancel the schedule first: DELETE {place}/schedule."
    );
    Problem::new(Code::Scheduled, detail)
}

/// Returns the problem for entities that changed after it was decided to publish them with another.
fn content_changed(entities: &[EntityRef]) -> Problem {
    let detail = format!(
        "These were changed since it was decided to publish them with it: {}. Check them, and send the request again.",
        list_entities(entities)
    );
    Problem::new(Code::UnpublishedReferences, detail)
}

/// Returns the problem for entities whose present content is not approved.
fn approval_required(entities: &[EntityRef]) -> Problem {
    let detail = format!(
        "The present content of these needs an approval before it can be published: {}. Submit them for review, and have them approved.",
        list_entities(entities)
    );
    let list =
        entities.iter().map(|entity| serde_json::json!({"kind": entity.kind, "id": entity.id, "label": entity.label}));
    Problem::new(Code::ApprovalRequired, detail).with_member("unapproved", list.collect())
}

/// Returns the problem for a text or address for readers that is not approved.
fn unapproved_text(entity: &EntityRef) -> Problem {
    let place = format!("/v1/manage/{}/{}", entity.kind.plural(), entity.id);
    let detail = format!(
        "The {entity} has a text or address for readers that is not approved. Submit it with the same \"changeNote\" and \
         \"major\" or the same \"unpublish\" (POST {place}/submit), and have it approved. Without an explanation and an \
         address on another site it can be unpublished at once."
    );
    let list = serde_json::json!([{"kind": entity.kind, "id": entity.id, "label": entity.label}]);
    Problem::new(Code::ApprovalRequired, detail).with_member("unapproved", list)
}

/// Returns the problem for an approval by a person who contributed.
fn self_approval() -> Problem {
    let detail =
        "Your key has written or submitted some of this since it was last published; somebody else has to approve it.";
    Problem::new(Code::SelfApproval, detail)
}

/// Returns the problem for a time that passed while the request was in progress.
fn time_in_past(at: Timestamp) -> Problem {
    Violations::one("", ViolationCode::OutOfRange, format!("{at} has passed; choose a time in the future.")).into()
}

/// Returns the problem for a cancellation without a schedule.
fn not_scheduled() -> Problem {
    Problem::not_found("pending schedule of it")
}

/// Returns the problem for withdrawing an entity that is no longer shown.
fn cannot_withdraw() -> Problem {
    let detail = "It is unpublished and no longer shown, so that it cannot be withdrawn. Publish it, then unpublish it with the mode withdrawn.";
    Problem::new(Code::NotPublished, detail)
}

/// Returns the problem for a transition that the status does not permit.
pub(crate) fn invalid_transition(kind: Kind, id: Id, verb: &str, status: Status, has_changes: bool) -> Problem {
    let possible = match status {
        Status::Draft | Status::Unpublished => "submit",
        Status::Published if has_changes => "submit",
        Status::InReview => "approve, reject",
        Status::Approved => "reject",
        Status::Scheduled => "cancelling the schedule",
        Status::Trashed => "restore",
        Status::Published => "editing it",
    };
    let stands = match status {
        Status::Published if !has_changes => "published and has no changes since".to_owned(),
        status => status.to_string(),
    };
    let detail = format!("The {kind} {id} is {stands}, so that {verb} is not possible. Possible: {possible}.");
    Problem::new(Code::InvalidTransition, detail)
}
