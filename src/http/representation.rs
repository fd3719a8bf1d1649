//! What delivery answers with, before it is fitted to a request.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use xxhash_rust::xxh3::Xxh3Default;

use super::accept::{JSON, Wanted};
use super::cache::offer;
use super::encoding::Coding;
use super::finished::{Finished, Parts};
use super::preconditions::Modified;
use super::{Code, Freshness, Lifetimes, Problem};
use crate::content::{Id, Locale, Timestamp};

/// An answer of delivery before it is fitted to the request.
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
    is_kept: bool,
}

impl Representation {
    /// A JSON document, last changed at `last_modified`, which caches may keep for that long.
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
            is_kept: true,
        }
    }

    /// The same for a text of that one of the types `offered` that [`choose`] chose.
    pub fn of_chosen(
        body: String,
        content_type: &'static str,
        offered: &'static [&'static str],
        last_modified: Option<Timestamp>,
        freshness: Freshness,
    ) -> Self {
        Self { content_type, offered, ..Self::json(body, last_modified, freshness) }
    }

    /// As another media type than `application/json`, without parameters.
    #[must_use]
    pub fn of_type(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    /// In this language, or in none if there is no one language.
    #[must_use]
    pub fn in_locale(mut self, locale: impl Into<Option<Locale>>) -> Self {
        self.locale = locale.into();
        self
    }

    /// With a `Link` header.
    #[must_use]
    pub fn with_link(mut self, link: Option<String>) -> Self {
        self.link = link;
        self
    }

    /// About this one thing only, and about whatever it embeds: it changes when that does, and at no other time.
    #[must_use]
    pub fn about(mut self, id: Option<Id>) -> Self {
        self.about = id;
        self
    }

    /// Not to be kept by any cache, not even the one here: another answer may be given the next moment.
    #[must_use]
    pub fn unkept(mut self) -> Self {
        self.is_kept = false;
        self
    }

    /// The answer to `request`: the bytes in the coding it wants, or 304 if it has them.
    pub fn respond(self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        if self.offered.is_empty() {
            check_accept(request, self.content_type)?;
        }
        let coding = Coding::wanted(request).for_length(self.body.len());
        let finished = Finished::new(Parts {
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
        let mut response = finished.respond(request.headers(), &Lifetimes::of(request), None);
        if !self.is_kept {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            // It is no Finished answer to whoever looks, which would be kept.
            if let Some(modified) = finished.last_modified() {
                response.extensions_mut().insert(Modified(modified));
            }
            return Ok(response);
        }
        Ok(offer(response, finished))
    }

    /// A strong validator: other bytes, another tag; each coding and each type has its own.
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

/// The type that the request wants most of those that are offered, the default first.
pub fn choose(request: &HttpRequest, offered: &[&'static str]) -> Result<&'static str, Problem> {
    Wanted::of(request).choice(offered).ok_or_else(|| {
        let detail = format!("What is served here is {}, and Accept allows none of it.", offered.join(", "));
        Problem::new(Code::NotAcceptable, detail)
    })
}

/// Refuses a request whose `Accept` leaves out the one type there is.
pub(super) fn check_accept(request: &HttpRequest, content_type: &'static str) -> Result<(), Problem> {
    choose(request, &[content_type]).map(|_| ())
}
