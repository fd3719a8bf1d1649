//! Cache entries.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderValue;

use super::invalidation::Epoch;
use crate::content::{Id, Timestamp};
use crate::http::code::Code;
use crate::http::problem::Problem;
use crate::http::request::accept::AcceptHeader;
use crate::http::response::encoded::EncodedResponse;
use crate::http::response::redirect::Redirect;
use crate::metrics::RouteMetrics;

#[derive(Debug)]
pub(in crate::http) struct CacheEntry {
    pub(super) epoch: Epoch,
    pub(super) version: HeaderValue,
    pub(super) response: CachedResponse,
    /// The metrics of the route that made the response.
    pub(in crate::http) route: Arc<RouteMetrics>,
}

/// A response that is served from the cache.
pub(in crate::http) struct CacheHit {
    pub(in crate::http) response: HttpResponse,
    pub(in crate::http) entry: Arc<CacheEntry>,
}

/// A response that can be cached. Of the errors, only 404 and 410 are cached; others may be temporary.
#[derive(Debug, Clone)]
pub(super) enum CachedResponse {
    /// A complete response.
    Encoded(Arc<EncodedResponse>),
    /// A 404 or 410.
    Absent(Box<Problem>),
    /// A redirect.
    Redirect(Redirect),
}

impl CachedResponse {
    /// Returns the response of a handler if it can be cached.
    pub(super) fn of(response: &ServiceResponse<BoxBody>) -> Option<Self> {
        let extensions = response.response().extensions();
        if let Some(encoded) = extensions.get::<Arc<EncodedResponse>>() {
            return Some(Self::Encoded(Arc::clone(encoded)));
        }
        if let Some(redirect) = extensions.get::<Redirect>() {
            return Some(Self::Redirect(redirect.clone()));
        }
        let problem = extensions.get::<Problem>()?;
        matches!(problem.code, Code::NotFound | Code::Gone).then(|| Self::Absent(Box::new(problem.clone())))
    }

    fn encoded(&self) -> Option<&EncodedResponse> {
        if let Self::Encoded(encoded) = self { Some(encoded) } else { None }
    }

    /// Returns true if a request with this `Accept` header would get this response. Redirects and errors do not depend on the
    /// media type.
    pub(super) fn satisfies(&self, accept: &AcceptHeader) -> bool {
        self.encoded().is_none_or(|encoded| encoded.satisfies(accept))
    }

    /// The entity that the response depends on, or `None` if it depends on many.
    pub(super) fn about(&self) -> Option<Id> {
        self.encoded()?.about
    }

    /// The time at which the response expires, if it is known.
    pub(super) fn fresh_until(&self) -> Option<Timestamp> {
        match self {
            Self::Encoded(encoded) => encoded.freshness.until,
            Self::Absent(_) => None,
            Self::Redirect(redirect) => redirect.freshness.until,
        }
    }

    /// The approximate size in bytes.
    pub(super) fn weight(&self) -> usize {
        self.encoded().map_or(0, EncodedResponse::weight)
    }
}
