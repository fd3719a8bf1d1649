//! The endpoints of synonyms: one document with all of them.
//!
//! Must not know how a search takes them in.

mod get;
mod put;
mod schemas;

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use actix_web::web::ServiceConfig;
use utoipa::OpenApi;

use self::schemas::SynonymsDocument;
use super::operations::never_cached;
use crate::http::{Problem, Resource, version_etag};
use crate::publishing::SavedSynonyms;

const PATH: &str = "/v1/manage/synonyms";

#[derive(OpenApi)]
#[openapi(paths(get::get_synonyms, put::put_synonyms))]
pub(super) struct Api;

pub(super) fn register(config: &mut ServiceConfig) {
    Resource::at(PATH).get(get::get_synonyms).put(put::put_synonyms).register(config);
}

/// Answers with the synonyms as they were saved last.
fn answer(saved: SavedSynonyms) -> Result<HttpResponse, Problem> {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, version_etag(saved.version)));
    let document = SynonymsDocument::of(saved);
    Ok(never_cached(response, &serde_json::to_value(document).map_err(Problem::internal)?))
}
