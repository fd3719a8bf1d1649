//! `GET /v1/phrases/{id}`

use actix_web::{HttpRequest, HttpResponse};

use super::store;
use crate::content::Id;
use crate::content::documents::PhraseDocument;
use crate::delivery::reading::Reader;
use crate::http::{ItemErrors, NoQuery, PathId, Problem, Query, Representation};

/// The address.
pub const PATH: &str = "/v1/phrases/{id}";

/// Get a phrase
///
/// By its id.
#[utoipa::path(
    get,
    path = PATH,
    operation_id = "get_phrase",
    tag = "phrases",
    params(("id" = Id, Path, description = "The id of the phrase.", example = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01")),
    responses(
        (status = 200, description = "The phrase.", body = PhraseDocument),
        (status = 304, description = "What the client has is what it would get."),
        ItemErrors,
    ),
    security(()),
)]
pub async fn get_phrase(
    request: HttpRequest,
    PathId(id): PathId,
    _: Query<NoQuery>,
    reader: Reader,
) -> Result<HttpResponse, Problem> {
    let (phrase, freshness) = reader.read_few(move |connection| store::find(connection, id)).await?;
    Representation::json(phrase.document, reader.modified_at(phrase.updated_at), freshness)
        .in_locale(phrase.locale)
        .about(Some(id))
        .respond(&request)
}
