//! How a working copy is answered with: itself, its `ETag`, and never to be cached.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, LINK, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Outcome;
use crate::content::review::Review;
use crate::content::{Content, Timestamp};
use crate::http::{Page, Problem, version_etag};
use crate::working_copies::WorkingCopy;

/// Something of the input that could not be kept as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::management) struct Warning {
    /// Where in the input, as a JSON Pointer.
    #[schema(format = "json-pointer")]
    pub pointer: String,
    /// What was changed or left out.
    pub detail: String,
}

/// The JSON of a working copy: what every kind has, then what its own kind has.
pub(super) fn json(copy: &WorkingCopy) -> Result<Value, Problem> {
    let mut json = serde_json::to_value(&copy.head).map_err(Problem::internal)?;
    let content = serde_json::to_value(&copy.content).map_err(Problem::internal)?;
    if let (Value::Object(json), Value::Object(content)) = (&mut json, content) {
        json.extend(content);
        if let Content::Article(article) = &copy.content {
            let review = Review::at(article.last_reviewed_at, article.next_review_at, Timestamp::now());
            json.insert("reviewState".to_owned(), review.state.as_str().into());
        }
    }
    Ok(json)
}

/// The JSON of a working copy as lists show it: an article without its sections.
pub(super) fn summary(copy: &WorkingCopy) -> Result<String, Problem> {
    let mut json = json(copy)?;
    if let (Content::Article(_), Some(object)) = (&copy.content, json.as_object_mut()) {
        object.shift_remove("sections");
    }
    Ok(json.to_string())
}

/// Answers with a working copy.
pub(super) fn answer(outcome: &Outcome) -> Result<HttpResponse, Problem> {
    let Outcome { status, copy, warnings } = outcome;
    let mut json = json(copy)?;
    if !warnings.is_empty() {
        json["warnings"] = serde_json::to_value(warnings).map_err(Problem::internal)?;
    }
    let mut response = HttpResponse::build(*status);
    if *status == StatusCode::CREATED {
        let location = format!("/v1/manage/{}/{}", copy.content.kind().plural(), copy.head.id);
        response.insert_header((LOCATION, location));
    }
    response.insert_header((ETAG, version_etag(copy.head.version)));
    Ok(never_cached(response, &json))
}

/// Answers with a page of a list.
pub(in crate::management) fn page_of(request: &HttpRequest, page: &Page) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(link) = page.link_header(request) {
        response.insert_header((LINK, link));
    }
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.content_type("application/json").body(page.json())
}

/// Finishes a response with JSON that no cache may keep.
pub(in crate::management) fn never_cached(mut response: actix_web::HttpResponseBuilder, json: &Value) -> HttpResponse {
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.content_type("application/json").body(json.to_string())
}
