//! Responses of delivery before content negotiation.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName,
    HeaderValue, LAST_MODIFIED, LINK, REFERRER_POLICY, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use xxhash_rust::xxh3::Xxh3Default;

use super::encoded::{EncodedResponse, LastModified, NOSNIFF};
use super::encoding::Coding;
use super::freshness::{CacheControlPolicy, Freshness};
use super::surrogates::surrogate_headers;
use crate::content::{Id, Locale, Timestamp};
use crate::http::code::Code;
use crate::http::problem::Problem;
use crate::http::request::accept::{AcceptHeader, JSON};

/// The content security policy of pages: they are text, so that a browser runs and loads nothing and does not show them inside
/// other pages. Styles are allowed for underlining.
pub const PAGE_CSP: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
);

/// Hides the address of a page from the sites that it links to, because the address alone may reveal the situation of a reader.
pub const NO_REFERRER: (HeaderName, HeaderValue) = (REFERRER_POLICY, HeaderValue::from_static("no-referrer"));

/// A response of delivery before content negotiation.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Representation {
    body: Bytes,
    content_type: &'static str,
    offered: &'static [&'static str],
    last_modified: Option<Timestamp>,
    locale: Option<Locale>,
    link: Option<String>,
    freshness: Freshness,
    about: Option<Id>,
    is_cacheable: bool,
}

impl Representation {
    /// A JSON document that was last changed at `last_modified`.
    pub fn json(body: impl Into<Bytes>, last_modified: Option<Timestamp>, freshness: Freshness) -> Self {
        let body = body.into();
        Self { body, content_type: JSON, last_modified, freshness, is_cacheable: true, ..Self::default() }
    }

    /// A text in the media type that [`negotiate_media_type`] chose from `offered`.
    pub fn negotiated(
        body: String,
        content_type: &'static str,
        offered: &'static [&'static str],
        last_modified: Option<Timestamp>,
        freshness: Freshness,
    ) -> Self {
        Self { content_type, offered, ..Self::json(body, last_modified, freshness) }
    }

    /// Sets a media type other than `application/json`, without parameters.
    pub fn with_content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    /// Sets the language, or none if the content has several.
    pub fn with_locale(mut self, locale: impl Into<Option<Locale>>) -> Self {
        self.locale = locale.into();
        self
    }

    /// Sets the `Link` header.
    pub fn with_link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    /// Sets the one entity that the response depends on, together with the entities that it embeds.
    pub fn about(mut self, id: Option<Id>) -> Self {
        self.about = id;
        self
    }

    /// Excludes the response from every cache, this server's own included: the next response may differ.
    pub fn uncached(mut self) -> Self {
        self.is_cacheable = false;
        self
    }

    /// Returns the response to `request` in the negotiated coding, or 304.
    pub fn respond(self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        if self.offered.is_empty() {
            check_accept(request, self.content_type)?;
        }
        let coding = Coding::negotiate(request).for_length(self.body.len());
        let encoded = self.encode(coding, coding.encode(&self.body).map_err(Problem::internal)?);
        let mut response = encoded.respond(request.headers(), &CacheControlPolicy::of(request), None);
        if self.is_cacheable {
            // The cache finds it here.
            response.extensions_mut().insert(Arc::new(encoded));
            return Ok(response);
        }
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(modified) = encoded.last_modified {
            response.extensions_mut().insert(LastModified(modified));
        }
        Ok(response)
    }

    fn encode(&self, coding: Coding, body: Bytes) -> EncodedResponse {
        let Self { content_type, offered, freshness, about, .. } = *self;
        let etag = self.etag(coding);
        let last_modified = self.last_modified.map(|modified| validator_date(modified, Timestamp::now()));
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
            (LAST_MODIFIED, last_modified.map(http_date)),
            (CONTENT_LANGUAGE, self.locale.as_ref().map(|locale| locale.as_str().to_owned())),
            (LINK, self.link.clone()),
        ];
        descriptions.extend(texts.into_iter().filter_map(header));
        // A 304 renews a stored response with its keys: the same bytes have the same keys.
        descriptions.extend(surrogate_headers(about, &self.body));
        EncodedResponse { body, content_type, offered, etag, last_modified, freshness, about, validators, descriptions }
    }

    /// Returns a strong validator of the bytes, the media type and the coding.
    fn etag(&self, coding: Coding) -> String {
        let mut hasher = Xxh3Default::new();
        hasher.update(&self.body);
        if self.content_type != JSON {
            hasher.update(self.content_type.as_bytes());
        }
        let tag = URL_SAFE_NO_PAD.encode(hasher.digest128().to_be_bytes());
        coding.name().map_or_else(|| format!("\"{tag}\""), |name| format!("\"{tag}-{name}\""))
    }
}

/// Returns true for media types that a browser shows as a page: HTML, and XML, whose elements may be those of HTML.
fn is_page(content_type: &str) -> bool {
    content_type == "text/html" || content_type.ends_with("+xml") || content_type.ends_with("/xml")
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

fn http_date(moment: Timestamp) -> String {
    let since_epoch = Duration::from_millis(u64::try_from(moment.unix_ms()).unwrap_or(0));
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since_epoch)
}

/// Returns the offered media type that the request prefers; the default comes first.
pub fn negotiate_media_type(request: &HttpRequest, offered: &[&'static str]) -> Result<&'static str, Problem> {
    AcceptHeader::of(request).negotiate(offered).ok_or_else(|| {
        let detail = format!("The path serves {}, and Accept allows none of these.", offered.join(", "));
        Problem::new(Code::NotAcceptable, detail)
    })
}

/// Rejects a request whose `Accept` does not allow the only type.
pub(in crate::http) fn check_accept(request: &HttpRequest, content_type: &'static str) -> Result<(), Problem> {
    negotiate_media_type(request, &[content_type]).map(|_| ())
}
