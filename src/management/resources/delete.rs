//! Deleting a resource.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk};
use super::super::schemas::IfMatchParam;
use super::ONE;
use crate::auth::Author;
use crate::content::{Id, Kind};
use crate::http::{DeleteErrors, IfMatch, NoQuery, PathId, Problem, Query};

/// Delete a resource
///
/// Refused with 409 while it is published, or while others refer to it. Needs the role `author`.
#[utoipa::path(
    delete,
    path = ONE,
    operation_id = "delete_resource",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the resource"), IfMatchParam),
    responses((status = 204, description = "Deleted"), DeleteErrors),
    security(("apiKey" = [])),
)]
pub(super) async fn delete_resource(
    _caller: Author,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
    if_match: IfMatch,
) -> Result<HttpResponse, Problem> {
    operations::delete(&desk, Kind::Resource, id.0, if_match).await
}
