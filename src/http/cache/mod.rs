//! The response cache: complete responses of delivery in memory, looked up before a request is routed.
//!
//! Owns cache entries, their lifetime and request coalescing: of concurrent requests with the same key, one computes the
//! response. Must not know the content of a response: handlers declare the entity that a response depends on, and the follower
//! of the change log reports changes to [`InvalidationClock`].

mod entry;
mod invalidation;
mod key;
mod recent_requests;
mod storage;

use std::sync::Arc;

use actix_http::{HttpMessage, Request};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, ORIGIN};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};

use super::problem::Problem;
use super::request::accept::AcceptHeader;
use super::request::preview_token::has_preview_token;
use super::response::cors::CorsPolicy;
use super::response::encoding::Coding;
use super::response::freshness::CacheControlPolicy;
use super::response::preconditions;
use crate::content::Timestamp;
use crate::metrics::{Metrics, RouteMetrics};

use entry::{CacheEntry, CacheHit, CachedResponse};
use recent_requests::RawRequestKey;
use storage::CacheStorage;

pub use invalidation::{Epoch, InvalidationClock};
pub(super) use recent_requests::RecentRequests;

const X_CONTENT_VERSION: HeaderName = HeaderName::from_static("x-content-version");

/// The result of a cache lookup, stored in the request extensions so that the middleware does not repeat it.
struct CacheLookup {
    accept: AcceptHeader,
    key: String,
    entry: Option<Arc<CacheEntry>>,
}

impl CacheLookup {
    fn new(storage: &CacheStorage, request: &impl HttpMessage, target: &Uri) -> Self {
        let accept = AcceptHeader::of(request);
        let key = key::cache_key(target, Coding::negotiate(request), accept.media_type_code());
        let entry = storage.find(&key);
        Self { accept, key, entry }
    }
}

/// The cache of one server, shared by its workers.
pub struct ResponseCache {
    /// None if the cache is switched off.
    storage: Option<CacheStorage>,
    clock: Arc<InvalidationClock>,
    policy: CacheControlPolicy,
    cors: CorsPolicy,
    metrics: Arc<Metrics>,
}

impl ResponseCache {
    /// Creates a cache of at most `bytes_max` bytes; 0 switches it off.
    pub fn new(
        bytes_max: u64,
        clock: Arc<InvalidationClock>,
        policy: CacheControlPolicy,
        cors: CorsPolicy,
        metrics: Arc<Metrics>,
    ) -> Self {
        let storage = Some(bytes_max).filter(|bytes_max| *bytes_max > 0).and_then(CacheStorage::new);
        Self { storage, clock, policy, cors, metrics }
    }

    /// The approximate number of bytes in the cache.
    pub fn bytes(&self) -> u64 {
        self.storage.as_ref().map_or(0, |storage| storage.entries.weight())
    }

    /// The maximum number of bytes.
    pub fn bytes_max(&self) -> u64 {
        self.storage.as_ref().map_or(0, |storage| storage.entries.capacity())
    }

    /// Returns the response to a request that was not routed yet, if it is cached and fresh.
    pub(super) fn find(&self, request: &Request, recent: &RecentRequests) -> Option<CacheHit> {
        let storage = self.storage.as_ref()?;
        let raw_key = RawRequestKey::of(request);
        let touch = |key: &str| drop(storage.find(key));
        let entry = raw_key.as_ref().and_then(|raw_key| recent.find(raw_key, touch));
        if let Some(entry) = entry.filter(|entry| self.is_fresh(entry)) {
            return Some(self.hit(request, entry));
        }
        if !key::is_cacheable_request(request.method(), request.path()) {
            return None;
        }
        let lookup = CacheLookup::new(storage, request, request.uri());
        let entry = lookup.entry.as_ref().filter(|entry| {
            matches!(entry.response, CachedResponse::Encoded(_))
                && entry.response.satisfies(&lookup.accept)
                && self.is_fresh(entry)
        });
        let Some(entry) = entry.cloned() else {
            request.extensions_mut().insert(lookup);
            return None;
        };
        if let Some(raw_key) = raw_key {
            recent.insert(&raw_key, lookup.key, &entry);
        }
        Some(self.hit(request, entry))
    }

    /// Serves an entry before the application is reached, and counts the hit.
    fn hit(&self, request: &Request, entry: Arc<CacheEntry>) -> CacheHit {
        let response = self.response(request.headers(), &entry);
        self.metrics.cache().hits.inc();
        let is_not_modified = response.status() == StatusCode::NOT_MODIFIED;
        entry.route.record_cache_hit(*request.method() == Method::HEAD, is_not_modified);
        CacheHit { response, entry }
    }

