//! Line breaks in places where they could end a header, a response or a log line.

use serde_json::json;

use crate::attacks::encoded;
use crate::harness::{RawConnection, Sandbox, TestApp, article, phrase, resource};

const BREAKS: &[&str] = &["\r\n", "\n", "\r", "\u{0}", "\u{2028}", "\u{85}", "%0d%0a", "\\r\\n"];

/// An injected header and an injected response.
const MORE: &str = "X-Injected: yes\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<script>";

#[test]
fn no_parameter_reaches_the_response_head() {
    let app = TestApp::with_demo();
    for line_break in BREAKS {
        let payload = encoded(&format!("x{line_break}{MORE}"));
        for target in [
            format!("/v1/articles/{payload}"),
            format!("/v1/articles?locale={payload}"),
            format!("/v1/articles?sort={payload}&limit=1"),
            format!("/v1/articles?limit=1&topic={payload}"),
            format!("/v1/search?q={payload}&limit=1"),
            format!("/v1/phrases?sort=random&limit=1&seed={payload}"),
            format!("/v1/phrases?q={payload}"),
            format!("/v1/topics/{payload}?locale={payload}"),
            format!("/docs?{payload}"),
            format!("/docs/{payload}"),
            format!("/v1/manage/{payload}"),
            format!("/{payload}"),
        ] {
            let mut wire = RawConnection::to(app.address());
            wire.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            let answers = wire.answers();
            assert_eq!(answers.len(), 1, "{target}: {answers:?}");
            assert!(!answers[0].head.to_lowercase().contains("\nx-injected"), "{target}: {answers:?}");
        }
    }
}

#[test]
fn only_plain_request_ids_are_echoed() {
    let app = TestApp::with_demo();
    for id in ["a\tb", "a b", "a\"b", "é", "<script>", &"x".repeat(65), "a;b", "a,b", ""] {
        for target in ["/v1/articles", "/v1/articles", "/nothing", "/health/live"] {
            let mut wire = RawConnection::to(app.address());
            wire.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\nX-Request-Id: {id}\r\nConnection: close\r\n\r\n"));
            let response = wire.answer();
            let line = response.head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap();
            assert!(line != id && line.len() == 36, "{id:?} came back as {line:?}");
        }
    }
}

#[test]
fn no_content_reaches_the_response_head() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for line_break in ["\r\n", "\n", "\r", "\u{0}", "\u{2028}", "\u{85}"] {
        let payload = format!("a{line_break}X-Injected: yes");
        for (collection, fields) in [
            ("articles", article(&payload, json!({"title": "A"}))),
            ("articles", article("split", json!({"title": payload}))),
            ("articles", article("split", json!({"seo": {"canonicalUrl": format!("https://example.org/{payload}")}}))),
            ("articles", article("split", json!({"locale": payload}))),
            ("resources", resource("A", json!({"url": format!("https://example.org/{payload}")}))),
            ("phrases", phrase("A", json!({"locale": payload}))),
        ] {
            let answer = editor.post(&format!("/v1/manage/{collection}"), &fields);
            assert!(!answer.headers.contains_key("x-injected"));
            answer.expect_problem(422, "validation_failed");
        }
    }
}

#[test]
fn a_request_is_one_line_of_the_log() {
    let place = Sandbox::new();
    let mut server = place.serve(&["--log-format", "text"]);
    let fake = "/v1/nothing%0a2026-01-01T00:00:00Z%20ERROR%20forged%0d%0aforged";
    server.client().get(fake).expect(404);
    server.client().get("/v1/articles?limit=77").expect(200);
    server.wait_for("GET /v1/articles ");
    let lines = server.stop().lines;
    assert!(!lines.iter().any(|line| line.starts_with("forged") || line.starts_with("2026-01-01")), "{lines:#?}");
}
