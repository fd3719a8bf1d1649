//! Paths that try to turn the redirect of a trailing slash into one to another host.

use crate::harness::{RawConnection, TestApp};

/// Sends a request with this target unchanged, and returns the status and the header `Location`.
fn response(app: &TestApp, method: &str, target: &str) -> (u16, Option<String>) {
    let mut wire = RawConnection::to(app.address());
    wire.send(format!("{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    let response = wire.answer();
    let headers = response.head.lines().filter_map(|line| line.split_once(": "));
    let location =
        headers.filter(|(name, _)| name.eq_ignore_ascii_case("location")).map(|(_, value)| value.to_owned()).next();
    (response.status, location)
}

const TARGETS: &[&str] = &[
    "//evil.example/",
    "///evil.example/",
    "////evil.example//",
    "/%2Fevil.example/",
    "/%2f%2fevil.example/",
    "//evil.example/v1/articles/",
    "//evil.example/%2e%2e/",
    "/\\evil.example/",
    "/%5Cevil.example/",
    "/.//evil.example/",
    "/v1/..//evil.example/",
    "/v1/articles//evil.example/",
    "//",
    "///",
    "/?//evil.example/",
    "/docs//evil.example/",
    "http://evil.example//evil.example/",
];

#[test]
fn no_trailing_slash_redirects_to_another_host() {
    let app = TestApp::with_demo();
    for method in ["GET", "POST", "DELETE"] {
        for target in TARGETS {
            let (status, location) = response(&app, method, target);
            assert_eq!(location, None, "{method} {target}: {status}");
        }
    }
}

#[test]
fn a_redirect_of_an_absolute_target_has_no_host() {
    let app = TestApp::with_demo();
    for (target, location) in [
        ("http://evil.example/v1/articles/?limit=1", "/v1/articles?limit=1"),
        ("/v1/articles/evil.example/", "/v1/articles/evil.example"),
        ("/v1/articles/%2Fevil.example/", "/v1/articles/%2Fevil.example"),
        ("/v1/articles/?url=//evil.example/", "/v1/articles?url=//evil.example/"),
    ] {
        assert_eq!(response(&app, "GET", target), (308, Some(location.to_owned())), "{target}");
    }
}
