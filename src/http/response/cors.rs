//! CORS headers of responses.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderValue, VARY,
};

/// The response headers that pages of other origins may read beside the CORS-safelisted ones.
pub const EXPOSED_HEADERS: [&str; 9] = [
    "ETag",
    "Last-Modified",
    "Link",
    "X-Request-Id",
    "Content-Language",
    "X-Content-Version",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
];

/// The CORS policy of public responses.
#[derive(Debug)]
pub struct CorsPolicy {
    /// The allowed origins; none for all.
    allowed: Option<Vec<HeaderValue>>,
    exposed: HeaderValue,
}

impl CorsPolicy {
    /// Allows these origins; `*` allows all.
    pub fn new(origins: &[String]) -> Self {
        let listed = origins.iter().filter_map(|origin| HeaderValue::try_from(origin).ok()).collect();
        let allowed = (!origins.iter().any(|origin| origin == "*")).then_some(listed);
        let exposed =
            HeaderValue::try_from(EXPOSED_HEADERS.join(", ")).unwrap_or_else(|_| HeaderValue::from_static(""));
        Self { allowed, exposed }
    }

    /// Completes the headers of a computed response for shared caches, whatever origin requested it. If only some origins are allowed,
    /// the response varies by origin, so that caches do not serve one without CORS headers to an allowed origin.
    pub(in crate::http) fn set_shared_headers(&self, response: &mut HeaderMap) {
        if self.allowed.is_none() {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
        } else if !response.get_all(VARY).any(lists_origin) {
            response.append(VARY, HeaderValue::from_static("Origin"));
        }
    }

    /// Sets the headers of a response that has none of them yet. `origin` returns the `Origin` of the request.
    pub(in crate::http) fn set_headers<'r>(
        &self,
        origin: impl FnOnce() -> Option<&'r HeaderValue>,
        response: &mut HeaderMap,
    ) {
        let allowed = match &self.allowed {
            // The response is the same for every origin, so that caches need to store only one.
            None => Some(HeaderValue::from_static("*")),
            Some(allowed) => {
                response.append(VARY, HeaderValue::from_static("Origin"));
                origin().filter(|origin| allowed.contains(origin)).cloned()
            }
        };
        if let Some(origin) = allowed {
            response.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.append(ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
        }
    }
}

fn lists_origin(varies: &HeaderValue) -> bool {
    varies.to_str().is_ok_and(|names| names.split(',').any(|name| name.trim().eq_ignore_ascii_case("origin")))
}
