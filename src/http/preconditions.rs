//! Preconditions of reads, in the order of RFC 9110, section 13.2.2: looked at once an answer is there, whoever made it.
//!
//! Must not know what the answer is about. Answers that are given before the application have none of these preconditions.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    CACHE_CONTROL, ETAG, HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};

use super::finished::{Finished, is_named, parse_http_date};
use super::{Code, Problem};
use crate::content::Timestamp;

/// The answer, or what is given in its place: 412 if a precondition does not hold, and 304 if the client has it already and
/// nobody looked at that yet.
pub(super) fn check(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let request = response.request();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_given = matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    let headers = request.headers();
    let is_asked = |name: &HeaderName| headers.contains_key(name);
    if !is_read || !is_given || ![IF_MATCH, IF_UNMODIFIED_SINCE, IF_NONE_MATCH].iter().any(is_asked) {
        return response;
    }
    let finished = response.response().extensions().get::<Arc<Finished>>().cloned();
    let etag = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
    let modified = finished.as_ref().and_then(|finished| finished.last_modified());
    if let Some(unmet) = unmet(headers, etag, modified) {
        let detail = format!("{unmet} does not hold of what is here now. Send the request without it to get that.");
        let problem = Problem::new(Code::PreconditionFailed, detail);
        return replaced(response, problem.error_response(), &[]);
    }
    if response.status() == StatusCode::OK && etag.is_some_and(|etag| is_named(headers, etag)) {
        let not_modified = HttpResponse::new(StatusCode::NOT_MODIFIED);
        return replaced(response, not_modified, &[ETAG, CACHE_CONTROL]);
    }
    response
}

/// The header whose precondition does not hold, if there is one.
fn unmet(headers: &HeaderMap, etag: Option<&str>, modified: Option<Timestamp>) -> Option<&'static str> {
    if headers.contains_key(IF_MATCH) {
        return (!is_matched(headers, etag?)).then_some("If-Match");
    }
    let since = headers.get(IF_UNMODIFIED_SINCE).and_then(|value| value.to_str().ok()).and_then(parse_http_date)?;
    (modified?.unix_ms() / 1000 > since.unix_ms() / 1000).then_some("If-Unmodified-Since")
}

/// Whether `If-Match` names the tag, compared strongly (RFC 9110, section 13.1.1).
fn is_matched(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(IF_MATCH).filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || (tag == etag && !tag.starts_with("W/")))
}

/// The new response with what the old one says of who may read it, and with those headers of it.
fn replaced(old: ServiceResponse<BoxBody>, mut new: HttpResponse, kept: &[HeaderName]) -> ServiceResponse<BoxBody> {
    let (request, old) = old.into_parts();
    for (name, value) in old.headers() {
        if name.as_str().starts_with("access-control-") || name == VARY || kept.contains(name) {
            new.headers_mut().append(name.clone(), value.clone());
        }
    }
    ServiceResponse::new(request, new)
}
