//! Publishing a working copy.

use actix_web::HttpResponse;

use super::paths::PUBLISH;
use crate::auth::Editor;
use crate::http::{EntityPath, EntityPathParams, IfMatch, NoQuery, OptionalJsonBody, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{self, OpContext, Reply, WriteContext, WriteTarget, publish_in_tx};
use crate::management::schemas::{IfMatchParam, PublishInput};
use crate::management::working_copy_schemas::AnyWorkingCopy;

/// Publish an entity
///
/// Publishes the present content of the working copy. Readers see it when the response arrives, also in all published
/// documents that embed it. An article needs a slug and a summary. If publishing requires approval, the approval must
/// cover the content and the `changeNote`: submit it with the same note. Needs the role `editor`.
#[utoipa::path(
    post,
    path = PUBLISH,
    operation_id = "publish",
    tag = "manage",
    params(EntityPathParams, IfMatchParam),
    request_body(content = PublishInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Published", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn publish(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    operations::publish(&context, WriteTarget::new(entity, if_match), body.0).await
}

/// Runs [`publish`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let NoQuery = call.read_query()?;
    to_reply(publish_in_tx(tx, &call.target, &call.body))
}
