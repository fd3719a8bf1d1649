//! Unpublishing an entity.

use actix_web::HttpResponse;

use super::paths::UNPUBLISH;
use crate::auth::Editor;
use crate::http::{EntityPath, EntityPathParams, IfMatch, OptionalJsonBody, Problem, Query};
use crate::management::batch_call::{BatchCall, to_reply};
use crate::management::operations::{self, ForceQuery, OpContext, Reply, WriteContext, WriteTarget, unpublish_in_tx};
use crate::management::schemas::{IfMatchParam, UnpublishInput};
use crate::management::working_copy_schemas::AnyWorkingCopy;

/// Unpublish an entity
///
/// Readers get 410 for the entity when the response arrives; the working copy stays. Refused with 409 while published
/// documents refer to it, unless `force=true`: then they are rebuilt without it until it is published again, and
/// resources that point to it are unpublished too. If publishing requires approval, an explanation and an address on
/// another site require it too: submit it with the same `unpublish`. Needs the role `editor`.
///
/// For articles, `mode` can change what readers get: `redirect` sends them to the alternative, `withdrawn` shows the
/// last published article with a notice. Publishing the article again resets the mode. For an article that is
/// unpublished already, the request changes the `mode`, the explanation and the alternative, but an article that is no
/// longer shown cannot be withdrawn; a request without a change is a 409.
#[utoipa::path(
    post,
    path = UNPUBLISH,
    operation_id = "unpublish",
    tag = "manage",
    params(EntityPathParams, IfMatchParam, ForceQuery),
    request_body(content = UnpublishInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Unpublished", body = AnyWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unpublish(
    _caller: Editor,
    context: OpContext,
    entity: EntityPath,
    query: Query<ForceQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    operations::unpublish(&context, WriteTarget::new(entity, if_match), query.0, body.0).await
}

/// Runs [`unpublish`] as an operation of a batch.
pub(super) fn in_batch(tx: &mut WriteContext<'_>, mut call: BatchCall) -> Result<Reply, Problem> {
    let query: ForceQuery = call.read_query()?;
    to_reply(unpublish_in_tx(tx, &call.target, query, &call.body))
}
