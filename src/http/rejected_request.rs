//! Responses to requests that are rejected before or beside the application: problem documents with the default headers.

use std::time::Instant;

use actix_http::{HttpMessage, Request};
use actix_web::ResponseError;
use actix_web::body::BoxBody;
use actix_web::dev::Response;
use actix_web::http::Method;
use actix_web::http::header::{HeaderValue, ORIGIN};

use super::admission::AdmissionControl;
use super::code::Code;
use super::problem::Problem;
use super::request::id::RequestId;
use super::request_log::LogEntry;
use super::response::defaults::{ResponseDefaults, problem_response};

/// The parts of a request that a rejection needs after the request itself was forwarded.
pub(super) struct RejectedRequest {
    method: Method,
    path: String,
    origin: Option<HeaderValue>,
    id: RequestId,
    started: Instant,
}

impl RejectedRequest {
    /// Copies the parts from `request`, which began at `started` or, if that is not known, now.
    pub(super) fn of(request: &Request, id: RequestId, started: Option<Instant>) -> Self {
        let origin = request.headers().get(ORIGIN).cloned();
        let started = started.unwrap_or_else(Instant::now);
        Self { method: request.method().clone(), path: request.path().to_owned(), origin, id, started }
    }

    /// Returns the problem response; counts and logs it.
    pub(super) fn response(
        &self,
        admission: &AdmissionControl,
        defaults: &ResponseDefaults,
        problem: &Problem,
    ) -> Response<BoxBody> {
        let mut response = problem_response(problem, &self.id, problem.error_response().headers());
        let headers = response.headers_mut();
        defaults.apply(&self.id, headers);
        // Responses of management never have CORS headers.
        if !admission.is_secured(&self.path) {
            admission.cors().set_headers(|| self.origin.as_ref(), headers);
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
