//! Redirects, permanent and temporary.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse};

use super::freshness::{CacheControlPolicy, Freshness};
use super::surrogates::surrogate_headers;
use crate::content::Timestamp;
use crate::http::problem::Problem;

/// A 301 or a 302.
#[derive(Debug, Clone)]
pub struct Redirect {
    status: StatusCode,
    location: HeaderValue,
    pub(in crate::http) freshness: Freshness,
}

impl Redirect {
    /// A 301 to `location`.
    pub fn permanent(location: String, freshness: Freshness) -> Result<Self, Problem> {
        Self::with_status(StatusCode::MOVED_PERMANENTLY, location, freshness)
    }

    /// A 302 to `location`: the requested address may lead elsewhere later.
    pub fn temporary(location: String, freshness: Freshness) -> Result<Self, Problem> {
        Self::with_status(StatusCode::FOUND, location, freshness)
    }

    fn with_status(status: StatusCode, location: String, freshness: Freshness) -> Result<Self, Problem> {
        let location = HeaderValue::try_from(location).map_err(Problem::internal)?;
        Ok(Self { status, location, freshness })
    }

    /// Returns the response to `request`, which the cache may store.
    pub fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = self.respond(&CacheControlPolicy::of(request), None);
        response.extensions_mut().insert(self);
        response
    }

    pub(in crate::http) fn respond(&self, policy: &CacheControlPolicy, next_event: Option<Timestamp>) -> HttpResponse {
        let control = policy.cache_control(self.freshness.at_most_until(next_event));
        let mut response = HttpResponse::new(self.status);
        // Any publication may use the address, or move its target again.
        let own = [(LOCATION, self.location.clone()), (CACHE_CONTROL, control)];
        for (name, value) in own.into_iter().chain(surrogate_headers(None, b"")) {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
