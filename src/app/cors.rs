//! Policies for browsers: CORS and HSTS.

use actix_cors::Cors;
use actix_web::http::header::HeaderValue;

use crate::http::EXPOSED_HEADERS;

/// Returns the value of `Strict-Transport-Security` (RFC 6797), or `None` for 0 seconds.
pub(super) fn hsts(seconds: u32) -> Option<HeaderValue> {
    (seconds > 0).then(|| HeaderValue::try_from(format!("max-age={seconds}")).ok()).flatten()
}

/// Allows pages of these origins to read responses.
pub(super) fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD"])
        .allow_any_header()
        .expose_headers(EXPOSED_HEADERS)
        .block_on_origin_mismatch(false)
        .max_age(3600);
    if origins.iter().any(|origin| origin == "*") {
        // The response is the same for every origin, so that caches need to store only one.
        return cors.allow_any_origin().send_wildcard().disable_vary_header();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
