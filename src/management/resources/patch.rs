//! Changing parts of a resource.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk, SaveParams, SaveQuery};
use super::super::schemas::{IfMatchParam, ResourcePatch, ResourceWorkingCopy};
use super::ONE;
use crate::auth::Author;
use crate::content::{Id, Kind};
use crate::http::{ChangeErrors, IfMatch, MergePatchBody, PathId, Problem, Query};

/// Change parts of a resource
///
/// By a JSON Merge Patch (RFC 7396): `null` clears, lists are replaced whole. Nothing is published by it.
/// Needs the role `author`.
#[utoipa::path(
    patch,
    path = ONE,
    operation_id = "patch_resource",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the resource"), IfMatchParam, SaveParams),
    request_body(content = ResourcePatch, content_type = "application/merge-patch+json"),
    responses(
        (status = 200, description = "Saved as the next version", body = ResourceWorkingCopy, headers(
            ("ETag" = String, description = "The new version"),
        )),
        ChangeErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn patch_resource(
    _caller: Author,
    desk: Desk,
    id: PathId,
    query: Query<SaveQuery>,
    if_match: IfMatch,
    body: MergePatchBody,
) -> Result<HttpResponse, Problem> {
    operations::patch(&desk, Kind::Resource, id.0, if_match, body.0, query.0.note).await
}
