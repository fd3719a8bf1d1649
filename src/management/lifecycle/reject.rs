//! Rejecting a working copy.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::REJECT;
use super::schemas::RejectInput;
use super::steps::{WorkflowTransition, decode_required_comment, has_changes};
use crate::auth::Editor;
use crate::content::{Action, Status, WorkflowStep};
use crate::events::EventType;
use crate::http::{EntityPath, EntityPathParams, IfMatch, JsonBody, NoQuery, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, write_and_respond};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;

const TRANSITION: WorkflowTransition = WorkflowTransition {
    action: Action::Reject,
    step: WorkflowStep::Rejected,
    event_type: EventType::Rejected,
    from: &[Status::InReview, Status::Approved],
};

/// Reject an entity
///
/// Restores the status from before it was submitted, with a comment on the required changes. An approved entity can be
/// rejected too. Needs the role `editor`.
#[utoipa::path(
    post,
    path = REJECT,
    operation_id = "reject",
    tag = "manage",
    params(EntityPathParams, IfMatchParam),
    request_body(content = RejectInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Done", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn reject(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| reject_in_tx(tx, &target, &body.0)).await
}

/// Runs [`reject`] within a transaction.
fn reject_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, input: &Value) -> Result<WriteOutcome, Problem> {
    let comment = decode_required_comment(input)?;
    let copy = tx.load_active(target)?;
    let has_changes = has_changes(tx, &copy)?;
    TRANSITION.check(&copy, has_changes)?;
    TRANSITION.take(tx, copy, Some(&comment), None)
}

/// Runs [`reject`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(reject_in_tx(tx, &call.target, &call.body))
}
