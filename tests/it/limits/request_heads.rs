//! The size limits of request heads.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::json;

use crate::harness::{RawConnection, TestApp, article, publish};

/// The limit of targets and of headers, in bytes.
const LIMIT: usize = 32 * 1024;

/// A size in bytes above the limits of targets and headers.
const OVERSIZED: usize = 33 * 1024;

#[test]
fn a_target_that_is_too_long_is_rejected_and_a_lookup_of_a_hundred_is_not() {
    let app = TestApp::spawn();
    let long = "x".repeat(OVERSIZED);
    for target in [format!("/v1/search?q={long}"), format!("/v1/articles/{long}"), format!("/v1/manage/{long}")] {
        let answer = app.anonymous().get(&target);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        answer.expect_problem(414, "uri_too_long");
    }
    let of_length = |length: usize| format!("/nothing/{}", "x".repeat(length - "/nothing/".len()));
    app.anonymous().get(&of_length(LIMIT)).expect(404);
    app.anonymous().get(&of_length(LIMIT + 1)).expect_problem(414, "uri_too_long");
    let hundred = (0..100).fold("/v1/lookup?locale=en".to_owned(), |mut target, number| {
        write!(target, "&address={number}{}", "y".repeat(90)).unwrap();
        target
    });
    assert_eq!(app.anonymous().get(&hundred).expect(200).json["data"].as_array().unwrap().len(), 100);
}

#[test]
fn headers_that_are_too_large_are_rejected_on_every_path() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("small", json!({})));
    let large = "x".repeat(OVERSIZED);
    for target in ["/v1/articles/small", "/v1/articles/small", "/health/live", "/v1/manage/whoami", "/nothing"] {
        app.anonymous().get(target);
        let answer = app.anonymous().get_with(target, &[("X-Padding", &large), ("X-Request-Id", "mine")]);
        assert_eq!(answer.header("x-request-id"), "mine");
        let answer = answer.expect_problem(431, "headers_too_large");
        assert_eq!(answer.json["requestId"], "mine");
    }
    let many = (0..90).map(|number| (format!("X-{number}"), "x".repeat(380))).collect::<Vec<_>>();
    let many: Vec<_> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.anonymous().get_with("/v1/articles/small", &many).expect_problem(431, "headers_too_large");
    app.anonymous().get_with("/v1/articles/small", &many[..40]).expect(200);
    // The size includes the names and four more bytes for each header.
    for (size, status) in [(LIMIT, 200), (LIMIT + 1, 431)] {
        let padding = "x".repeat(size - "Hostx".len() - "X-Padding".len() - 2 * 4);
        let mut wire = RawConnection::to(app.address());
        wire.send(format!("GET /v1/articles/small HTTP/1.1\r\nHost: x\r\nX-Padding: {padding}\r\n\r\n"));
        assert_eq!(wire.answer().status, status, "{size}");
    }
}

#[test]
fn an_endless_head_is_rejected() {
    let app = TestApp::spawn();
    let mut wire = RawConnection::to(app.address());
    wire.send("GET /v1/articles HTTP/1.1\r\nHost: x\r\nX-Padding: ");
    let lasted = wire.closed_while_sending("x".repeat(16 * 1024).as_bytes(), Duration::from_millis(5));
    assert!(lasted < Duration::from_secs(5), "{lasted:?}");
    let mut wire = RawConnection::to(app.address());
    let lines = (0..200).fold(String::new(), |lines, number| lines + &format!("X-{number}: y\r\n"));
    wire.send(format!("GET /v1/articles HTTP/1.1\r\nHost: x\r\n{lines}\r\n"));
    assert_eq!(wire.answer().status, 431);
    assert!(wire.next_answer().is_none());
    app.anonymous().get("/health/live").expect(200);
}

#[test]
fn rejections_have_cors_headers() {
    let long = format!("/v1/articles/{}", "x".repeat(OVERSIZED));
    let app = TestApp::spawn();
    let answer = app.anonymous().get_with(&long, &[("Origin", "https://a.example")]);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(answer.header("access-control-expose-headers").contains("Retry-After"));
    let managed = format!("/v1/manage/articles/{}", "x".repeat(OVERSIZED));
    let answer = app.anonymous().get_with(&managed, &[("Origin", "https://a.example")]);
    assert_eq!(answer.header("access-control-allow-origin"), "");

    let app = TestApp::spawn_with(&["--cors-origins", "https://a.example", "--hsts-s", "60"]);
    for (origin, allowed) in [("https://a.example", "https://a.example"), ("https://b.example", "")] {
        let answer = app.anonymous().get_with(&long, &[("Origin", origin)]).expect_problem(414, "uri_too_long");
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
        assert_eq!(answer.header("strict-transport-security"), "max-age=60");
    }
}

