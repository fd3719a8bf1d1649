//! Finding the content of a working copy good as it stands.

use actix_web::HttpResponse;
use serde_json::Value;

use super::super::operations::{Desk, Outcome, Work, write_and_answer};
use super::super::schemas::{IfMatchParam, WorkingCopy};
use super::APPROVE;
use super::schemas::CommentInput;
use super::steps::{Step, has_changes, read_comment};
use crate::auth::{self, Editor};
use crate::content::{Action, Id, Kind, Status, WorkflowStep};
use crate::events::Occurrence;
use crate::http::{ChangeErrors, IfMatch, NoQuery, OptionalJsonBody, PathThing, PathThingParams, Problem, Query};
use crate::publishing;

const STEP: Step = Step {
    action: Action::Approve,
    made: WorkflowStep::Approved,
    occurrence: Occurrence::Approved,
    from: &[Status::InReview],
};

/// Approve a thing
///
/// The approval is of the content as it stands, and of what was handed in with it to tell readers (`workflow.proposal`): an
/// edit after it makes it void. Where the server asks for an approval
/// by others, a key that has written or submitted some of it since it was last published gets 403.
/// Needs the role `editor`.
#[utoipa::path(
    post,
    path = APPROVE,
    operation_id = "approve_thing",
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
pub(super) async fn approve(
    _caller: Editor,
    desk: Desk,
    thing: PathThing,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let PathThing { kind, id } = thing;
    write_and_answer(&desk, move |work| approve_within(work, kind, id, &if_match, &body.0)).await
}

/// As [`approve`], within a transaction.
pub(in crate::management) fn approve_within(
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
    let keys = work.actor.key_id.as_deref().map_or_else(|| Ok(Vec::new()), |key| auth::line(work.connection, key))?;
    publishing::check_approver(work.connection, work.settings.approval, id, &keys)?;
    // What was handed in is what is approved.
    let proposal = copy.head.workflow.as_ref().and_then(|state| state.proposal.clone());
    STEP.take(work, copy, comment.as_deref(), proposal.as_ref())
}
