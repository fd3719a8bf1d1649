//! The answer that something is somewhere else, for good or for now.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse};

use super::surrogates::surrogate_headers;
use super::{Freshness, Lifetimes, Problem};
use crate::content::Timestamp;

/// A 301 or a 302.
#[derive(Debug, Clone)]
pub struct Redirect {
    status: StatusCode,
    location: HeaderValue,
    pub(super) freshness: Freshness,
}

impl Redirect {
    /// To that address for good; caches may remember it for that long.
    pub fn to(location: String, freshness: Freshness) -> Result<Self, Problem> {
        Self::with_status(StatusCode::MOVED_PERMANENTLY, location, freshness)
    }

    /// To that address for now, because the one asked for may mean something else one day.
    pub fn for_now(location: String, freshness: Freshness) -> Result<Self, Problem> {
        Self::with_status(StatusCode::FOUND, location, freshness)
    }

    fn with_status(status: StatusCode, location: String, freshness: Freshness) -> Result<Self, Problem> {
        let location = HeaderValue::try_from(location).map_err(Problem::internal)?;
        Ok(Self { status, location, freshness })
    }

    /// The answer to `request`.
    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        let mut response = self.respond(&Lifetimes::of(request), None);
        response.extensions_mut().insert(self);
        response
    }

    pub(super) fn respond(&self, lifetimes: &Lifetimes, next_event: Option<Timestamp>) -> HttpResponse {
        let control = lifetimes.cache_control(self.freshness.no_longer_than(next_event));
        let mut response = HttpResponse::new(self.status);
        // Whatever is published next may take the address, or move again what it leads to.
        let own = [(LOCATION, self.location.clone()), (CACHE_CONTROL, control)];
        for (name, value) in own.into_iter().chain(surrogate_headers(None, b"")) {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
