//! What browsers are told of the whole server: from whose pages it may be read, and that they come over https.

use actix_cors::Cors;
use actix_web::http::header::HeaderValue;

use crate::http::EXPOSED;

/// What has browsers come over https only (RFC 6797), if that is wished.
pub(super) fn hsts(seconds: u32) -> Option<HeaderValue> {
    (seconds > 0).then(|| HeaderValue::try_from(format!("max-age={seconds}")).ok()).flatten()
}

/// Browsers may read from the pages of these origins.
pub(super) fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD"])
        .allow_any_header()
        .expose_headers(EXPOSED)
        .block_on_origin_mismatch(false)
        .max_age(3600);
    if origins.iter().any(|origin| origin == "*") {
        // The answer is the same for every origin, so that caches need not keep one for each.
        return cors.allow_any_origin().send_wildcard().disable_vary_header();
    }
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}
