//! Which web pages may read answers from a browser, said on answers that come from the cache.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderMap, HeaderValue, ORIGIN, VARY,
};

/// Headers that pages may read beside those which browsers show them anyway.
pub const EXPOSED: [&str; 9] = [
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

/// The origins of those pages.
#[derive(Debug)]
pub struct Origins {
    /// None for all.
    allowed: Option<Vec<HeaderValue>>,
    exposed: HeaderValue,
}

impl Origins {
    /// These origins; `*` is all.
    pub fn new(origins: &[String]) -> Self {
        let listed = origins.iter().filter_map(|origin| HeaderValue::try_from(origin).ok()).collect();
        let allowed = (!origins.iter().any(|origin| origin == "*")).then_some(listed);
        let exposed = HeaderValue::try_from(EXPOSED.join(", ")).unwrap_or_else(|_| HeaderValue::from_static(""));
        Self { allowed, exposed }
    }

    /// Says it of an answer that was just made, whatever origin asked for it: caches in front give it to others too. Where
    /// only some may read it, an answer to one that may not is none for those that may.
    pub(super) fn allow_all(&self, response: &mut HeaderMap) {
        if self.allowed.is_none() {
            response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
        } else if !response.get_all(VARY).any(names_origin) {
            response.append(VARY, HeaderValue::from_static("Origin"));
        }
    }

    /// Says so of an answer that does not say it yet, to a request with those headers.
    pub(super) fn allow(&self, request: &HeaderMap, response: &mut HeaderMap) {
        let origin = match &self.allowed {
            // The answer is the same for every origin, so that caches need not keep one for each.
            None => Some(HeaderValue::from_static("*")),
            Some(allowed) => {
                response.append(VARY, HeaderValue::from_static("Origin"));
                request.get(ORIGIN).filter(|origin| allowed.contains(origin)).cloned()
            }
        };
        if let Some(origin) = origin {
            response.append(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.append(ACCESS_CONTROL_EXPOSE_HEADERS, self.exposed.clone());
        }
    }
}

fn names_origin(varies: &HeaderValue) -> bool {
    varies.to_str().is_ok_and(|names| names.split(',').any(|name| name.trim().eq_ignore_ascii_case("origin")))
}
