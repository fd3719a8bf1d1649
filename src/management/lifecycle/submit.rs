//! Handing a working copy in for review.

use actix_web::HttpResponse;
use serde_json::Value;

use super::super::operations::{Desk, Outcome, Work, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::SUBMIT;
use super::schemas::CommentInput;
use super::steps::{Step, has_changes, read_comment};
use crate::auth::Author;
use crate::content::{Action, Id, Kind, Status, WorkflowStep};
use crate::events::Occurrence;
use crate::http::{ChangeErrors, IfMatch, NoQuery, OptionalJsonBody, PathThing, PathThingParams, Problem, Query};

const STEP: Step = Step {
    action: Action::Submit,
    made: WorkflowStep::Submitted,
    occurrence: Occurrence::Submitted,
    from: &[Status::Draft, Status::Published, Status::Unpublished],
};

/// Submit a thing for review
///
/// It is `inReview` from then on, and can be edited still. A thing that has no changes since it was published has nothing
/// to review: 409, as from any other place in its life. Needs the role `author`.
#[utoipa::path(
    post,
    path = SUBMIT,
    operation_id = "submit_thing",
    tag = "manage",
    params(PathThingParams, IfMatchParam),
    request_body(content = CommentInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Done", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn submit(
    _caller: Author,
    desk: Desk,
    thing: PathThing,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write_and_answer(&desk, move |work| submit_within(work, kind, id, &if_match, &body.0)).await
}

/// As [`submit`], within a transaction.
pub(in crate::management) fn submit_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    input: &Value,
) -> Result<Outcome, Problem> {
    let comment = read_comment(input)?;
    let copy = work.usable(kind, id, if_match)?;
    let has_changes = has_changes(work, &copy)?;
    STEP.check(&copy, has_changes)?;
    STEP.take(work, copy, comment.as_deref())
}
