//! Submitting a working copy for review.

use actix_web::HttpResponse;
use serde_json::Value;

use super::paths::SUBMIT;
use super::schemas::SubmitInput;
use super::steps::{WorkflowTransition, decode_comment_member, has_changes};
use crate::auth::Author;
use crate::content::decode::decode_value;
use crate::content::{Action, Kind, Proposal, Status, Unpublishing, Violations, WorkflowStep};
use crate::events::EventType;
use crate::http::{EntityPath, EntityPathParams, IfMatch, NoQuery, OptionalJsonBody, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{
    OpContext, Reply, WriteContext, WriteOutcome, WriteTarget, incomplete, read_note_members, write_and_respond,
};
use crate::management::schemas::IfMatchParam;
use crate::management::working_copy_schemas::AnyWorkingCopy;

const TRANSITION: WorkflowTransition = WorkflowTransition {
    action: Action::Submit,
    step: WorkflowStep::Submitted,
    event_type: EventType::Submitted,
    from: &[Status::Draft, Status::Published, Status::Unpublished],
};

/// Submit an entity for review
///
/// Sets the status `inReview`; the entity can still be edited. Refused with 409 if the entity has no changes since the
/// last publish, or if its status does not permit it, and with 422 if an article lacks a slug or a summary. Texts for readers are submitted with the content: a `changeNote`,
/// or an `unpublish`, which requires no changes. If publishing requires approval, they are approved together with the
/// content. Needs the role `author`.
#[utoipa::path(
    post,
    path = SUBMIT,
    operation_id = "submit",
    tag = "manage",
    params(EntityPathParams, IfMatchParam),
    request_body(content = SubmitInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Done", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn submit(
    _caller: Author,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    let target = WriteTarget::new(entity, if_match);
    write_and_respond(&context, move |tx| submit_in_tx(tx, &target, &body.0)).await
}

/// Runs [`submit`] within a transaction.
fn submit_in_tx(tx: &mut WriteContext<'_>, target: &WriteTarget, input: &Value) -> Result<WriteOutcome, Problem> {
    let (comment, proposal) = decode_input(target.kind, input)?;
    let proposal = Some(proposal).filter(|proposal| !proposal.is_empty());
    let copy = tx.load_active(target)?;
    let has_changes = has_changes(tx, &copy)? || proposal.is_some();
    TRANSITION.check(&copy, has_changes)?;
    // What is submitted only to be unpublished need not be complete.
    let is_to_be_published = proposal.as_ref().is_none_or(|proposal| proposal.unpublish.is_none());
    if is_to_be_published && let Err(violations) = copy.content.check_complete() {
        return Err(incomplete(&violations, "be submitted"));
    }
    TRANSITION.take(tx, copy, comment.as_deref(), proposal.as_ref())
}

fn decode_input(kind: Kind, input: &Value) -> Result<(Option<String>, Proposal), Violations> {
    decode_value(input, |item| {
        let mut fields = item.object()?;
        let comment = decode_comment_member(&mut fields);
        let note = read_note_members(&mut fields);
        let unpublish = fields.optional("unpublish", |item| Unpublishing::read_item(kind, item));
        fields.finish();
        Some((comment, Proposal { change_note: note.text, major: note.major, unpublish }))
    })
}

/// Runs [`submit`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(submit_in_tx(tx, &call.target, &call.body))
}
