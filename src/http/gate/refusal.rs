//! Answers that are given before the application: whole problem documents, with what every answer carries.

use std::time::Instant;

use actix_http::{HttpMessage, Request};
use actix_web::ResponseError;
use actix_web::body::BoxBody;
use actix_web::dev::Response;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderValue, ORIGIN};

use super::Gate;
use crate::http::Problem;
use crate::http::context::{Outermost, RequestId, log_refused, written};

/// What has to be known of a request to refuse it once it was handed on.
pub(in crate::http) struct Unanswered {
    method: Method,
    path: String,
    origin: Option<HeaderValue>,
    id: RequestId,
    begun: Instant,
}

impl Unanswered {
    /// `begun` is when, if that is known; else it is now.
    pub(in crate::http) fn of(request: &Request, id: RequestId, begun: Option<Instant>) -> Self {
        let origin = request.headers().get(ORIGIN).cloned();
        let begun = begun.unwrap_or_else(Instant::now);
        Self { method: request.method().clone(), path: request.path().to_owned(), origin, id, begun }
    }

    /// The answer to a request that is not let in, or not any further.
    pub(in crate::http) fn refused(&self, gate: &Gate, outermost: &Outermost, problem: &Problem) -> Response<BoxBody> {
        let mut response = written(problem, &self.id, problem.error_response().headers());
        let headers = response.headers_mut();
        outermost.describe(&self.id, headers);
        // Management may not be read from pages, whatever it answers.
        if !(gate.is_secured)(&self.path) {
            let mut asked = HeaderMap::new();
            if let Some(origin) = &self.origin {
                asked.insert(ORIGIN, origin.clone());
            }
            gate.origins().allow(&asked, headers);
        }
        let took = self.begun.elapsed();
        outermost.metrics.no_route().made(self.method.as_str(), response.status().as_str(), took);
        log_refused((&self.method, &self.path), &response, problem, &self.id, took, outermost.access_log);
        response.into()
    }
}
