//! Finished answers: the bytes in one coding, every header that goes with them, and the shorter answers those allow.

use std::time::{Duration, SystemTime};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK, REFERRER_POLICY, VARY,
};
use actix_web::web::Bytes;

use super::accept::Wanted;
use super::encoding::Coding;
use super::surrogates::surrogate_headers;
use super::{Freshness, Lifetimes};
use crate::content::{Id, Locale, Timestamp};

/// Browsers go by the type that is named, and do not guess.
pub const NO_SNIFFING: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));

/// Pages are text and nothing else: whatever is in them, no browser runs or loads anything for it, or shows it inside
/// another page. Underlining is a style.
const NOTHING_RUNS: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
);

/// Nobody whom a page links to is told where a reader came from: the address alone may say what somebody lives through.
pub const NO_REFERRER: (HeaderName, HeaderValue) = (REFERRER_POLICY, HeaderValue::from_static("no-referrer"));

/// Returns true for what a browser shows as a page: HTML, and XML, whose elements may be those of HTML.
fn is_page(content_type: &str) -> bool {
    content_type == "text/html" || content_type.ends_with("+xml") || content_type.ends_with("/xml")
}

/// What a finished answer is made of.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub(super) plain: &'a [u8],
    pub(super) coded: Bytes,
    pub(super) coding: Coding,
    pub(super) etag: String,
    pub(super) content_type: &'static str,
    /// The types of which this is the one that was chosen; empty if there is no choice.
    pub(super) offered: &'static [&'static str],
    pub(super) last_modified: Option<Timestamp>,
    pub(super) locale: Option<&'a Locale>,
    pub(super) link: Option<&'a str>,
    pub(super) freshness: Freshness,
    pub(super) about: Option<Id>,
}

/// An answer that can be given as often as it stays true.
#[derive(Debug)]
pub(super) struct Finished {
    body: Bytes,
    content_type: &'static str,
    offered: &'static [&'static str],
    etag: String,
    last_modified: Option<Timestamp>,
    freshness: Freshness,
    about: Option<Id>,
    /// Those that a 304 has as well: it is to say nothing that is known with the tag already (RFC 9110, section 15.4.5).
    validators: Vec<(HeaderName, HeaderValue)>,
    /// Those that describe the body.
    descriptions: Vec<(HeaderName, HeaderValue)>,
}

impl Finished {
    pub(super) fn new(parts: Parts<'_>) -> Self {
        let Parts { plain, coded, coding, etag, content_type, offered, last_modified, locale, link, freshness, about } =
            parts;
        let now = Timestamp::now();
        let modified = last_modified.map(|modified| last_modified_at(modified, now));
        let header = |(name, text): (HeaderName, Option<String>)| Some((name, HeaderValue::try_from(text?).ok()?));
        let varies = if offered.is_empty() { "Accept-Encoding" } else { "Accept, Accept-Encoding" };
        let mut validators = vec![(VARY, HeaderValue::from_static(varies))];
        validators.extend(header((ETAG, Some(etag.clone()))));
        let with_charset = content_type.starts_with("text/").then(|| format!("{content_type}; charset=utf-8"));
        let written = with_charset.and_then(|text| HeaderValue::try_from(text).ok());
        let written = written.unwrap_or(HeaderValue::from_static(content_type));
        let mut descriptions = vec![(CONTENT_TYPE, written), NO_SNIFFING];
        if is_page(content_type) {
            descriptions.extend([NOTHING_RUNS, NO_REFERRER]);
        }
        descriptions.extend(coding.name().map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
        let texts = [
            (LAST_MODIFIED, modified.map(|modified| httpdate::fmt_http_date(clock(modified)))),
            (CONTENT_LANGUAGE, locale.map(|locale| locale.as_str().to_owned())),
            (LINK, link.map(str::to_owned)),
        ];
        descriptions.extend(texts.into_iter().filter_map(header));
        // A 304 renews what is kept with the keys that it was kept under: the same bytes have the same ones.
        descriptions.extend(surrogate_headers(about, plain));
        let last_modified = modified;
        Self { body: coded, content_type, offered, etag, last_modified, freshness, about, validators, descriptions }
    }

    /// Whether it is what a request that wants this would get, were it made now.
    pub(super) fn suits(&self, wanted: &Wanted) -> bool {
        let own = &[self.content_type];
        wanted.choice(if self.offered.is_empty() { own } else { self.offered }) == Some(self.content_type)
    }

    /// When it changed last, as it says itself.
    pub(super) fn last_modified(&self) -> Option<Timestamp> {
        self.last_modified
    }

    /// The one thing it is about; none if it is about many.
    pub(super) fn about(&self) -> Option<Id> {
        self.about
    }

    /// When it ends by itself to be true.
    pub(super) fn until(&self) -> Option<Timestamp> {
        self.freshness.until()
    }

    /// How many bytes it takes, about.
    pub(super) fn weight(&self) -> usize {
        let headers = self.validators.iter().chain(&self.descriptions);
        self.body.len() + headers.map(|(_, value)| value.len()).sum::<usize>()
    }

    /// The answer to a request with those headers: all of it, or 304 (RFC 9110, section 13.2.2). `next_event` is
    /// when something is to be published or taken back, if that was heard of since.
    pub(super) fn respond(
        &self,
        request: &HeaderMap,
        lifetimes: &Lifetimes,
        next_event: Option<Timestamp>,
    ) -> HttpResponse {
        let is_known = self.is_known(request);
        let mut response = if is_known {
            HttpResponse::new(StatusCode::NOT_MODIFIED)
        } else {
            HttpResponse::with_body(StatusCode::OK, self.body.clone()).map_into_boxed_body()
        };
        let headers = response.headers_mut();
        let described = if is_known { &[][..] } else { &self.descriptions[..] };
        for (name, value) in self.validators.iter().chain(described) {
            // There are none yet, and this asks for what is replaced less dearly than replacing does.
            headers.append(name.clone(), value.clone());
        }
        headers.append(CACHE_CONTROL, lifetimes.cache_control(self.freshness.no_longer_than(next_event)));
        response
    }

    fn is_known(&self, headers: &HeaderMap) -> bool {
        if let Some(tags) = headers.get(IF_NONE_MATCH) {
            // Most often it is this very tag.
            return tags.as_bytes() == self.etag.as_bytes() || is_named(headers, &self.etag);
        }
        let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
        match (since.and_then(parse_http_date), self.last_modified) {
            (Some(since), Some(modified)) => modified.unix_ms() / 1000 <= since.unix_ms() / 1000,
            _ => false,
        }
    }
}

/// Whether `If-None-Match` names the tag, compared weakly (RFC 9110, section 13.1.2).
pub(super) fn is_named(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || opaque(tag) == opaque(etag))
}

/// A tag without the sign of a weak one.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// `Last-Modified` counts whole seconds. While the second of the change is not over, another change may
/// still come in it, so that the second before is named: a client that asks with it gets the whole answer.
fn last_modified_at(modified: Timestamp, now: Timestamp) -> Timestamp {
    if modified.unix_ms() / 1000 >= now.unix_ms() / 1000 {
        Timestamp::from_unix_ms((now.unix_ms() / 1000 - 1) * 1000)
    } else {
        modified
    }
}

/// A date in any of the three forms that there are of it (RFC 9110, section 5.6.7).
pub(super) fn parse_http_date(text: &str) -> Option<Timestamp> {
    let since_epoch = httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(Timestamp::from_unix_ms(i64::try_from(since_epoch.as_millis()).ok()?))
}

fn clock(moment: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(moment.unix_ms()).unwrap_or(0))
}
