//! Headers that every response gets, and the bodies of problem responses.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue, STRICT_TRANSPORT_SECURITY};

use super::encoded::NOSNIFF;
use crate::http::problem::Problem;
use crate::http::request::id::{RequestId, X_REQUEST_ID};
use crate::metrics::Metrics;

/// The settings of all responses: default headers, the access log and metrics.
#[derive(Debug, Clone)]
pub struct ResponseDefaults {
    /// True if successful requests are logged too.
    pub access_log: bool,
    /// The value of `Strict-Transport-Security`, if it is sent.
    pub hsts: Option<HeaderValue>,
    /// The metrics that count responses.
    pub metrics: Arc<Metrics>,
}

impl ResponseDefaults {
    /// Sets the headers that every response gets.
    pub(in crate::http) fn apply(&self, id: &RequestId, response: &mut HeaderMap) {
        response.insert(X_REQUEST_ID.clone(), id.value.clone());
        let (name, value) = NOSNIFF;
        response.insert(name, value);
        self.set_hsts(response);
    }

    /// Sets `Strict-Transport-Security`, if it is configured.
    pub(in crate::http) fn set_hsts(&self, response: &mut HeaderMap) {
        if let Some(hsts) = &self.hsts {
            response.insert(STRICT_TRANSPORT_SECURITY, hsts.clone());
        }
    }
}

/// Gives the response to a request that does not reach the application its `X-Request-Id`.
pub(in crate::http) fn set_request_id(request: &HeaderMap, response: &mut HeaderMap) {
    response.append(X_REQUEST_ID.clone(), RequestId::of(request).value);
}

/// Returns the problem document as a response that keeps `headers`.
pub(in crate::http) fn problem_response(problem: &Problem, id: &RequestId, headers: &HeaderMap) -> HttpResponse {
    let mut response = HttpResponse::build(problem.code.status()).body(problem.document(id.as_str()).to_string());
    for (name, value) in headers {
        response.headers_mut().append(name.clone(), value.clone());
    }
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if !response.headers().contains_key(CACHE_CONTROL) {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
