//! What delivery answers with, before it is fitted to a request.

use actix_web::http::header::ACCEPT;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::cache::offer;
use super::encoding::Coding;
use super::finished::{Finished, Parts};
use super::{Code, Freshness, Lifetimes, Problem};
use crate::content::{Id, Locale, Timestamp};

const JSON: &str = "application/json";

/// An answer of delivery before it is fitted to the request.
#[derive(Debug, Clone)]
pub struct Representation {
    body: Bytes,
    content_type: &'static str,
    last_modified: Option<Timestamp>,
    locale: Option<Locale>,
    link: Option<String>,
    freshness: Freshness,
    about: Option<Id>,
}

impl Representation {
    /// A JSON document, last changed at `last_modified`, which caches may keep for that long.
    pub fn json(body: String, last_modified: Option<Timestamp>, freshness: Freshness) -> Self {
        let body = Bytes::from(body);
        Self { body, content_type: JSON, last_modified, locale: None, link: None, freshness, about: None }
    }

    /// As another media type than `application/json`.
    #[must_use]
    pub fn of_type(mut self, content_type: &'static str) -> Self {
        self.content_type = content_type;
        self
    }

    /// In this language.
    #[must_use]
    pub fn in_locale(mut self, locale: Locale) -> Self {
        self.locale = Some(locale);
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

    /// The answer to `request`: the bytes in the coding it wants, or 304 if it has them.
    pub fn respond(self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        check_accept(request, self.content_type)?;
        let coding = Coding::wanted(request).for_length(self.body.len());
        let finished = Finished::new(Parts {
            plain: &self.body,
            coded: coding.encode(&self.body).map_err(Problem::internal)?,
            coding,
            etag: self.etag(coding),
            content_type: self.content_type,
            last_modified: self.last_modified,
            locale: self.locale.as_ref(),
            link: self.link.as_deref(),
            freshness: self.freshness,
            about: self.about,
        });
        let response = finished.respond(request.headers(), &Lifetimes::of(request), None);
        Ok(offer(response, finished))
    }

    /// A strong validator: other bytes, another tag; each coding has its own.
    fn etag(&self, coding: Coding) -> String {
        let digest = Sha256::digest(&self.body);
        let tag = URL_SAFE_NO_PAD.encode(&digest[..15]);
        coding.name().map_or_else(|| format!("\"{tag}\""), |name| format!("\"{tag}-{name}\""))
    }
}

/// Refuses a request whose `Accept` leaves out the one type there is.
pub(super) fn check_accept(request: &HttpRequest, content_type: &str) -> Result<(), Problem> {
    let Some(accept) = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()) else { return Ok(()) };
    let (kind, _) = content_type.split_once('/').unwrap_or((content_type, ""));
    let accepted = accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts
            .any(|parameter| parameter.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0)));
        let fits = media == "*/*" || media == content_type || media == JSON || media.strip_suffix("/*") == Some(kind);
        fits && !refused
    });
    if accepted || accept.trim().is_empty() {
        return Ok(());
    }
    Err(Problem::new(Code::NotAcceptable, format!("Only {content_type} is served here, and Accept does not allow it.")))
}
