//! The response with the synonyms.

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;

use super::schemas::SynonymsDocument;
use crate::http::{Problem, version_etag};
use crate::management::operations::uncached_json;
use crate::publishing::SavedSynonyms;

/// The path of the endpoints.
pub(super) const PATH: &str = "/v1/manage/synonyms";

/// Returns the response with the synonyms as last saved.
pub(super) fn respond(saved: SavedSynonyms) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(saved.version)));
    let document = SynonymsDocument::of(saved);
    Ok(uncached_json(response, &serde_json::to_value(document).map_err(Problem::internal)?))
}
