//! Taking a resource back.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, ForceQuery};
use super::super::schemas::{IfMatchParam, ResourceWorkingCopy, UnpublishInput};
use super::UNPUBLISH;
use crate::auth::Editor;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, OptionalJsonBody, PathId, Problem, Query};

/// Take a resource back
///
/// Readers get 410 for it from the moment this answers; the working copy stays. Refused with 409 while published
/// documents refer to it, unless `force=true`: then those are frozen again without it, until it is published again;
/// resources that lead to it are taken back with it. Where publishing needs an approval, an explanation and an address
/// elsewhere need one too: submit it with the same `unpublish`. Needs the role `editor`.
#[utoipa::path(
    post,
    path = UNPUBLISH,
    operation_id = "unpublish_resource",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the resource"), IfMatchParam, ForceQuery),
    request_body(content = UnpublishInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Taken back", body = ResourceWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn unpublish_resource(
    _caller: Editor,
    desk: Desk,
    id: PathId,
    query: Query<ForceQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    operations::unpublish(&desk, Kind::Resource, id.0, if_match, query.0, body.0).await
}
