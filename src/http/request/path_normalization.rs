//! Path normalization (RFC 3986, section 6.2.2). Characters that need no percent-encoding are decoded before anything else
//! reads the path, so that admission control, cache and router agree on it.
//!
//! Dot segments and empty segments are kept: no route has any, so that such a path is not found.

use std::borrow::Cow;

use actix_http::Request;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;
use memchr::{memchr, memchr_iter};

/// Normalizes the path of a request. Returns false if the result is not a valid path, which cannot happen for a parsed request.
pub(in crate::http) fn normalize_path(request: &mut Request) -> bool {
    let path = request.uri().path();
    if memchr(b'%', path.as_bytes()).is_none() {
        return true;
    }
    let Cow::Owned(normal) = normalized_path(path) else { return true };
    let target = match request.uri().query() {
        Some(query) => format!("{normal}?{query}"),
        None => normal,
    };
    let mut parts = request.uri().clone().into_parts();
    let Ok(target) = PathAndQuery::try_from(target) else { return false };
    parts.path_and_query = Some(target);
    let Ok(uri) = Uri::from_parts(parts) else { return false };
    request.head_mut().uri = uri;
    true
}

/// Returns the path with unreserved characters decoded and the digits of other encodings in upper case. An invalid encoding is
/// kept.
fn normalized_path(path: &str) -> Cow<'_, str> {
    if is_normal(path) {
        return Cow::Borrowed(path);
    }
    let mut normal = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        normal.push_str(before);
        match percent_encoded_byte(after) {
            Some((_, byte)) if is_unreserved(byte) => {
                normal.push(char::from(byte));
                rest = &after[2..];
            }
            Some((digits, _)) => {
                normal.push('%');
                normal.extend(digits.chars().map(|digit| digit.to_ascii_uppercase()));
                rest = &after[2..];
            }
            None => {
                normal.push('%');
                rest = after;
            }
        }
    }
    normal.push_str(rest);
    Cow::Owned(normal)
}

/// Returns true if all percent-encodings in the path are normal.
fn is_normal(path: &str) -> bool {
    memchr_iter(b'%', path.as_bytes()).all(|at| {
        percent_encoded_byte(path.get(at + 1..).unwrap_or_default()).is_none_or(|(digits, byte)| {
            !is_unreserved(byte) && !digits.bytes().any(|digit| digit.is_ascii_lowercase())
        })
    })
}

/// Returns the digits of a percent-encoding and its byte, if `after` begins with digits.
fn percent_encoded_byte(after: &str) -> Option<(&str, u8)> {
    let digits = after.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    Some((digits, u8::from_str_radix(digits, 16).ok()?))
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_path_are_normalized_to_one() {
        for (path, normal) in [
            ("/v1/%70review/x", "/v1/preview/x"),
            ("/%76%31/%6D%61nage", "/v1/manage"),
            ("/health/%6cive", "/health/live"),
            ("/v1/%2e%2E/x", "/v1/../x"),
            ("/v1/a%2fb", "/v1/a%2Fb"),
            ("/v1/a%c3%a9", "/v1/a%C3%A9"),
            ("/v1/%2570review", "/v1/%2570review"),
            ("/v1/%zz%2", "/v1/%zz%2"),
            ("/v1/%%70", "/v1/%p"),
            ("/v1/%25%2f%C3%a9", "/v1/%25%2F%C3%A9"),
            ("/v1/%25%2F", "/v1/%25%2F"),
            ("/v1/%+f", "/v1/%+f"),
            ("/v1/a%", "/v1/a%"),
            ("/v1/a~b_c-d.e", "/v1/a~b_c-d.e"),
        ] {
            assert_eq!(normalized_path(path), normal, "{path}");
            assert_eq!(matches!(normalized_path(path), Cow::Borrowed(_)), path == normal, "{path}");
            assert!(is_normal(normal), "{normal}");
        }
    }

    #[test]
    fn the_query_and_the_authority_stay() {
        for (target, normal) in
            [("http://x/%61?q=%61", "http://x/a?q=%61"), ("/%61?", "/a?"), ("/a?q=%", "/a?q=%"), ("*", "*")]
        {
            let mut request = Request::new();
            request.head_mut().uri = target.parse().unwrap();
            assert!(normalize_path(&mut request));
            assert_eq!(request.uri().to_string(), normal);
        }
    }
}
