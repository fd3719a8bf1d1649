//! Old clients: HTTP/1.0 and malformed headers.

use serde_json::json;

use crate::harness::{RawConnection, TestApp, article, eventually, publish};

/// The paths of all streaming responses, to a client with a key.
const STREAMED_PATHS: [&str; 3] = ["/v1/bundle", "/v1/manage/exports", "/v1/manage/events?after=0"];

#[test]
fn http_1_0_gets_no_chunked_responses() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &article("old", json!({})));
    let key = app.admin().key().unwrap().to_owned();
    for target in STREAMED_PATHS {
        for connection in ["", "Connection: keep-alive\r\n"] {
            let mut wire = RawConnection::to(app.address());
            wire.send(format!("GET {target} HTTP/1.0\r\nAuthorization: Bearer {key}\r\n{connection}\r\n"));
            let response = wire.answer();
            let head = response.head.to_ascii_lowercase();
            assert!(response.status == 200 && head.starts_with("http/1.0 "), "{target}: {head}");
            for header in ["transfer-encoding", "content-length", "keep-alive"] {
                assert!(!head.contains(header), "{target}: {head}");
            }
            if target.contains("events") {
                eventually(|| {
                    wire.try_read_for(std::time::Duration::from_millis(100));
                    wire.seen().contains("data: {")
                });
                assert!(wire.seen().starts_with("retry: "), "{}", wire.seen());
            } else {
                assert!(wire.ended(), "{target}: the connection was reset");
                let lines: Vec<_> = wire.seen().lines().map(str::to_owned).collect();
                assert!(!lines.is_empty() && lines.iter().all(|line| line.starts_with('{') && line.ends_with('}')));
            }
        }
    }
    // Clients of HTTP/1.1 get the same response in chunks.
    let mut wire = RawConnection::to(app.address());
    wire.send("GET /v1/bundle HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(wire.answer().head.to_ascii_lowercase().contains("transfer-encoding: chunked"));
}

#[test]
fn http_1_0_keep_alive_is_supported() {
    let app = TestApp::spawn();
    let mut wire = RawConnection::to(app.address());
    for _ in 0..3 {
        wire.send("GET /v1/articles HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        let response = wire.answer();
        assert!(response.status == 200 && response.head.contains("connection: keep-alive"), "{}", response.head);
    }
}

#[test]
fn the_accept_header_of_old_java_is_understood() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("old", json!({})));
    let reader = app.anonymous();
    for accept in [
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "image/gif, */*; q=.2",
        "image/gif, *; q=.2",
        "application/json;q=high",
        "image/gif, */*; q=high",
        "nonsense",
        ",;=",
    ] {
        for target in ["/v1/articles", "/v1/articles", "/v1/phrases?limit=1", "/v1/bundle", "/v1/topics"] {
            reader.get_with(target, &[("Accept", accept)]).expect(200);
        }
        let article = reader.get_with("/v1/articles/old", &[("Accept", accept)]).expect(200);
        let is_html = accept.starts_with("text/html");
        assert_eq!(article.header("content-type").starts_with("text/html"), is_html, "{accept}");
    }
    reader.get_with("/v1/articles", &[("Accept", "image/gif, *;q=0")]).expect_problem(406, "not_acceptable");
}

#[test]
fn invalid_codings_are_skipped() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for (accepted, coding) in [
        ("gzip;q=.5, \"x", "gzip"),
        ("br;q=high", "br"),
        ("x-gzip", "gzip"),
        (";q=1, zstd", "zstd"),
        ("nonsense", ""),
        ("gzip;q=0, identity;q=.1", ""),
    ] {
        let answer = reader.get_with("/v1/articles", &[("Accept-Encoding", accepted)]).expect(200);
        assert_eq!(answer.header("content-encoding"), coding, "{accepted}");
    }
}
