//! `GET /v1/resources/{id}`

use actix_web::{HttpRequest, HttpResponse};

use super::store;
use crate::content::{Id, documents::ResourceDocument};
use crate::delivery::reader::DeliveryReader;
use crate::delivery::responses::{NotModified, respond_with_document};
use crate::http::{NoQuery, PathId, Problem, Query};

pub(crate) const PATH: &str = "/v1/resources/{id}";

/// Get a resource
///
/// Returns a resource by its id.
#[utoipa::path(
    get, path = PATH, tag = "resources", security(()),
    params(("id" = Id, Path, description = "The id of the resource.", example = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01")),
    responses((status = 200, description = "The resource.", body = ResourceDocument), NotModified),
)]
pub async fn get_resource(
    request: HttpRequest,
    PathId(id): PathId,
    _: Query<NoQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let (resource, freshness) = reader.read_inline(move |connection| store::find(connection, id)).await?;
    respond_with_document(&request, &reader, id, resource, freshness)
}
