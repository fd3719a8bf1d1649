//! Approving the content of a working copy.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::APPROVE;
use super::schemas::CommentInput;
use super::steps::{WorkflowTransition, decode_comment, has_changes};
use crate::auth::{self, Editor};
use crate::content::{Action, Status, WorkflowStep};
use crate::events::EventType;
use crate::http::{EntityPath, EntityPathParams, IfMatch, NoQuery, OptionalJsonBody, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, write_and_respond};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;
use crate::publishing;

const TRANSITION: WorkflowTransition = WorkflowTransition {
    action: Action::Approve,
    step: WorkflowStep::Approved,
    event_type: EventType::Approved,
    from: &[Status::InReview],
};

/// Approve an entity
///
/// Approves the present content, and the texts for readers that were submitted with it (`workflow.proposal`). A later
/// edit voids the approval. If the server requires approval by others, a key that has written or submitted any of it
/// since the last publish gets 403. Needs the role `editor`.
#[utoipa::path(
    post,
    path = APPROVE,
    operation_id = "approve",
    tag = "manage",
    params(EntityPathParams, IfMatchParam),
    request_body(content = CommentInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Done", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn approve(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| approve_in_tx(tx, &target, &body.0)).await
}

/// Runs [`approve`] within a transaction.
fn approve_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, input: &Value) -> Result<WriteOutcome, Problem> {
    let comment = decode_comment(input)?;
    let copy = tx.load_active(target)?;
    let has_changes = has_changes(tx, &copy)?;
    TRANSITION.check(&copy, has_changes)?;
    let keys =
        tx.actor.key_id.as_deref().map_or_else(|| Ok(Vec::new()), |key| auth::rotation_chain(tx.connection, key))?;
    publishing::check_approver(tx.connection, tx.settings.approval, target.id, &keys)?;
    // The approval covers the submitted proposal.
    let proposal = copy.head.workflow.as_ref().and_then(|state| state.proposal.clone());
    TRANSITION.take(tx, copy, comment.as_deref(), proposal.as_ref())
}

/// Runs [`approve`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(approve_in_tx(tx, &call.target, &call.body))
}
