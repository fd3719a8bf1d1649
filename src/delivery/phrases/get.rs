//! `GET /v1/phrases/{id}`

use actix_web::{HttpRequest, HttpResponse};

use super::store;
use crate::content::{Id, documents::PhraseDocument};
use crate::delivery::reader::DeliveryReader;
use crate::delivery::responses::{NotModified, respond_with_document};
use crate::http::{NoQuery, PathId, Problem, Query};

pub(crate) const PATH: &str = "/v1/phrases/{id}";

/// Get a phrase
///
/// Returns a phrase by its id.
#[utoipa::path(
    get, path = PATH, tag = "phrases", security(()),
    params(("id" = Id, Path, description = "The id of the phrase.", example = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01")),
    responses((status = 200, description = "The phrase.", body = PhraseDocument), NotModified),
)]
pub async fn get_phrase(
    request: HttpRequest,
    PathId(id): PathId,
    _: Query<NoQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let (phrase, freshness) = reader.read_inline(move |connection| store::find(connection, id)).await?;
    respond_with_document(&request, &reader, id, phrase, freshness)
}
