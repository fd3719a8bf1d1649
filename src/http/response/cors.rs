//! Cross-origin resource sharing (CORS) of public responses.

use std::future::ready;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::{Error, HttpResponse, ResponseError};
use futures_util::future::Either;

use crate::http::code::Code;
use crate::http::problem::Problem;

/// The response headers that pages of other origins may read beside the CORS-safelisted ones.
const EXPOSED_HEADERS: HeaderValue = HeaderValue::from_static(
    "ETag, Last-Modified, Link, X-Request-Id, Content-Language, X-Content-Version, Retry-After, RateLimit, RateLimit-Policy",
);

const ALLOWED_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD");

/// The time in seconds for which browsers may cache the response to a preflight request.
const PREFLIGHT_MAX_AGE: HeaderValue = HeaderValue::from_static("3600");

const PREFLIGHT_VARY: HeaderValue =
    HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");

/// The origins whose pages may read public responses.
#[derive(Debug)]
pub struct CorsPolicy {
    /// The allowed origins; none for all.
    allowed: Option<Vec<HeaderValue>>,
}

impl CorsPolicy {
    /// Allows these origins; `*` allows all.
    pub fn new(origins: &[String]) -> Self {
        let listed = origins.iter().filter_map(|origin| HeaderValue::try_from(origin).ok()).collect();
        Self { allowed: (!origins.iter().any(|origin| origin == "*")).then_some(listed) }
    }

    /// The middleware of public routes: responds to preflight requests, and sets the headers of all other responses.
    pub fn apply<S, B>(
        self: &Rc<Self>,
        request: ServiceRequest,
        service: &S,
    ) -> impl Future<Output = Result<ServiceResponse<BoxBody>, Error>> + use<S, B>
    where
        S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody + 'static,
    {
        if let Some(method) = preflight_method(&request) {
            let response = self.preflight_response(&method, request.headers());
            let response = response.unwrap_or_else(|problem| problem.error_response());
            return Either::Left(ready(Ok(request.into_response(response))));
        }
        let (policy, response) = (Rc::clone(self), service.call(request));
        Either::Right(async move {
            let mut response = response.await?.map_into_boxed_body();
            let origin = policy.allowed_origin(|| response.request().headers().get(ORIGIN));
            policy.set_headers(origin, response.headers_mut());
            Ok(response)
        })
    }

    /// Sets the headers of a response that has none of them yet, for the result of [`CorsPolicy::allowed_origin`]. If only some
    /// origins are allowed, the response varies by origin, even if this request has none: a shared cache must not serve a
    /// response without CORS headers to an allowed origin.
    pub(in crate::http) fn set_headers(&self, allowed_origin: Option<HeaderValue>, response: &mut HeaderMap) {
        if self.allowed.is_some() {
            response.append(VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = allowed_origin {
            response.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.append(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
    }

    /// Returns the value of `Access-Control-Allow-Origin`. If all origins are allowed, it is the same for all of them, so that
    /// caches need to store only one response.
    pub(in crate::http) fn allowed_origin<'r>(
        &self,
        origin: impl FnOnce() -> Option<&'r HeaderValue>,
    ) -> Option<HeaderValue> {
        match &self.allowed {
            None => Some(HeaderValue::from_static("*")),
            Some(allowed) => origin().filter(|origin| allowed.contains(origin)).cloned(),
        }
    }

    fn preflight_response(&self, method: &Method, request: &HeaderMap) -> Result<HttpResponse, Problem> {
        let origin = self.allowed_origin(|| request.get(ORIGIN));
        let malformed = || Problem::new(Code::MalformedRequest, format!("{}.", Code::MalformedRequest.title()));
        let origin = origin.filter(|_| matches!(*method, Method::GET | Method::HEAD)).ok_or_else(malformed)?;
        let mut response = HttpResponse::Ok();
        response.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        response.insert_header((ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS));
        if let Some(headers) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            response.insert_header((ACCESS_CONTROL_ALLOW_HEADERS, headers.clone()));
        }
        response.insert_header((ACCESS_CONTROL_MAX_AGE, PREFLIGHT_MAX_AGE));
        if self.allowed.is_some() {
            response.insert_header((VARY, PREFLIGHT_VARY));
        }
        Ok(response.finish())
    }
}

/// Returns the method that a preflight request asks for; `None` for other requests.
fn preflight_method(request: &ServiceRequest) -> Option<Method> {
    if request.method() != Method::OPTIONS {
        return None;
    }
    let method = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD)?.to_str().ok()?;
    Method::try_from(method).ok()
}
