//! The problems of saving, publishing, approving and scheduling.

use std::collections::BTreeSet;

use crate::content::{Id, Kind, Reference, Status, Violation, ViolationCode, Violations};
use crate::http::{Code, ErrorItem, Problem};
use crate::publishing::{PublishError, UnpublishedReference, list_entities};
use crate::working_copies::{EntityRef, SaveError, WorkingCopy};

/// Returns the working copy, or 404 if there is none.
pub(crate) fn or_not_found<T>(copy: Option<T>, kind: Kind, id: Id) -> Result<T, Problem> {
    copy.ok_or_else(|| Problem::not_found(format!("{kind} {id}")))
}

/// Rejects a working copy that is in the trash.
pub(super) fn check_is_active(copy: &WorkingCopy) -> Result<(), Problem> {
    let (kind, id) = (copy.head.kind, copy.head.id);
    if !copy.head.is_trashed() {
        return Ok(());
    }
    let path = manage_path(kind, id);
    let detail = format!("The {kind} {id} is in the trash. Restore it first: POST {path}/restore.");
    Err(Problem::new(Code::Trashed, detail))
}

fn manage_path(kind: Kind, id: Id) -> String {
    format!("/v1/manage/{}/{id}", kind.plural())
}

fn entities_json(entities: &[EntityRef]) -> serde_json::Value {
    let json = |entity: &EntityRef| serde_json::json!({"kind": entity.kind, "id": entity.id, "label": entity.label});
    entities.iter().map(json).collect()
}

fn in_use(referrers: &[EntityRef], detail: String) -> Problem {
    Problem::new(Code::InUse, detail).with_member("usedBy", entities_json(referrers))
}

fn approval_required(entities: &[EntityRef], detail: String) -> Problem {
    Problem::new(Code::ApprovalRequired, detail).with_member("unapproved", entities_json(entities))
}

fn error_at(pointer: &str, code: &str, detail: String) -> ErrorItem {
    ErrorItem { pointer: Some(pointer.to_owned()), parameter: None, code: code.to_owned(), detail }
}

/// Returns the problem of content that lacks members that a publish requires. `verb` is what it cannot do.
pub(crate) fn incomplete(violations: &Violations, verb: &str) -> Problem {
    let names: BTreeSet<&str> = violations.iter().map(|violation| violation.pointer.trim_start_matches('/')).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let detail = format!("It cannot {verb} without: {}. Save what is missing first.", names.join(", "));
    let error = |violation: &Violation| error_at(&violation.pointer, violation.code.as_str(), violation.detail.clone());
    Problem::new(Code::ValidationFailed, detail).with_errors(violations.iter().map(error).collect())
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Invalid(violations) => violations.into(),
            SaveError::SlugInUse { slug, kind, id } => {
                let detail = format!("The slug \"{slug}\" belongs to the {kind} {id}; choose another.");
                let error = error_at("/slug", "slug_in_use", format!("\"{slug}\" is taken."));
                Self::new(Code::SlugInUse, detail).with_errors(vec![error])
            }
            SaveError::TranslationExists { locale, id } => Self::new(
                Code::TranslationExists,
                format!("The translation group has the locale {locale} already, in the article {id}."),
            ),
            SaveError::IdInUse(id) => {
                Self::new(Code::IdInUse, format!("The id {id} belongs to an entity with other content."))
            }
            SaveError::InUse(referrers) => {
                let count = referrers.len();
                in_use(
                    &referrers,
                    format!("Number of entities that refer to it: {count}. Remove the references first."),
                )
            }
            SaveError::Scheduled { kind, id } => {
                let path = manage_path(kind, id);
                let detail = format!(
                    "The {kind} is scheduled to be published with its current content. To edit it, cancel the schedule first: DELETE {path}/schedule."
                );
                Self::new(Code::Scheduled, detail)
            }
            SaveError::Database(error) => error.into(),
        }
    }
}

impl From<PublishError> for Problem {
    fn from(refusal: PublishError) -> Self {
        match refusal {
            PublishError::UnpublishedReferences(references) => {
                let error = |UnpublishedReference { reference, label, .. }: &UnpublishedReference| {
                    let Reference { kind, target, pointer, .. } = reference;
                    let detail = format!("The {kind} {target} (\"{label}\") is not published.");
                    error_at(pointer, "unpublished_reference", detail)
                };
                Self::new(
                    Code::UnpublishedReferences,
                    "It refers to entities that are not published. Publish them first, or send \"includeReferences\": true to publish them with it.",
                )
                .with_errors(references.iter().map(error).collect())
            }
            PublishError::ContentChanged(entities) => Self::new(
                Code::UnpublishedReferences,
                format!(
                    "These were changed after they were chosen to be published with it: {}. Check them, and send the request again.",
                    list_entities(&entities)
                ),
            ),
            PublishError::InUse(referrers) => {
                let list = list_entities(&referrers);
                let detail = format!(
                    "Published or scheduled documents refer to it: {list}. Remove it from them first, or send force=true to show them without it."
                );
                in_use(&referrers, detail)
            }
            PublishError::ReferrersStayLonger(referrers) => {
                let list = list_entities(&referrers);
                let detail = format!(
                    "Published or scheduled documents that are not unpublished by then refer to it: {list}. Remove it from them first, or schedule them to be unpublished at the same time or earlier."
                );
                in_use(&referrers, detail)
            }
            PublishError::NotPublished => {
                Self::new(Code::NotPublished, "It is not published, so that it cannot be unpublished.")
            }
            PublishError::CannotWithdraw => Self::new(
                Code::NotPublished,
                "It is unpublished and no longer shown, so that it cannot be withdrawn. Publish it, then unpublish it with the mode withdrawn.",
            ),
            PublishError::ApprovalRequired(entities) => {
                let list = list_entities(&entities);
                let detail = format!(
                    "The current content of these needs an approval before it can be published: {list}. Submit them for review, and have them approved."
                );
                approval_required(&entities, detail)
            }
            PublishError::UnapprovedText(entity) => {
                let path = manage_path(entity.kind, entity.id);
                let detail = format!(
                    "The {entity} has a text or address for readers that is not approved. Submit it with the same \"changeNote\" and \
                     \"major\" or the same \"unpublish\" (POST {path}/submit), and have it approved. Without an explanation and an \
                     address on another site it can be unpublished at once."
                );
                approval_required(&[entity], detail)
            }
            PublishError::SelfApproval => Self::new(
                Code::SelfApproval,
                "Your key has written or submitted some of this since it was last published; somebody else has to approve it.",
            ),
            PublishError::TimeInPast(at) => {
                let detail = format!("{at} has passed; choose a time in the future.");
                Violations::one("", ViolationCode::OutOfRange, detail).into()
            }
            PublishError::NotScheduled => Self::not_found("pending schedule of it"),
            PublishError::Incomplete(violations) => incomplete(&violations, "be published"),
            PublishError::Invalid(violations) => violations.into(),
            PublishError::UnpublishedAlternative(id) => {
                let detail = format!("The article {id} is not published.");
                let error = error_at("/alternative/articleId", "unpublished_reference", detail);
                let detail = "The alternative article is not published. Publish it first, or name another.";
                Self::new(Code::UnpublishedReferences, detail).with_errors(vec![error])
            }
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
    let state = match status {
        Status::Published if !has_changes => "published and has no changes since".to_owned(),
        status => status.to_string(),
    };
    let detail = format!("The {kind} {id} is {state}, so that {verb} is not possible. Possible: {possible}.");
    Problem::new(Code::InvalidTransition, detail)
}
