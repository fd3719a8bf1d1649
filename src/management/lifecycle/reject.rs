//! Handing a working copy back.

use actix_web::HttpResponse;
use serde_json::Value;

use super::super::operations::{Desk, Outcome, Work, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::REJECT;
use super::schemas::RejectInput;
use super::steps::{Step, has_changes, read_required_comment};
use crate::auth::Editor;
use crate::content::{Action, Id, Kind, Status, WorkflowStep};
use crate::events::Occurrence;
use crate::http::{ChangeErrors, IfMatch, JsonBody, NoQuery, PathThing, PathThingParams, Problem, Query};

const STEP: Step = Step {
    action: Action::Reject,
    made: WorkflowStep::Rejected,
    occurrence: Occurrence::Rejected,
    from: &[Status::InReview, Status::Approved],
};

/// Reject a thing
///
/// It goes back to where it stood before it was submitted, with what is to be mended. What was approved can be rejected
/// still. Needs the role `editor`.
#[utoipa::path(
    post,
    path = REJECT,
    operation_id = "reject_thing",
    tag = "manage",
    params(PathThingParams, IfMatchParam),
    request_body(content = RejectInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Done", body = WorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn reject(
    _caller: Editor,
    desk: Desk,
    thing: PathThing,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write_and_answer(&desk, move |work| reject_within(work, kind, id, &if_match, &body.0)).await
}

/// As [`reject`], within a transaction.
pub(in crate::management) fn reject_within(
    work: &mut Work<'_>,
    kind: Kind,
    id: Id,
    if_match: &IfMatch,
    input: &Value,
) -> Result<Outcome, Problem> {
    let comment = read_required_comment(input)?;
    let copy = work.usable(kind, id, if_match)?;
    let has_changes = has_changes(work, &copy)?;
    STEP.check(&copy, has_changes)?;
    STEP.take(work, copy, Some(&comment), None)
}
