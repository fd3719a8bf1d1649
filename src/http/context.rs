//! The outermost layer: gives every request an id, writes the bodies of problems and what every answer says of itself,
//! counts each request, and logs it once, with the cause of a failure beside it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY,
};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse};
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::{Code, NO_SNIFFING, Problem};
use crate::content::RequestIdSource;
use crate::metrics::{Metrics, Route};

static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REQUEST_ID_MAX: usize = 64;

/// The id of a request: the client's `X-Request-Id` if it sent a plain one, else a random one. Ids in the order of time
/// would have all threads share a clock.
#[derive(Debug, Clone)]
pub struct RequestId {
    id: HeaderValue,
    from: RequestIdSource,
}

impl RequestId {
    pub(super) fn of(request: &HeaderMap) -> Self {
        let sent = request.get(&X_REQUEST_ID).and_then(|value| value.to_str().ok());
        let plain = |id: &&str| {
            (1..=REQUEST_ID_MAX).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let mut new = [0; Hyphenated::LENGTH];
        let (id, from) = match sent.filter(plain) {
            Some(id) => (id, RequestIdSource::Client),
            None => (&*Uuid::new_v4().hyphenated().encode_lower(&mut new), RequestIdSource::Server),
        };
        // Neither of the two has anything in it that a header cannot hold.
        Self { id: HeaderValue::from_str(id).unwrap_or(HeaderValue::from_static("-")), from }
    }

    /// Returns who chose the id.
    pub fn source(&self) -> RequestIdSource {
        self.from
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }

    pub(super) fn write(&self, response: &mut HeaderMap) {
        response.insert(X_REQUEST_ID.clone(), self.id.clone());
    }
}

/// What is done with every request.
#[derive(Debug, Clone)]
pub struct Outermost {
    /// Whether requests that succeed are logged too.
    pub access_log: bool,
    /// What is said of coming over https only, if anything.
    pub hsts: Option<HeaderValue>,
    /// Where they are counted.
    pub metrics: Arc<Metrics>,
}

impl Outermost {
    /// Writes what every answer says of itself.
    pub(super) fn describe(&self, id: &RequestId, response: &mut HeaderMap) {
        id.write(response);
        let (no_sniffing, nosniff) = NO_SNIFFING;
        response.insert(no_sniffing, nosniff);
        self.insist_on_https(response);
    }

    /// Writes what browsers are told of coming over https, if anything.
    pub(super) fn insist_on_https(&self, response: &mut HeaderMap) {
        if let Some(hsts) = &self.hsts {
            response.insert(STRICT_TRANSPORT_SECURITY, hsts.clone());
        }
    }
}

/// The middleware.
pub async fn log_requests(
    outermost: Arc<Outermost>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let given = request.extensions().get::<RequestId>().cloned();
    let id = given.unwrap_or_else(|| RequestId::of(request.headers()));
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let path = request.path().to_owned();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let problem = problem_of(&response);
    if let Some(problem) = &problem {
        let (request, old) = response.into_parts();
        response = ServiceResponse::new(request, written(problem, &id, old.headers()));
    }
    outermost.describe(&id, response.headers_mut());
    if let Some(problem) = &problem
        && response.status().is_server_error()
    {
        log_failure(problem, &id, &method, &path);
    }
    let (route, took) = (route_of(&response, &outermost.metrics), started.elapsed());
    route.made(method.as_str(), response.status().as_str(), took);
    if outermost.access_log {
        log_access(&method, &path, route.pattern(), response.response(), id.as_str(), took);
    }
    Ok(response)
}

/// The route that answered; what was answered before there was one goes by where it would have led.
fn route_of(response: &ServiceResponse<BoxBody>, metrics: &Metrics) -> Arc<Route> {
    let request = response.request();
    if let Some(route) = request.extensions().get::<Arc<Route>>() {
        return Arc::clone(route);
    }
    request.match_pattern().map_or_else(|| Arc::clone(metrics.no_route()), |pattern| metrics.route(&pattern))
}

/// Gives a request that is answered without the application its id, and writes it on the answer.
pub(super) fn name_request(request: &HeaderMap, response: &mut HeaderMap) {
    response.append(X_REQUEST_ID.clone(), RequestId::of(request).id);
}

/// Logs such a request.
pub(super) fn log_kept(request: &RequestHead, route: Option<&str>, response: &HttpResponse, took: Duration) {
    if let Some(id) = response.headers().get(&X_REQUEST_ID).and_then(|id| id.to_str().ok()) {
        log_access(&request.method, request.uri.path(), route, response, id, took);
    }
}

/// Logs a request that was refused before the application, or given up there. That there is too much to do is no failure,
/// and is not logged for each request.
pub(super) fn log_refused(
    (method, path): (&Method, &str),
    response: &HttpResponse,
    problem: &Problem,
    id: &RequestId,
    took: Duration,
    is_logged: bool,
) {
    if problem.code == Code::TimedOut {
        log_failure(problem, id, method, path);
    }
    if is_logged {
        log_access(method, path, None, response, id.as_str(), took);
    }
}

/// The problem behind an error response; the framework's own errors become problems here.
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
        _ if status.is_client_error() => Problem::new(Code::MalformedRequest, "The request cannot be understood."),
        _ => Problem::internal(cause),
    })
}

/// The problem as an answer with its document. `headers` are those that it has already.
pub(super) fn written(problem: &Problem, id: &RequestId, headers: &HeaderMap) -> HttpResponse {
    let mut new = HttpResponse::build(problem.code.status()).body(problem.document(id.as_str()).to_string());
    for (name, value) in headers {
        new.headers_mut().append(name.clone(), value.clone());
    }
    new.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if !new.headers().contains_key(CACHE_CONTROL) {
        new.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    new
}

fn log_failure(problem: &Problem, id: &RequestId, method: &Method, path: &str) {
    log::error!(
        target: "cairn::failure",
        requestId = id.as_str(), method = method.as_str(), path = path;
        "{problem} request_id={} {method} {path}", id.as_str(),
    );
}

fn log_access(method: &Method, path: &str, route: Option<&str>, response: &HttpResponse, id: &str, took: Duration) {
    let bytes = match response.body().size() {
        BodySize::Sized(bytes) => Some(bytes),
        BodySize::None => Some(0),
        BodySize::Stream => None,
    };
    let status = response.status().as_u16();
    // Tenths are enough.
    let duration_ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
    log::info!(
        target: "cairn::access",
        requestId = id, method = method.as_str(), path = path, route = route, status = status,
        durationMs = duration_ms, bytes = bytes;
        "{method} {path} route={} status={status} duration_ms={duration_ms:.1} bytes={} request_id={}",
        route.unwrap_or("-"),
        bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string()),
        id,
    );
}
