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

/// When an answer that is not kept, and has nothing else beside it, changed last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Modified(pub(super) Timestamp);

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
    let modified = match &finished {
        Some(finished) => finished.last_modified(),
        None => response.response().extensions().get::<Modified>().map(|modified| modified.0),
    };
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

/// Returns true if `If-Match` names the tag by strong comparison (RFC 9110, section 13.1.1).
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    use super::*;
    use crate::http::{Freshness, Representation};

    #[test]
    fn what_is_not_kept_has_the_same_preconditions() {
        let modified = parse_http_date("Thu, 01 Jan 2026 00:00:00 GMT").unwrap();
        let make = || Representation::json("{}", Some(modified), Freshness::default()).unkept();
        let etag = make().respond(&TestRequest::get().to_http_request()).unwrap();
        let etag = etag.headers().get(ETAG).unwrap().clone();
        let status = |since: &str, known: &HeaderValue| {
            let request = TestRequest::get().insert_header((IF_UNMODIFIED_SINCE, since));
            let request = request.insert_header((IF_NONE_MATCH, known.clone())).to_http_request();
            let response = make().respond(&request).unwrap();
            check(ServiceResponse::new(request, response)).status().as_u16()
        };
        for (known, given) in [(HeaderValue::from_static("\"other\""), 200), (etag, 304)] {
            assert_eq!(status("Sun, 06 Nov 1994 08:49:37 GMT", &known), 412);
            for since in ["Thu, 01 Jan 2026 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT", "nonsense"] {
                assert_eq!(status(since, &known), given, "{since}");
            }
        }
    }
}
