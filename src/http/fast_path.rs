//! Pre-routing service: enforces admission limits, serves cache hits, and forwards everything else to actix.
//!
//! The framework has parsed only the head of a request at this point. A forwarded request passes the cache again, as middleware
//! of the application.

use std::borrow::Cow;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use actix_http::{ConnectionType, HttpMessage, Request};
use actix_service::IntoServiceFactory;
use actix_web::Error;
use actix_web::body::{BodySize, BoxBody, MessageBody as _};
use actix_web::dev::{AppConfig, Response, Service, ServiceFactory, ServiceResponse};
use actix_web::http::{Method, Version};
use futures_util::future::{Either, LocalBoxFuture};
use futures_util::{FutureExt, TryFutureExt};

use super::admission::{AdmissionControl, RateLimitStatus, overloaded};
use super::cache::{RecentRequests, ResponseCache};
use super::code::Code;
use super::problem::Problem;
use super::rejected_request::RejectedRequest;
use super::request::id::RequestId;
use super::request::path_normalization::normalize_path;
use super::request_log::log_cache_hit;
use super::response::defaults::{ResponseDefaults, set_request_id};
use super::server::ClientConnection;
use super::server::response_body::{ResponseBody, ResponseGuards};

/// The factory of [`FastPathService`].
pub struct FastPath<F> {
    application: F,
    admission: Arc<AdmissionControl>,
    cache: Arc<ResponseCache>,
    defaults: Arc<ResponseDefaults>,
}

impl<F: ServiceFactory<Request>> FastPath<F> {
    /// Puts admission control and the response cache before `application`. Their responses do not pass its middleware and get
    /// the default headers here.
    pub fn wrap(
        application: impl IntoServiceFactory<F, Request>,
        admission: Arc<AdmissionControl>,
        cache: Arc<ResponseCache>,
        defaults: Arc<ResponseDefaults>,
    ) -> Self {
        Self { application: application.into_factory(), admission, cache, defaults }
    }
}

impl<F> ServiceFactory<Request> for FastPath<F>
where
    F: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<BoxBody>, Error = Error>,
    F::Future: 'static,
    F::Service: 'static,
    F::InitError: 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Config = AppConfig;
    type Service = FastPathService<F::Service>;
    type InitError = F::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, config: AppConfig) -> Self::Future {
        let (admission, cache, defaults) =
            (Arc::clone(&self.admission), Arc::clone(&self.cache), Arc::clone(&self.defaults));
        let application = self.application.new_service(config);
        application
            .map_ok(move |application| FastPathService {
                application,
                admission,
                cache,
                recent: RecentRequests::default(),
                defaults,
            })
            .boxed_local()
    }
}

/// The service of one worker.
pub struct FastPathService<S> {
    application: S,
    admission: Arc<AdmissionControl>,
    cache: Arc<ResponseCache>,
    recent: RecentRequests,
    defaults: Arc<ResponseDefaults>,
}

type ServiceResult = Result<Response<BoxBody>, Error>;

impl<S> Service<Request> for FastPathService<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    type Response = Response<BoxBody>;
    type Error = Error;
    type Future = Either<Ready<ServiceResult>, LocalBoxFuture<'static, ServiceResult>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.application.poll_ready(context)
    }

    fn call(&self, mut request: Request) -> Self::Future {
        let started = self.defaults.access_log.then(Instant::now);
        if let Some(connection) = ClientConnection::of(&request) {
            connection.record_request();
        }
        if !normalize_path(&mut request) {
            let problem = Problem::new(Code::MalformedRequest, "The request target is not a valid path.");
            return Either::Left(ready(Ok(self.reject(&request, &problem, started))));
        }
        let admitted = match self.admission.admit(&request) {
            Ok(admitted) => admitted,
            Err(problem) => return Either::Left(ready(Ok(self.reject(&request, &problem, started)))),
        };
        let rate_limit = admitted.rate_limit;
        let hit = if admitted.has_preconditions { None } else { self.cache.find(&request, &self.recent) };
        let Some(mut hit) = hit else { return self.forward(request, rate_limit, started) };
        let headers = hit.response.headers_mut();
        set_request_id(request.headers(), headers);
        self.defaults.set_hsts(headers);
        if let Some(rate_limit) = rate_limit {
            rate_limit.write_headers(headers);
        }
        if let Some(started) = started {
            log_cache_hit(request.head(), hit.route(), &hit.response, started.elapsed());
        }
        Either::Left(ready(Ok(ResponseBody::split_large(hit.response.into()))))
    }
}

impl<S> FastPathService<S>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    /// Calls the application, if there is a permit, and stops at the deadline.
    fn forward(
        &self,
        request: Request,
        rate_limit: Option<RateLimitStatus>,
        started: Option<Instant>,
    ) -> <Self as Service<Request>>::Future {
        let permit = match self.admission.acquire(&request) {
            Ok(permit) => permit,
            Err(problem) => return Either::Left(ready(Ok(self.reject(&request, &problem, started)))),
        };
        let connection = ClientConnection::of(&request).map(Cow::into_owned);
        let in_flight = connection.as_ref().map(ClientConnection::begin_request);
        let mut guards = ResponseGuards::new(permit, in_flight);
        let is_chunked = request.version() >= Version::HTTP_11;
        let method = request.method().clone();
        let (id, deadline) = (RequestId::of(request.headers()), self.admission.deadline());
        let rejected = RejectedRequest::of(&request, id.clone(), started);
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(deadline.clone());
        let (admission, defaults) = (Arc::clone(&self.admission), Arc::clone(&self.defaults));
        let work = self.application.call(request);
        let response = async move {
            let Some(outcome) = deadline.run(work).await else {
                return Ok(rejected.response(&admission, &defaults, &deadline.timeout_problem()));
            };
            let mut response = Response::from(outcome?);
            // The client must not repeat a write, so that only the response to a GET may be replaced.
            if let (Some(permit), BodySize::Sized(bytes)) = (&mut guards.permit, response.body().size())
                && method != Method::HEAD
                && !permit.reserve_bytes(bytes, method == Method::GET)
            {
                return Ok(rejected.response(&admission, &defaults, &overloaded()));
            }
            if let Some(rate_limit) = rate_limit {
                rate_limit.write_headers(response.headers_mut());
            }
            if !is_chunked && response.body().size() == BodySize::Stream {
                end_with_connection(&mut response);
            }
            Ok(ResponseBody::with_guards(response, connection.as_ref(), guards))
        };
        Either::Right(response.boxed_local())
    }

    fn reject(&self, request: &Request, problem: &Problem, started: Option<Instant>) -> Response<BoxBody> {
        let request = RejectedRequest::of(request, RequestId::of(request.headers()), started);
        request.response(&self.admission, &self.defaults, problem)
    }
}

/// Lets the end of the connection mark the end of the body, as HTTP/1.0 requires (RFC 9112, section 6.3).
fn end_with_connection(response: &mut Response<BoxBody>) {
    let head = response.head_mut();
    head.no_chunking(true);
    head.set_connection_type(ConnectionType::Close);
}
