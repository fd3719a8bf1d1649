//! The outermost layer: gives every request an id, writes the bodies of problems, and logs each
//! request once, with the cause of a failure beside it.

use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{RequestHead, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse};

use super::Problem;
use crate::content::Id;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REQUEST_ID_MAX: usize = 64;

/// The id of a request: the client's `X-Request-Id` if it sent a plain one, else a new one.
#[derive(Debug, Clone)]
pub struct RequestId(HeaderValue);

impl RequestId {
    fn of(request: &HeaderMap) -> Self {
        let sent = request.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
        let plain = |id: &&str| {
            (1..=REQUEST_ID_MAX).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let id = sent.filter(plain).map_or_else(|| Id::new().to_string(), str::to_owned);
        // Neither of the two has anything in it that a header cannot hold.
        Self(HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("-")))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    fn write(&self, response: &mut HeaderMap) {
        response.insert(X_REQUEST_ID, self.0.clone());
    }
}

/// The middleware. `access_log` says whether requests that succeed are logged too.
pub async fn log_requests(
    access_log: bool,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let path = request.path().to_owned();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let problem = problem_of(&response);
    if let Some(problem) = &problem {
        response = write_problem(response, problem, &id);
    }
    id.write(response.headers_mut());
    if let Some(problem) = &problem
        && response.status().is_server_error()
    {
        log::error!(target: "cairn::failure", "{problem} request_id={} {method} {path}", id.as_str());
    }
    if access_log {
        let route = response.request().match_pattern();
        log_access(&method, &path, route.as_deref(), response.response(), &id, started);
    }
    Ok(response)
}

/// Gives a request that is answered without the application its id, and writes it on the answer.
pub(super) fn name_request(request: &HeaderMap, response: &mut HeaderMap) -> RequestId {
    let id = RequestId::of(request);
    id.write(response);
    id
}

/// Logs such a request.
pub(super) fn log_kept(request: &RequestHead, response: &HttpResponse, id: &RequestId, started: Instant) {
    log_access(&request.method, request.uri.path(), None, response, id, started);
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
    let known = super::Code::ALL.iter().copied().find(|code| code.status() == status);
    Some(match known {
        Some(code) if status.is_client_error() => Problem::new(code, format!("{}.", code.title())),
        _ if status.is_client_error() => {
            Problem::new(super::Code::MalformedRequest, "The request cannot be understood.")
        }
        _ => Problem::internal(cause),
    })
}

fn write_problem(response: ServiceResponse<BoxBody>, problem: &Problem, id: &RequestId) -> ServiceResponse<BoxBody> {
    let (request, old) = response.into_parts();
    let mut new = HttpResponse::build(problem.code.status()).body(problem.document(id.as_str()).to_string());
    for (name, value) in old.headers() {
        new.headers_mut().append(name.clone(), value.clone());
    }
    new.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if !new.headers().contains_key(CACHE_CONTROL) {
        new.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    ServiceResponse::new(request, new)
}

fn log_access(
    method: &Method,
    path: &str,
    route: Option<&str>,
    response: &HttpResponse,
    id: &RequestId,
    started: Instant,
) {
    let bytes = match response.body().size() {
        BodySize::Sized(bytes) => bytes.to_string(),
        BodySize::None => "0".to_owned(),
        BodySize::Stream => "-".to_owned(),
    };
    log::info!(
        target: "cairn::access",
        "{method} {path} route={} status={} duration_ms={:.1} bytes={bytes} request_id={}",
        route.unwrap_or("-"),
        response.status().as_u16(),
        started.elapsed().as_secs_f64() * 1000.0,
        id.as_str(),
    );
}
