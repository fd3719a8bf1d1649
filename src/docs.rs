//! The API documentation: the links at `/`, `/openapi.json`, `/docs`, a viewer for it that loads nothing from other hosts, and
//! `/docs/errors`.

use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, LOCATION, VARY,
};
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};
use utoipa::OpenApi;

use crate::http::{self, Endpoint, Freshness, NoQuery, PathSegment, Problem, Query, Representation};
use viewer::ViewerFile;

mod archive;
mod errors;
mod json_text;
mod landing;
mod rendition_3_0;
mod viewer;

pub(crate) use json_text::json_text;
pub(crate) use landing::SiteName;

/// The committed document. A test compares it with the code, so that the program does not have to generate it.
pub(crate) const DOCUMENT: &str = include_str!("../openapi/openapi.json");

/// The document as OpenAPI 3.0, made at the first request for it.
pub(crate) static DOCUMENT_3_0: LazyLock<String> = LazyLock::new(|| rendition_3_0::render(DOCUMENT));

const OPENAPI: &str = "/openapi.json";
const OPENAPI_3_0: &str = "/openapi-3.0.json";
const DOCS: &str = "/docs";
const DOCS_ERRORS: &str = http::PROBLEM_TYPES;
const DOCS_PAGE: &str = "/docs/";
const DOCS_FILE: &str = "/docs/{file}";

/// Permits the viewer's own scripts and inline styles, and nothing from other hosts.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(OpenApi)]
#[openapi(paths(landing::get_index, get_openapi, get_openapi_3_0))]
pub(crate) struct DocsApi;

pub(crate) fn register(config: &mut ServiceConfig) {
    Endpoint::at(landing::PATH).get(landing::get_index).register(config);
    Endpoint::at(OPENAPI).get(get_openapi).register(config);
    Endpoint::at(OPENAPI_3_0).get(get_openapi_3_0).register(config);
    Endpoint::at(DOCS).get(redirect_to_docs).register(config);
    Endpoint::at(DOCS_ERRORS).get(get_errors).register(config);
    Endpoint::at(DOCS_PAGE).get(get_docs).register(config);
    Endpoint::at(DOCS_FILE).get(get_docs).register(config);
}

/// Read the OpenAPI document
///
/// Returns this document, from which clients can be generated.
#[utoipa::path(
    get,
    path = OPENAPI,
    operation_id = "get_openapi",
    tag = "operations",
    responses(
        (status = 200, description = "The OpenAPI 3.1 document", body = serde_json::Value, headers(
            ("ETag" = String, description = "Changes with the document"),
        )),
        (status = 304, description = "The client's copy is current"),
    ),
    security(()),
)]
async fn get_openapi(request: HttpRequest, _query: Query<NoQuery>) -> Result<HttpResponse, Problem> {
    Representation::json(DOCUMENT, None, Freshness::default().no_cache()).respond(&request)
}

/// Read the OpenAPI document as OpenAPI 3.0
///
/// Returns this document for tools that cannot read OpenAPI 3.1. It leaves out the conditions that 3.0 has no words for.
#[utoipa::path(
    get,
    path = OPENAPI_3_0,
    operation_id = "get_openapi_3_0",
    tag = "operations",
    responses(
        (status = 200, description = "The OpenAPI 3.0 document", body = serde_json::Value, headers(
            ("ETag" = String, description = "Changes with the document"),
        )),
        (status = 304, description = "The client's copy is current"),
    ),
    security(()),
)]
async fn get_openapi_3_0(request: HttpRequest, _query: Query<NoQuery>) -> Result<HttpResponse, Problem> {
    Representation::json(DOCUMENT_3_0.as_str(), None, Freshness::default().no_cache()).respond(&request)
}

async fn redirect_to_docs() -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header((LOCATION, "/docs/")).finish()
}

async fn get_docs(request: HttpRequest, path: PathSegment) -> Result<HttpResponse, Problem> {
    let file = ViewerFile::find(&path.0)
        .ok_or_else(|| Problem::not_found(format!("file \"{}\" in the documentation", path.0)))?;
    if let Some(packed) = file.gzip().filter(|_| http::accepts_gzip(&request)) {
        let mut response = document(file.content_type, packed);
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Ok(response);
    }
    Ok(document(file.content_type, file.content().map_err(Problem::internal)?))
}

async fn get_errors() -> HttpResponse {
    document("text/html; charset=utf-8", errors::PAGE.as_str())
}

/// A response with the headers of all pages of the documentation.
fn document(content_type: &'static str, content: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header((CONTENT_SECURITY_POLICY, DOCS_POLICY))
        .insert_header(http::NO_REFERRER)
        .insert_header((HeaderName::from_static("x-content-type-options"), "nosniff"))
        .content_type(content_type)
        .body(content)
}
