//! Redirects from a path with a trailing slash to the route without it.
//!
//! Only unmatched requests come here. A redirect leads to a path of this server that is a route, never to another host.

use actix_web::http::Uri;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::is_endpoint;

/// Returns a 308 to the path without its last slash, if that is a route. The client repeats the request there with the same
/// method and body. The redirect is not stored, because a later version may have a route with the slash.
pub(super) fn redirect(request: &HttpRequest) -> Option<HttpResponse> {
    let path = without_slash(request.path())?;
    if !is_endpoint(path) {
        return None;
    }
    let location = with_query(path, request.uri());
    Some(
        HttpResponse::PermanentRedirect()
            .insert_header((LOCATION, location))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish(),
    )
}

/// Returns the path without its last slash. Returns none for a path that has none, and for one that a browser would read as
/// the address of a host: `//host` and `/\host`.
fn without_slash(path: &str) -> Option<&str> {
    let shorter = path.strip_suffix('/')?;
    let rest = shorter.strip_prefix('/')?;
    (!rest.starts_with(['/', '\\']) && !rest.is_empty()).then_some(shorter)
}

fn with_query(path: &str, uri: &Uri) -> String {
    uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_server_loses_its_slash() {
        for (path, shorter) in [
            ("/v1/articles/", Some("/v1/articles")),
            ("/v1/articles/a%2Fb/", Some("/v1/articles/a%2Fb")),
            ("/v1/articles//", Some("/v1/articles/")),
            ("/v1/articles", None),
            ("/", None),
            ("//", None),
            ("///", None),
            ("//evil.example/", None),
            ("///evil.example/", None),
            ("/\\evil.example/", None),
            ("", None),
        ] {
            assert_eq!(without_slash(path), shorter, "{path}");
        }
    }
}
