//! What delivery answers with: bytes, their validators, and the shorter answers those allow.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::encoding::Coding;
use super::{Code, Freshness, Problem};
use crate::content::{Locale, Timestamp};

const JSON: &str = "application/json";

/// An answer of delivery before it is fitted to the request.
#[derive(Debug, Clone)]
pub struct Representation {
    body: Vec<u8>,
    content_type: &'static str,
    last_modified: Option<Timestamp>,
    locale: Option<Locale>,
    link: Option<String>,
    freshness: Freshness,
}

impl Representation {
    /// A JSON document, last changed at `last_modified`, which caches may keep for that long.
    pub fn json(body: String, last_modified: Option<Timestamp>, freshness: Freshness) -> Self {
        Self { body: body.into_bytes(), content_type: JSON, last_modified, locale: None, link: None, freshness }
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

    /// The answer to `request`: the bytes in the coding it wants, or 304 if it has them (RFC 9110, section 13.2.2).
    pub fn respond(self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        check_accept(request, self.content_type)?;
        let coding = Coding::negotiated(request, self.body.len());
        let etag = self.etag(coding);
        let now = Timestamp::now();
        let status = if self.is_known(request, &etag) { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let mut response = HttpResponse::build(status);
        response.insert_header((ETAG, etag));
        response.insert_header((CACHE_CONTROL, self.freshness.cache_control(now)));
        response.insert_header((VARY, "Accept-Encoding"));
        if let Some(modified) = self.last_modified {
            response.insert_header((LAST_MODIFIED, last_modified_at(modified, now).http_date()));
        }
        if let Some(locale) = &self.locale {
            response.insert_header((CONTENT_LANGUAGE, locale.as_str()));
        }
        if let Some(link) = &self.link {
            response.insert_header((LINK, link.as_str()));
        }
        if status == StatusCode::NOT_MODIFIED {
            return Ok(response.finish());
        }
        response.insert_header((CONTENT_TYPE, self.content_type));
        response
            .insert_header((HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")));
        if let Some(name) = coding.name() {
            response.insert_header((CONTENT_ENCODING, name));
        }
        let bytes = coding.encode(self.body).map_err(Problem::internal)?;
        Ok(response.body(bytes))
    }

    /// A strong validator: other bytes, another tag; each coding has its own.
    fn etag(&self, coding: Coding) -> String {
        let digest = Sha256::digest(&self.body);
        let tag = URL_SAFE_NO_PAD.encode(&digest[..15]);
        coding.name().map_or_else(|| format!("\"{tag}\""), |name| format!("\"{tag}-{name}\""))
    }

    fn is_known(&self, request: &HttpRequest, etag: &str) -> bool {
        let headers = request.headers();
        if headers.contains_key(IF_NONE_MATCH) {
            return headers
                .get_all(IF_NONE_MATCH)
                .filter_map(|value| value.to_str().ok())
                .flat_map(|value| value.split(','))
                .map(str::trim)
                .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag);
        }
        let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
        match (since.and_then(parse_http_date), self.last_modified) {
            (Some(since), Some(modified)) => modified.unix_ms() / 1000 <= since.unix_ms() / 1000,
            _ => false,
        }
    }
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

fn parse_http_date(text: &str) -> Option<Timestamp> {
    let parsed = chrono::NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok()?;
    Some(Timestamp::from_unix_ms(parsed.and_utc().timestamp_millis()))
}

/// Refuses a request whose `Accept` leaves out the one type there is.
fn check_accept(request: &HttpRequest, content_type: &str) -> Result<(), Problem> {
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
