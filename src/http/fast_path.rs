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
use actix_service::{IntoServiceFactory, fn_factory_with_config};
use actix_web::body::{BodySize, BoxBody, MessageBody as _};
use actix_web::dev::{AppConfig, Response, Service, ServiceFactory, ServiceResponse};
use actix_web::http::header::{HeaderValue, ORIGIN};
use actix_web::http::{Method, Version};
use actix_web::{Error, ResponseError as _};
use futures_util::future::{Either, LocalBoxFuture};
use futures_util::{FutureExt, TryFutureExt};

use super::admission::{AdmissionControl, RateLimitStatus, overloaded};
use super::cache::{RecentRequests, ResponseCache};
use super::code::Code;
use super::problem::Problem;
use super::request::id::RequestId;
use super::request::path_normalization::normalize_path;
use super::request_log::{LogEntry, log_cache_hit};
use super::response::defaults::{ResponseDefaults, problem_response, set_request_id};
use super::server::ClientConnection;
use super::server::response_body::ResponseBody;

/// The parts of the server that its fast path and its application share.
#[derive(Clone)]
pub struct FastPath {
    /// The limits.
    pub admission: Arc<AdmissionControl>,
    /// The cache.
    pub cache: Arc<ResponseCache>,
    /// The default headers.
    pub defaults: Arc<ResponseDefaults>,
}

impl FastPath {
    /// Puts admission control and the response cache before `application`. Their responses do not pass its middleware and get
    /// the default headers here.
    pub fn wrap<F>(
        self,
        application: impl IntoServiceFactory<F, Request>,
    ) -> impl ServiceFactory<
        Request,
        Config = AppConfig,
        Response = Response<BoxBody>,
        Error = Error,
        InitError = F::InitError,
        Service = FastPathService<F::Service>,
    >
    where
        F: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<BoxBody>, Error = Error>,
        F::Future: 'static,
        F::Service: 'static,
    {
        let application = application.into_factory();
        fn_factory_with_config(move |config| {
            let shared = self.clone();
            application.new_service(config).map_ok(move |application| FastPathService {
                application,
                shared,
                recent: RecentRequests::default(),
            })
        })
    }
}

/// The service of one worker.
pub struct FastPathService<S> {
    application: S,
    shared: FastPath,
    recent: RecentRequests,
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
        let started = self.shared.defaults.access_log.then(Instant::now);
        if let Some(connection) = ClientConnection::of(&request) {
            connection.record_request();
        }
        if !normalize_path(&mut request) {
            let problem = Problem::new(Code::MalformedRequest, "The request target is not a valid path.");
            return Either::Left(ready(Ok(self.reject(&request, &problem, started))));
        }
        let admitted = match self.shared.admission.admit(&request) {
            Ok(admitted) => admitted,
            Err(problem) => return Either::Left(ready(Ok(self.reject(&request, &problem, started)))),
        };
        let rate_limit = admitted.rate_limit;
        let hit = if admitted.bypasses_cache { None } else { self.shared.cache.find(&request, &self.recent) };
        let Some(mut hit) = hit else { return self.forward(request, rate_limit, started) };
        let headers = hit.response.headers_mut();
        set_request_id(request.headers(), headers);
        self.shared.defaults.set_hsts(headers);
        if let Some(rate_limit) = rate_limit {
            rate_limit.write_headers(headers);
        }
        if let Some(started) = started {
            log_cache_hit(request.head(), hit.entry.route.pattern(), &hit.response, started.elapsed());
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
        let mut permit = match self.shared.admission.acquire(&request) {
            Ok(permit) => permit,
            Err(problem) => return Either::Left(ready(Ok(self.reject(&request, &problem, started)))),
        };
        let connection = ClientConnection::of(&request).map(Cow::into_owned);
        let in_flight = connection.as_ref().map(ClientConnection::begin_request);
        let is_chunked = request.version() >= Version::HTTP_11;
        let method = request.method().clone();
        let (id, deadline) = (RequestId::of(request.headers()), self.shared.admission.deadline());
        let rejected = RejectedRequest::of(&request, id.clone(), started);
        request.extensions_mut().insert(id);
        request.extensions_mut().insert(deadline.clone());
        let (admission, defaults) = (Arc::clone(&self.shared.admission), Arc::clone(&self.shared.defaults));
        let work = self.application.call(request);
        let response = async move {
            let Some(outcome) = deadline.run(work).await else {
                return Ok(rejected.response(&admission, &defaults, &deadline.timeout_problem()));
            };
            let mut response = Response::from(outcome?);
            // The client must not repeat a write, so that only the response to a GET may be replaced.
            if let (Some(permit), BodySize::Sized(bytes)) = (&mut permit, response.body().size())
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
            Ok(ResponseBody::with_guards(response, connection.as_ref(), permit, in_flight))
        };
        Either::Right(response.boxed_local())
    }

    fn reject(&self, request: &Request, problem: &Problem, started: Option<Instant>) -> Response<BoxBody> {
        let request = RejectedRequest::of(request, RequestId::of(request.headers()), started);
        request.response(&self.shared.admission, &self.shared.defaults, problem)
    }
}

/// Lets the end of the connection mark the end of the body, as HTTP/1.0 requires (RFC 9112, section 6.3).
fn end_with_connection(response: &mut Response<BoxBody>) {
    let head = response.head_mut();
    head.no_chunking(true);
    head.set_connection_type(ConnectionType::Close);
}

/// The parts of a request that a rejection needs after the request itself was forwarded.
struct RejectedRequest {
    method: Method,
    path: String,
    origin: Option<HeaderValue>,
    id: RequestId,
    started: Instant,
}

impl RejectedRequest {
    /// Copies the parts from `request`, which began at `started` or, if that is not known, now.
    fn of(request: &Request, id: RequestId, started: Option<Instant>) -> Self {
        let origin = request.headers().get(ORIGIN).cloned();
        let started = started.unwrap_or_else(Instant::now);
        Self { method: request.method().clone(), path: request.path().to_owned(), origin, id, started }
    }

    /// Returns the problem response; counts and logs it.
    fn response(
        &self,
        admission: &AdmissionControl,
        defaults: &ResponseDefaults,
        problem: &Problem,
    ) -> Response<BoxBody> {
        let mut response = problem_response(problem, &self.id, problem.error_response().headers());
        let headers = response.headers_mut();
        defaults.apply(&self.id, headers);
        // Responses of management never have CORS headers.
        if !(admission.is_secured)(&self.path) {
            admission.cors.set_headers(admission.cors.allowed_origin(|| self.origin.as_ref()), headers);
        }
        let duration = self.started.elapsed();
        defaults.metrics.unmatched().record_response(self.method.as_str(), response.status().as_str(), duration);
        let (method, path, id) = (&self.method, self.path.as_str(), self.id.as_str());
        let entry = LogEntry { method, path, route: None, id, duration };
        // An overload is no failure, and is not logged for each request.
        if problem.code == Code::ServerTimeout {
            entry.log_failure(problem);
        }
        if defaults.access_log {
            entry.log_access(&response);
        }
        response.into()
    }
}
