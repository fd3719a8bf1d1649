//! What clients are told when the work flow, an approval or a schedule stands in the way.

use crate::content::{Id, Kind, Status, Timestamp, ViolationCode, Violations};
use crate::http::{Code, Problem};
use crate::working_copies::User;

/// A thing that is to go out as it stands cannot be edited.
pub(super) fn scheduled(kind: Kind, id: Id) -> Problem {
    let place = format!("/v1/manage/{}/{id}", kind.plural());
    let detail = format!(
        "The {kind} is scheduled to be published as it stands. To edit it, cancel the schedule first: DELETE {place}/schedule."
    );
    Problem::new(Code::Scheduled, detail)
}

/// Things that were changed since it was decided to publish them with another.
pub(super) fn changed(things: &[User]) -> Problem {
    let detail = format!(
        "These were changed since it was decided to publish them with it: {}. Look at them, and decide again.",
        super::named(things)
    );
    Problem::new(Code::UnpublishedReferences, detail)
}

/// Things that lack an approval of what they say now.
pub(super) fn approval_required(things: &[User]) -> Problem {
    let detail = format!(
        "These need an approval of what they say now before they can be published: {}. Submit them for review, and have them approved.",
        super::named(things)
    );
    let list = things.iter().map(|thing| serde_json::json!({"kind": thing.kind, "id": thing.id, "label": thing.label}));
    Problem::new(Code::ApprovalRequired, detail).with_member("unapproved", list.collect())
}

/// Words or an address for readers that lack an approval.
pub(super) fn unapproved_words(thing: &User) -> Problem {
    let place = format!("/v1/manage/{}/{}", thing.kind.plural(), thing.id);
    let detail = format!(
        "Readers would be told something of the {thing} that nobody approved. Hand it in as it is to be said, with the same \
         \"changeNote\" and \"major\" or the same \"unpublish\" (POST {place}/submit), and have that approved. Without an \
         explanation and an address elsewhere it can be taken back at once."
    );
    let list = serde_json::json!([{"kind": thing.kind, "id": thing.id, "label": thing.label}]);
    Problem::new(Code::ApprovalRequired, detail).with_member("unapproved", list)
}

/// An approval by somebody who took part.
pub(super) fn own_work() -> Problem {
    let detail =
        "Your key has written or submitted some of this since it was last published; somebody else has to approve it.";
    Problem::new(Code::OwnWork, detail)
}

/// A time that has gone by while the request was under way.
pub(super) fn past(at: Timestamp) -> Problem {
    Violations::one("", ViolationCode::OutOfRange, format!("{at} has passed; choose a time in the future.")).into()
}

/// Nothing to cancel.
pub(super) fn not_scheduled() -> Problem {
    Problem::not_found("schedule of it that has still to happen")
}

/// What is not shown any more cannot be withdrawn.
pub(super) fn nothing_to_show() -> Problem {
    let detail = "It was taken back, and nothing of it is shown any more. Publish it, and take it back as withdrawn.";
    Problem::new(Code::NotPublished, detail)
}

/// A step that does not lead on from where a thing stands.
pub(in crate::management) fn wrong_status(
    kind: Kind,
    id: Id,
    verb: &str,
    status: Status,
    has_changes: bool,
) -> Problem {
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
    let detail = format!("The {kind} {id} is {stands}, so that {verb} is not possible; possible here: {possible}.");
    Problem::new(Code::WrongStatus, detail)
}
