//! Preconditions of reads (RFC 9110, section 13.2.2), evaluated after the response was computed or found in the cache.
//!
//! Responses that are sent before the application have none of these preconditions.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    CACHE_CONTROL, ETAG, HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};

use super::encoded::{EncodedResponse, LastModified, etag_matches, parse_http_date};
use crate::content::Timestamp;
use crate::http::code::Code;
use crate::http::problem::Problem;

/// Replaces the response by 412 if a precondition fails, and by 304 if the client already has it.
pub(in crate::http) fn evaluate(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let request = response.request();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_successful = matches!(response.status(), StatusCode::OK | StatusCode::NOT_MODIFIED);
    let headers = request.headers();
    let has_header = |name: &HeaderName| headers.contains_key(name);
    if !is_read || !is_successful || ![IF_MATCH, IF_UNMODIFIED_SINCE, IF_NONE_MATCH].iter().any(has_header) {
        return response;
    }
    let encoded = response.response().extensions().get::<Arc<EncodedResponse>>().cloned();
    let etag = response.headers().get(ETAG).and_then(|etag| etag.to_str().ok());
    let modified = match &encoded {
        Some(encoded) => encoded.last_modified,
        None => response.response().extensions().get::<LastModified>().map(|modified| modified.0),
    };
    if let Some(header) = failed_precondition(headers, etag, modified) {
        let detail =
            format!("{header} does not match the current response. Send the request without it to get that response.");
        let problem = Problem::new(Code::PreconditionFailed, detail);
        return replace_response(response, problem.error_response(), &[]);
    }
    if response.status() == StatusCode::OK && etag.is_some_and(|etag| etag_matches(headers, etag)) {
        let not_modified = HttpResponse::new(StatusCode::NOT_MODIFIED);
        return replace_response(response, not_modified, &[ETAG, CACHE_CONTROL]);
    }
    response
}

/// Returns the header whose precondition fails, if there is one.
fn failed_precondition(headers: &HeaderMap, etag: Option<&str>, modified: Option<Timestamp>) -> Option<&'static str> {
    if headers.contains_key(IF_MATCH) {
        return (!if_match_matches(headers, etag?)).then_some("If-Match");
    }
    let since = headers.get(IF_UNMODIFIED_SINCE).and_then(|value| value.to_str().ok()).and_then(parse_http_date)?;
    (modified?.unix_ms() / 1000 > since.unix_ms() / 1000).then_some("If-Unmodified-Since")
}

/// Returns true if `If-Match` lists the tag by strong comparison (RFC 9110, section 13.1.1).
fn if_match_matches(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(IF_MATCH).filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || (tag == etag && !tag.starts_with("W/")))
}

/// Returns the new response with the CORS headers of the old one, its `Vary` and the headers in `kept`.
fn replace_response(
    old: ServiceResponse<BoxBody>,
    mut new: HttpResponse,
    kept: &[HeaderName],
) -> ServiceResponse<BoxBody> {
    let (request, old) = old.into_parts();
    for (name, value) in old.headers() {
        if name.as_str().starts_with("access-control-") || name == VARY || kept.contains(name) {
            new.headers_mut().append(name.clone(), value.clone());
        }
    }
    ServiceResponse::new(request, new)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::http::response::freshness::Freshness;
    use crate::http::response::representation::Representation;

    #[test]
    fn uncached_responses_have_the_same_preconditions() {
        let modified = parse_http_date("Thu, 01 Jan 2026 00:00:00 GMT").unwrap();
        let make = || Representation::json("{}", Some(modified), Freshness::default()).uncached();
        let etag = make().respond(&TestRequest::get().to_http_request()).unwrap();
        let etag = etag.headers().get(ETAG).unwrap().clone();
        let status = |since: &str, known: &HeaderValue| {
            let request = TestRequest::get().insert_header((IF_UNMODIFIED_SINCE, since));
            let request = request.insert_header((IF_NONE_MATCH, known.clone())).to_http_request();
            let response = make().respond(&request).unwrap();
            evaluate(ServiceResponse::new(request, response)).status().as_u16()
        };
        for (known, given) in [(HeaderValue::from_static("\"other\""), 200), (etag, 304)] {
            assert_eq!(status("Sun, 06 Nov 1994 08:49:37 GMT", &known), 412);
            for since in ["Thu, 01 Jan 2026 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT", "nonsense"] {
                assert_eq!(status(since, &known), given, "{since}");
            }
        }
    }
}
