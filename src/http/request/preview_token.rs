//! Preview tokens in reads of delivery: in the header `X-Preview-Token` or the parameter `token`.
//!
//! Decides which requests have one, for everything that treats them differently: no response of such a request is cached
//! or comes from a cache. Must not know which tokens are valid.

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName};

/// The header with a preview token: URLs appear in browser histories and in the logs of proxies.
pub const X_PREVIEW_TOKEN: HeaderName = HeaderName::from_static("x-preview-token");

/// The query parameter with a preview token.
pub const PREVIEW_TOKEN_PARAMETER: &str = "token";

/// The path whose parameter `token` is a sync token. It takes preview tokens in the header only.
const SYNC: &str = "/v1/sync";

/// Marks a request whose query has a preview token, which strict queries then accept.
#[derive(Debug, Clone, Copy)]
pub struct PreviewTokenInQuery;

/// Returns true for the paths of delivery.
pub(in crate::http) fn is_delivery(path: &str) -> bool {
    let is_below_v1 =
        path.strip_prefix("/v1/").is_some_and(|rest| !is_below(rest, "manage") && !is_below(rest, "preview"));
    is_below_v1 || path == "/sitemap.xml"
}

fn is_below(path: &str, part: &str) -> bool {
    path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns true if a request is a read of delivery with a preview token, valid or not.
pub fn has_preview_token(request: &ServiceRequest) -> bool {
    is_preview_read(request.method(), request.path(), request.query_string(), request.headers())
}

/// Returns true if the query of a read of delivery has a preview token in the plain spelling of the parameter. Other
/// spellings are unknown parameters.
pub fn has_preview_token_in_query(request: &ServiceRequest) -> bool {
    query_has_token(request.path(), request.query_string())
}

fn is_preview_read(method: &Method, path: &str, query: &str, headers: &HeaderMap) -> bool {
    // The least frequent conditions come first, because this runs for each request that no cache entry answers.
    let has_token = headers.contains_key(X_PREVIEW_TOKEN) || query_has_token(path, query);
    has_token && matches!(*method, Method::GET | Method::HEAD) && is_delivery(path)
}

fn query_has_token(path: &str, query: &str) -> bool {
    path != SYNC
        && query.contains(PREVIEW_TOKEN_PARAMETER)
        && query.split('&').any(|pair| pair.split('=').next() == Some(PREVIEW_TOKEN_PARAMETER))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn reads_of_delivery_have_tokens_in_the_header_or_in_the_query() {
        let (none, mut some) = (HeaderMap::new(), HeaderMap::new());
        some.insert(X_PREVIEW_TOKEN, HeaderValue::from_static("x"));
        let is_read = |method: &Method, target: &str, headers: &HeaderMap| {
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            is_preview_read(method, path, query, headers)
        };
        for target in
            ["/v1/articles?token=x", "/v1/articles?locale=en&token", "/sitemap.xml?token=", "/v1/bundle?token=x"]
        {
            assert!(is_read(&Method::GET, target, &none) && is_read(&Method::HEAD, target, &none), "{target}");
            assert!(!is_read(&Method::POST, target, &none), "{target}");
        }
        for target in ["/v1/articles?tokens=x", "/v1/articles?q=token=x", "/v1/sync?token=x", "/v1/articles?%74oken=x"]
        {
            assert!(!is_read(&Method::GET, target, &none), "{target}");
            assert!(is_read(&Method::GET, target, &some), "{target}");
        }
        for target in ["/v1/manage/articles?token=x", "/v1/preview/articles/1?token=x", "/openapi.json?token=x", "/"] {
            assert!(!is_read(&Method::GET, target, &none) && !is_read(&Method::GET, target, &some), "{target}");
        }
    }
}
