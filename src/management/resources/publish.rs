//! Publishing a resource.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk};
use super::super::schemas::{IfMatchParam, PublishInput, ResourceWorkingCopy};
use super::PUBLISH;
use crate::auth::Editor;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, NoQuery, OptionalJsonBody, PathId, Problem, Query};

/// Publish a resource
///
/// Readers see the working copy as it stands from the moment this answers; every published document that
/// carries it follows. Where publishing needs an approval, its content and its `changeNote` do: submit it with the same.
/// Needs the role `editor`.
#[utoipa::path(
    post,
    path = PUBLISH,
    operation_id = "publish_resource",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the resource"), IfMatchParam),
    request_body(content = PublishInput, content_type = "application/json"),
    responses(
        (status = 200, description = "Published", body = ResourceWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn publish_resource(
    _caller: Editor,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
    body: OptionalJsonBody,
) -> Result<HttpResponse, Problem> {
    operations::publish(&desk, Kind::Resource, id.0, if_match, body.0).await
}
