//! Encoded responses: the body in one content coding with all headers, and the 304 that belongs to it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK, REFERRER_POLICY, VARY,
};
use actix_web::web::Bytes;

use super::encoding::Coding;
use super::freshness::{CacheControlPolicy, Freshness};
use super::surrogates::surrogate_headers;
use crate::content::{Id, Locale, Timestamp};
use crate::http::request::accept::AcceptHeader;

/// Stops browsers from guessing the media type.
pub(in crate::http) const NOSNIFF: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));

/// The content security policy of pages: they are text, so that a browser runs and loads nothing and does not show them inside
/// other pages. Styles are allowed for underlining.
const PAGE_CSP: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
);

/// Hides the address of a page from the sites that it links to, because the address alone may reveal the situation of a reader.
pub const NO_REFERRER: (HeaderName, HeaderValue) = (REFERRER_POLICY, HeaderValue::from_static("no-referrer"));

/// Returns true for media types that a browser shows as a page: HTML, and XML, whose elements may be those of HTML.
fn is_page(content_type: &str) -> bool {
    content_type == "text/html" || content_type.ends_with("+xml") || content_type.ends_with("/xml")
}

/// The parts of an encoded response.
#[derive(Debug)]
pub(in crate::http) struct ResponseParts<'a> {
    pub(in crate::http) plain: &'a [u8],
    pub(in crate::http) coded: Bytes,
    pub(in crate::http) coding: Coding,
    pub(in crate::http) etag: String,
    pub(in crate::http) content_type: &'static str,
    /// The types that `content_type` was negotiated from; empty if there is only one.
    pub(in crate::http) offered: &'static [&'static str],
    pub(in crate::http) last_modified: Option<Timestamp>,
    pub(in crate::http) locale: Option<&'a Locale>,
    pub(in crate::http) link: Option<&'a str>,
    pub(in crate::http) freshness: Freshness,
    pub(in crate::http) about: Option<Id>,
}

/// A complete response in one content coding, which can be sent as long as it is valid.
#[derive(Debug)]
pub(in crate::http) struct EncodedResponse {
    body: Bytes,
    content_type: &'static str,
    offered: &'static [&'static str],
    etag: String,
    last_modified: Option<Timestamp>,
    freshness: Freshness,
    about: Option<Id>,
    /// The headers that a 304 has as well; a 304 omits the headers that its tag implies (RFC 9110, section 15.4.5).
    validators: Vec<(HeaderName, HeaderValue)>,
    /// The headers that describe the body.
    descriptions: Vec<(HeaderName, HeaderValue)>,
}

impl EncodedResponse {
    pub(in crate::http) fn new(parts: ResponseParts<'_>) -> Self {
        let ResponseParts {
            plain,
            coded,
            coding,
            etag,
            content_type,
            offered,
            last_modified,
            locale,
            link,
            freshness,
            about,
        } = parts;
        let now = Timestamp::now();
        let modified = last_modified.map(|modified| validator_date(modified, now));
        let header = |(name, text): (HeaderName, Option<String>)| Some((name, HeaderValue::try_from(text?).ok()?));
        let varies = if offered.is_empty() { "Accept-Encoding" } else { "Accept, Accept-Encoding" };
        let mut validators = vec![(VARY, HeaderValue::from_static(varies))];
        validators.extend(header((ETAG, Some(etag.clone()))));
        let with_charset = content_type.starts_with("text/").then(|| format!("{content_type}; charset=utf-8"));
        let typed = with_charset.and_then(|text| HeaderValue::try_from(text).ok());
        let typed = typed.unwrap_or(HeaderValue::from_static(content_type));
        let mut descriptions = vec![(CONTENT_TYPE, typed), NOSNIFF];
        if is_page(content_type) {
            descriptions.extend([PAGE_CSP, NO_REFERRER]);
        }
        descriptions.extend(coding.name().map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
        let texts = [
            (LAST_MODIFIED, modified.map(|modified| httpdate::fmt_http_date(system_time(modified)))),
            (CONTENT_LANGUAGE, locale.map(|locale| locale.as_str().to_owned())),
            (LINK, link.map(str::to_owned)),
        ];
        descriptions.extend(texts.into_iter().filter_map(header));
        // A 304 renews a stored response with its keys: the same bytes have the same keys.
        descriptions.extend(surrogate_headers(about, plain));
        let last_modified = modified;
        Self { body: coded, content_type, offered, etag, last_modified, freshness, about, validators, descriptions }
    }

    /// Returns true if a request with this `Accept` header would get this response.
    pub(in crate::http) fn satisfies(&self, accept: &AcceptHeader) -> bool {
        let own = &[self.content_type];
        accept.negotiate(if self.offered.is_empty() { own } else { self.offered }) == Some(self.content_type)
    }

    /// The time of its `Last-Modified`.
    pub(in crate::http) fn last_modified(&self) -> Option<Timestamp> {
        self.last_modified
    }

    /// The entity that it depends on; none if it depends on many.
    pub(in crate::http) fn about(&self) -> Option<Id> {
        self.about
    }

    /// The time at which it expires, if it is known.
    pub(in crate::http) fn fresh_until(&self) -> Option<Timestamp> {
        self.freshness.fresh_until()
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

/// Returns the time for `Last-Modified`, which counts whole seconds. Another change may follow within the second of the change,
/// so that the previous second is used: a client that revalidates with it gets the full response.
fn validator_date(modified: Timestamp, now: Timestamp) -> Timestamp {
    if modified.unix_ms() / 1000 >= now.unix_ms() / 1000 {
        Timestamp::from_unix_ms((now.unix_ms() / 1000 - 1) * 1000)
    } else {
        modified
    }
}

/// Parses a date in any of the three HTTP formats (RFC 9110, section 5.6.7).
pub(in crate::http) fn parse_http_date(text: &str) -> Option<Timestamp> {
    let since_epoch = httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).ok()?))
}

fn system_time(moment: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(moment.unix_ms()).unwrap_or(0))
}

/// Attaches the encoded response to the response of a handler, where the cache finds it.
pub(in crate::http) fn mark_cacheable(mut response: HttpResponse, encoded: EncodedResponse) -> HttpResponse {
    response.extensions_mut().insert(Arc::new(encoded));
    response
}
