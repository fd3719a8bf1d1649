//! Responses of delivery before content negotiation.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use xxhash_rust::xxh3::Xxh3Default;

use super::encoded::{EncodedResponse, ResponseParts, mark_cacheable};
use super::encoding::Coding;
use super::freshness::{CacheControlPolicy, Freshness};
use super::preconditions::LastModified;
use crate::content::{Id, Locale, Timestamp};
use crate::http::code::Code;
use crate::http::problem::Problem;
use crate::http::request::accept::{AcceptHeader, JSON};

/// A response of delivery before content negotiation.
#[derive(Debug, Clone)]
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
        Self {
            body,
            content_type: JSON,
            offered: &[],
            last_modified,
            locale: None,
            link: None,
            freshness,
            about: None,
            is_cacheable: true,
        }
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
    #[must_use]
    pub fn with_content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    /// Sets the language, or none if the content has several.
    #[must_use]
    pub fn with_locale(mut self, locale: impl Into<Option<Locale>>) -> Self {
        self.locale = locale.into();
        self
    }

    /// Sets the `Link` header.
    #[must_use]
    pub fn with_link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    /// Sets the one entity that the response depends on, together with the entities that it embeds.
    #[must_use]
    pub fn about(mut self, id: Option<Id>) -> Self {
        self.about = id;
        self
    }

    /// Excludes the response from every cache, this server's own included: the next response may differ.
    #[must_use]
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
        let encoded = EncodedResponse::new(ResponseParts {
            plain: &self.body,
            coded: coding.encode(&self.body).map_err(Problem::internal)?,
            coding,
            etag: self.etag(coding),
            content_type: self.content_type,
            offered: self.offered,
            last_modified: self.last_modified,
            locale: self.locale.as_ref(),
            link: self.link.as_deref(),
            freshness: self.freshness,
            about: self.about,
        });
        let mut response = encoded.respond(request.headers(), &CacheControlPolicy::of(request), None);
        if !self.is_cacheable {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            // Without an `EncodedResponse` in its extensions the response is not cached.
            if let Some(modified) = encoded.last_modified() {
                response.extensions_mut().insert(LastModified(modified));
            }
            return Ok(response);
        }
        Ok(mark_cacheable(response, encoded))
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
