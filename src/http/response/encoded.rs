//! Encoded responses: the body in one content coding with all headers, and the 304 that belongs to it.

use std::time::SystemTime;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use actix_web::web::Bytes;

use super::freshness::{CacheControlPolicy, Freshness};
use crate::content::{Id, Timestamp};
use crate::http::request::accept::AcceptHeader;

/// Stops browsers from guessing the media type.
pub(in crate::http) const NOSNIFF: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));

/// The time of the last change of a response that is not cached.
#[derive(Debug, Clone, Copy)]
pub(in crate::http) struct LastModified(pub(super) Timestamp);

/// A complete response in one content coding, which can be sent as long as it is valid.
#[derive(Debug)]
pub(in crate::http) struct EncodedResponse {
    pub(super) body: Bytes,
    pub(super) content_type: &'static str,
    /// The types that `content_type` was negotiated from; empty if there is only one.
    pub(super) offered: &'static [&'static str],
    pub(super) etag: String,
    pub(super) last_modified: Option<Timestamp>,
    pub(in crate::http) freshness: Freshness,
    /// The entity that it depends on; none if it depends on many.
    pub(in crate::http) about: Option<Id>,
    /// The headers that a 304 has as well; a 304 omits the headers that its tag implies (RFC 9110, section 15.4.5).
    pub(super) validators: Vec<(HeaderName, HeaderValue)>,
    /// The headers that describe the body.
    pub(super) descriptions: Vec<(HeaderName, HeaderValue)>,
}

impl EncodedResponse {
    /// Returns true if a request with this `Accept` header would get this response.
    pub(in crate::http) fn satisfies(&self, accept: &AcceptHeader) -> bool {
        let own = &[self.content_type];
        accept.negotiate(if self.offered.is_empty() { own } else { self.offered }) == Some(self.content_type)
    }

    /// The approximate size in bytes.
    pub(in crate::http) fn weight(&self) -> usize {
        let headers = self.validators.iter().chain(&self.descriptions);
        self.body.len() + headers.map(|(_, value)| value.len()).sum::<usize>()
    }

    /// Returns the full response or a 304 to a request with these headers (RFC 9110, section 13.2.2). `next_event` is the time
    /// of the next scheduled publication or unpublication, if one is known.
    pub(in crate::http) fn respond(
        &self,
        request: &HeaderMap,
        policy: &CacheControlPolicy,
        next_event: Option<Timestamp>,
    ) -> HttpResponse {
        let is_not_modified = self.is_not_modified(request);
        let mut response = if is_not_modified {
            HttpResponse::new(StatusCode::NOT_MODIFIED)
        } else {
            HttpResponse::with_body(StatusCode::OK, self.body.clone()).map_into_boxed_body()
        };
        let headers = response.headers_mut();
        let described = if is_not_modified { &[][..] } else { &self.descriptions[..] };
        for (name, value) in self.validators.iter().chain(described) {
            // There are no headers yet, and appending costs less than replacing.
            headers.append(name.clone(), value.clone());
        }
        headers.append(CACHE_CONTROL, policy.cache_control(self.freshness.at_most_until(next_event)));
        response
    }

    fn is_not_modified(&self, headers: &HeaderMap) -> bool {
        if let Some(tags) = headers.get(IF_NONE_MATCH) {
            // Usually it is exactly this tag.
            return tags.as_bytes() == self.etag.as_bytes() || etag_matches(headers, &self.etag);
        }
        let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
        match (since.and_then(parse_http_date), self.last_modified) {
            (Some(since), Some(modified)) => modified.unix_ms() / 1000 <= since.unix_ms() / 1000,
            _ => false,
        }
    }
}

/// Returns true if `If-None-Match` lists the tag by weak comparison (RFC 9110, section 13.1.2).
pub(in crate::http) fn etag_matches(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || opaque_tag(tag) == opaque_tag(etag))
}

/// Removes the prefix of a weak tag.
fn opaque_tag(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Parses a date in any of the three HTTP formats (RFC 9110, section 5.6.7).
pub(in crate::http) fn parse_http_date(text: &str) -> Option<Timestamp> {
    let since_epoch = httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).ok()?))
}
