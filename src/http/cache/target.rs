//! The names of answers in the cache: one for all spellings of a request that mean the same.

use actix_web::http::{Method, Uri};

use crate::http::encoding::Coding;

/// Whether the answer to a request may be the same for all who ask, going by its method and path alone: delivery, the
/// sitemap, and the description of the API. Previews are for those who have the token.
pub(super) fn is_shared(method: &Method, path: &str) -> bool {
    let is_read = *method == Method::GET || *method == Method::HEAD;
    let is_delivery =
        path.strip_prefix("/v1/").is_some_and(|rest| !is_below(rest, "manage") && !is_below(rest, "preview"));
    is_read && (is_delivery || path == "/openapi.json" || path == "/sitemap.xml")
}

fn is_below(path: &str, part: &str) -> bool {
    path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The name of the answer: the coding wanted, the letter of the media type wanted, the path, and the parameters in the
/// order of their names. Parameters of one name stay in the order they were given in.
pub(super) fn name(target: &Uri, coding: Coding, media: Option<char>) -> String {
    let (path, query) = (target.path(), target.query().unwrap_or_default());
    let mut name = String::with_capacity(path.len() + query.len() + 3);
    name.push(coding.letter());
    name.extend(media);
    name.push_str(path);
    if query.is_empty() {
        return name;
    }
    let mut mark = '?';
    let mut add = |pair: &str| {
        name.push(mark);
        name.push_str(pair);
        mark = '&';
    };
    if query.contains('&') {
        let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        pairs.sort_by_key(|pair| pair.split('=').next());
        pairs.into_iter().for_each(add);
    } else {
        add(query);
    }
    name
}