#[test]
fn targets_of_any_excessive_length_are_414() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    for address in [app.address(), app.management_address().unwrap()] {
        for length in [33 << 10, 62_000, 70 << 10, 140 << 10, 400 << 10] {
            let mut wire = RawConnection::to(address);
            let target = format!("/v1/articles/{}", "x".repeat(length));
            // Sends everything before it reads the response, as many clients do.
            wire.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\n\r\n"));
            let response = wire.answer();
            assert!(response.status == 414 && response.is("uri_too_long"), "{length}: {response:?}");
            assert!(length > 90 << 10 || response.head.contains("x-request-id: mine"), "{}", response.head);
            if length > 60_000 {
                assert!(response.head.contains("connection: close"), "{}", response.head);
                assert!(wire.ended(), "the connection was reset");
            }
        }
    }
}

#[test]
fn a_target_that_is_too_long_is_never_truncated() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    let long = "y".repeat(70_000);
    for address in [app.address(), app.management_address().unwrap()] {
        for begin in [
            "/v1/articles?limit=1#",
            "/v1/articles?limit=1&x=",
            "http://x/v1/search?q=no&q2=",
            "http://x/v1/articles#",
            "http://",
            "x",
            "*",
        ] {
            for method in ["GET", "HEAD", "POST", "OPTIONS", "CONNECT"] {
                let mut wire = RawConnection::to(address);
                wire.send(format!("{method} {begin}{long} HTTP/1.1\r\nHost: x\r\n\r\n"));
                wire.closed();
                let response = wire.seen();
                assert!(response.starts_with("HTTP/1.1 414 "), "{method} {begin}: {response}");
                assert_eq!(response.matches("HTTP/1.1 ").count(), 1, "{method} {begin}: {response}");
            }
        }
    }
}

#[test]
fn an_overlong_header_name_is_431() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    for address in [app.address(), app.management_address().unwrap()] {
        for length in [33 << 10, (1 << 16) - 1, 1 << 16, 70_000, 90_000] {
            for begin in ["GET /health/live", "POST /v1/manage/articles"] {
                let mut wire = RawConnection::to(address);
                wire.send(format!("{begin} HTTP/1.1\r\nHost: x\r\n{}: b\r\n\r\n", "a".repeat(length)));
                let response = wire.answer();
                assert!(response.status == 431 && response.is("headers_too_large"), "{length}: {response:?}");
                assert!(wire.next_answer().is_none());
            }
        }
    }
    app.anonymous().get("/health/live").expect(200);
}

#[test]
fn headers_of_any_excessive_size_are_431() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    let many = |count: usize| "X-Many: y\r\n".repeat(count);
    for address in [app.address(), app.management_address().unwrap()] {
        for headers in [
            format!("X-Padding: {}\r\n", "x".repeat(33 << 10)),
            format!("X-Padding: {}\r\n", "x".repeat(140 << 10)),
            format!("X-Padding: {}\r\n", "x".repeat(400 << 10)),
            many(97),
            many(26_000),
        ] {
            for begin in ["GET /v1/articles HTTP/1.1\r\n", "POST /v1/manage/articles HTTP/1.1\r\nContent-Length: 3\r\n"]
            {
                let mut wire = RawConnection::to(address);
                wire.send(format!("{begin}Host: x\r\n{headers}\r\nabc"));
                let response = wire.answer();
                assert!(
                    response.status == 431 && response.is("headers_too_large"),
                    "{} bytes: {response:?}",
                    headers.len()
                );
                // The bytes after such a head are discarded.
                assert!(wire.next_answer().is_none());
            }
        }
        let mut wire = RawConnection::to(address);
        let response = wire.send(format!("GET /v1/articles HTTP/1.1\r\nHost: x\r\n{}\r\n", many(90))).answer();
        assert_eq!(response.status, 200);
    }
    app.anonymous().get("/health/live").expect(200);
}
