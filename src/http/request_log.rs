//! The outermost middleware: gives every request an id, renders problem documents, sets the default headers, counts each
//! request, and logs it once, with the cause of a failure.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse};

use super::code::Code;
use super::problem::Problem;
use super::request::id::{RequestId, X_REQUEST_ID};
use super::response::defaults::{ResponseDefaults, problem_response};
use crate::metrics::{Metrics, RouteMetrics};

/// The middleware.
pub async fn log_requests(
    defaults: Arc<ResponseDefaults>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let known = request.extensions().get::<RequestId>().cloned();
    let id = known.unwrap_or_else(|| RequestId::of(request.headers()));
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let path = request.path().to_owned();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let problem = problem_of(&response);
    if let Some(problem) = &problem {
        let (request, old) = response.into_parts();
        response = ServiceResponse::new(request, problem_response(problem, &id, old.headers()));
    }
    defaults.apply(&id, response.headers_mut());
    let (route, duration) = (route_of(&response, &defaults.metrics), started.elapsed());
    let entry = LogEntry { method: &method, path: &path, route: route.pattern(), id: id.as_str(), duration };
    if let Some(problem) = &problem
        && response.status().is_server_error()
    {
        entry.log_failure(problem);
    }
    route.record_response(method.as_str(), response.status().as_str(), duration);
    if defaults.access_log {
        entry.log_access(response.response());
    }
    Ok(response)
}

/// Returns the metrics of the route that responded. A request that was answered before routing counts for the route that it
/// matches.
fn route_of(response: &ServiceResponse<BoxBody>, metrics: &Metrics) -> Arc<RouteMetrics> {
    let request = response.request();
    if let Some(route) = request.extensions().get::<Arc<RouteMetrics>>() {
        return Arc::clone(route);
    }
    request.match_pattern().map_or_else(|| Arc::clone(metrics.unmatched()), |pattern| metrics.route(&pattern))
}

/// Returns the problem of an error response. Errors of the framework become problems here.
fn problem_of(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    if let Some(problem) = response.response().extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let cause = response.response().error().map(ToString::to_string).unwrap_or_default();
    let known = Code::ALL.iter().copied().find(|code| code.status() == status);
    Some(match known {
        Some(code) if status.is_client_error() => Problem::new(code, format!("{}.", code.title())),
        _ if status.is_client_error() => Problem::new(Code::MalformedRequest, "The request is malformed."),
        _ => Problem::internal(cause),
    })
}

/// Logs a cache hit that was served before the application.
pub(super) fn log_cache_hit(request: &RequestHead, route: Option<&str>, response: &HttpResponse, duration: Duration) {
    if let Some(id) = response.headers().get(&X_REQUEST_ID).and_then(|id| id.to_str().ok()) {
        LogEntry { method: &request.method, path: request.uri.path(), route, id, duration }.log_access(response);
    }
}

/// The request of a log line.
pub(super) struct LogEntry<'r> {
    pub(super) method: &'r Method,
    pub(super) path: &'r str,
    /// The pattern of its route, if it has one.
    pub(super) route: Option<&'r str>,
    pub(super) id: &'r str,
    pub(super) duration: Duration,
}

impl LogEntry<'_> {
    /// Logs the failure behind a problem response.
    pub(super) fn log_failure(&self, problem: &Problem) {
        let Self { method, path, id, .. } = *self;
        log::error!(
            target: "cairn::failure",
            requestId = id, method = method.as_str(), path = path;
            "{problem} request_id={id} {method} {path}",
        );
    }

    /// Writes the line of the access log.
    pub(super) fn log_access(&self, response: &HttpResponse) {
        let Self { method, path, route, id, duration } = *self;
        let bytes = match response.body().size() {
            BodySize::Sized(bytes) => Some(bytes),
            BodySize::None => Some(0),
            BodySize::Stream => None,
        };
        let status = response.status().as_u16();
        // A tenth of a millisecond is precise enough.
        let duration_ms = (duration.as_secs_f64() * 10_000.0).round() / 10.0;
        log::info!(
            target: "cairn::access",
            requestId = id, method = method.as_str(), path = path, route = route, status = status,
            durationMs = duration_ms, bytes = bytes;
            "{method} {path} route={} status={status} duration_ms={duration_ms:.1} bytes={} request_id={id}",
            route.unwrap_or("-"),
            bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string()),
        );
    }
}