    /// The middleware: serves a request from the cache or computes and stores its response, then evaluates its preconditions.
    pub async fn serve(
        self: Arc<Self>,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        self.find_or_compute(request, next).await.map(preconditions::evaluate)
    }

    async fn find_or_compute(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        if !key::is_cacheable_request(request.method(), request.path()) || has_preview_token(&request) {
            return Ok(next.call(request).await?.map_into_boxed_body());
        }
        let Some(storage) = self.storage.as_ref() else {
            return self.compute(request, next, self.clock.current_epoch()).await;
        };
        let lookup = request.extensions_mut().remove::<CacheLookup>();
        let lookup = lookup.unwrap_or_else(|| CacheLookup::new(storage, &request, request.uri()));
        let CacheLookup { accept, key, entry } = lookup;
        match entry {
            Some(entry) if !self.is_fresh(&entry) => storage.remove(&key),
            Some(entry) if entry.response.satisfies(&accept) => return Ok(self.respond(request, &entry)),
            // The entry has another media type, because this resource does not offer the preferred one.
            Some(_) => return self.compute(request, next, self.clock.current_epoch()).await,
            None => {}
        }
        let (mut pending, mut computed) = (Some((request, next)), None);
        let work = async {
            let (request, next) = pending.take()?;
            let epoch = self.clock.current_epoch();
            let result = self.compute(request, next, epoch).await;
            let cached = result.as_ref().ok().and_then(|response| {
                let cached = CachedResponse::of(response)?;
                Some(CacheEntry {
                    epoch,
                    version: HeaderValue::from(epoch.seq),
                    response: cached,
                    route: self.route_of(response),
                })
            });
            computed = Some(result);
            cached.map(Arc::new)
        };
        let entry = storage.get_or_compute(&key, work).await;
        match (computed, pending) {
            (Some(result), _) => result,
            (None, Some((request, next))) => {
                match entry.filter(|entry| self.is_fresh(entry) && entry.response.satisfies(&accept)) {
                    Some(entry) => Ok(self.respond(request, &entry)),
                    // The response that another request computed cannot be cached, has another media type, or was invalidated
                    // before this request arrived.
                    None => self.compute(request, next, self.clock.current_epoch()).await,
                }
            }
            (None, None) => Err(Problem::internal("the computation of a response was dropped").into()),
        }
    }

    async fn compute(
        &self,
        request: ServiceRequest,
        next: Next<impl MessageBody + 'static>,
        epoch: Epoch,
    ) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
        if self.storage.is_some() {
            self.metrics.cache().misses.inc();
        }
        let mut response = next.call(request).await?.map_into_boxed_body();
        if response.status().is_success() || response.status().is_redirection() {
            response.headers_mut().insert(X_CONTENT_VERSION, HeaderValue::from(epoch.seq));
        }
        Ok(response)
    }

    fn is_fresh(&self, entry: &CacheEntry) -> bool {
        let CacheEntry { epoch, response, .. } = entry;
        self.clock.is_valid(*epoch, response.about())
            && response.fresh_until().is_none_or(|until| Timestamp::now() < until)
    }

    fn respond(&self, request: ServiceRequest, entry: &CacheEntry) -> ServiceResponse<BoxBody> {
        let mut response = self.response(request.headers(), entry);
        if let CachedResponse::Encoded(encoded) = &entry.response {
            response.extensions_mut().insert(Arc::clone(encoded));
        }
        self.metrics.cache().hits.inc();
        request.extensions_mut().insert(Arc::clone(&entry.route));
        request.into_response(response)
    }

    fn route_of(&self, response: &ServiceResponse<BoxBody>) -> Arc<RouteMetrics> {
        let route = response.request().extensions().get::<Arc<RouteMetrics>>().map(Arc::clone);
        route.unwrap_or_else(|| Arc::clone(self.metrics.unmatched()))
    }

    fn response(&self, request: &HeaderMap, entry: &CacheEntry) -> HttpResponse {
        let next_event = self.clock.next_event();
        let mut response = match &entry.response {
            CachedResponse::Encoded(encoded) => encoded.respond(request, &self.policy, next_event),
            CachedResponse::Redirect(redirect) => redirect.respond(&self.policy, next_event),
            CachedResponse::Absent(problem) => problem.error_response(),
        };
        if !matches!(entry.response, CachedResponse::Absent(_)) {
            response.headers_mut().append(X_CONTENT_VERSION, entry.version.clone());
        }
        self.cors.set_headers(self.cors.allowed_origin(|| request.get(ORIGIN)), response.headers_mut());
        response
    }
}
