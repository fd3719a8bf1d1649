//! Cache keys: one for all equivalent spellings of a request.

use actix_web::http::{Method, Uri};

use crate::http::request::preview_token::is_delivery;
use crate::http::response::encoding::Coding;

/// Returns true if the response can be cached, unless the request has a preview token: GET and HEAD of delivery, the sitemap
/// and the API description.
pub(super) fn is_cacheable_request(method: &Method, path: &str) -> bool {
    let is_read = *method == Method::GET || *method == Method::HEAD;
    is_read && (is_delivery(path) || path == "/openapi.json")
}

/// Returns the cache key: the code of the content coding, the code of the media type, the path, and the parameters sorted by
/// name. Parameters of the same name keep their order.
pub(super) fn cache_key(target: &Uri, coding: Coding, media: Option<char>) -> String {
    let (path, query) = (target.path(), target.query().unwrap_or_default());
    let mut key = String::with_capacity(path.len() + query.len() + 3);
    key.push(coding.code());
    key.extend(media);
    key.push_str(path);
    if query.is_empty() {
        return key;
    }
    let mut separator = '?';
    let mut add = |pair: &str| {
        key.push(separator);
        key.push_str(pair);
        separator = '&';
    };
    if query.contains('&') {
        let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        pairs.sort_by_key(|pair| pair.split('=').next());
        pairs.into_iter().for_each(add);
    } else {
        add(query);
    }
    key
}
