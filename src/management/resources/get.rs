//! Reading the working copy of a resource.

use actix_web::HttpResponse;

use super::super::operations::{self, Desk};
use super::super::schemas::ResourceWorkingCopy;
use super::ONE;
use crate::auth::Viewer;
use crate::content::{Id, Kind};
use crate::http::{ManageItemErrors, NoQuery, PathId, Problem, Query};

/// Read the working copy of a resource
///
/// As editors last saved it, published or not. Its `ETag` is what `If-Match` wants. Needs the role `viewer`.
#[utoipa::path(
    get,
    path = ONE,
    operation_id = "get_working_resource",
    tag = "manage",
    params(("id" = Id, Path, description = "The id of the resource")),
    responses(
        (status = 200, description = "The working copy", body = ResourceWorkingCopy, headers(
            ("ETag" = String, description = "The version, for `If-Match`"),
        )),
        (status = 304, description = "The version is the one that `If-None-Match` names."),
        ManageItemErrors,
    ),
    security(("apiKey" = [])),
)]
pub(super) async fn get_working_resource(
    _caller: Viewer,
    desk: Desk,
    id: PathId,
    _query: Query<NoQuery>,
) -> Result<HttpResponse, Problem> {
    operations::fetch(&desk, Kind::Resource, id.0).await
}
