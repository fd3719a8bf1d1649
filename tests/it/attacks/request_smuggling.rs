//! Request smuggling: requests whose ends two servers could see at different positions (RFC 9112, section 11.2).

use crate::harness::{RawConnection, TestApp};

/// A second request, if the first one ended too early.
const HIDDEN: &str = "GET /v1/phrases HTTP/1.1\r\nHost: hidden\r\n\r\n";

/// Sends a request and returns the statuses of all responses until the connection ends.
fn answered(app: &TestApp, request: &str) -> Vec<u16> {
    let mut wire = RawConnection::to(app.address());
    wire.send(request);
    wire.answers().into_iter().map(|response| response.status).collect()
}

#[track_caller]
fn assert_refused(request: &str) {
    let app = TestApp::spawn_with(&["--client-timeout-s", "1", "--keep-alive-s", "1"]);
    let answers = answered(&app, request);
    assert!(answers.len() <= 1, "it was split into two requests: {answers:?} to {request:?}");
    assert!(answers.iter().all(|status| (400..500).contains(status)), "{answers:?} to {request:?}");
    app.anonymous().get("/health/live").expect(200);
}

fn post(headers: &str, body: &str) -> String {
    format!("POST /v1/manage/articles HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{body}")
}

#[test]
fn conflicting_body_lengths_are_rejected() {
    let chunked = format!("0\r\n\r\n{HIDDEN}");
    for headers in [
        "Content-Length: 6\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 6",
        "Content-Length: 6\r\nContent-Length: 7",
        "Content-Length: 6\r\nContent-Length: 6",
        "Content-Length: 6, 6",
        "Content-Length: +6",
        "Content-Length: -6",
        "Content-Length: 0x6",
        "Content-Length: 6 6",
        "Content-Length: 99999999999999999999",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding: identity",
        "Content-Length: 6\r\nTransfer-Encoding:\u{b}chunked",
        "Content-Length: 6\r\nTransfer-Encoding : chunked",
        "Content-Length: 6\r\n Transfer-Encoding: chunked",
        "X: y\r\n Content-Length: 6",
        "X: y\r\n\tContent-Length: 6",
        "Content-Length : 6",
        "Content Length: 6",
        "Content-Length\u{0}: 6",
        ": 6",
    ] {
        assert_refused(&post(headers, &chunked));
    }
}

#[test]
fn ambiguous_chunk_sizes_are_rejected() {
    for body in [
        "-1\r\nx\r\n0\r\n\r\n",
        "+1\r\nx\r\n0\r\n\r\n",
        "0x1\r\nx\r\n0\r\n\r\n",
        "1 1\r\nx\r\n0\r\n\r\n",
        "g\r\nx\r\n0\r\n\r\n",
        "\r\nx\r\n0\r\n\r\n",
        "fffffffffffffffff\r\nx\r\n0\r\n\r\n",
        "1\r\nxy\r\n0\r\n\r\n",
        "1\nx\r\n0\r\n\r\n",
        "1\r\nx\n0\r\n\r\n",
        "1\u{0}\r\nx\r\n0\r\n\r\n",
    ] {
        assert_refused(&post("Transfer-Encoding: chunked", &format!("{body}{HIDDEN}")));
    }
}

#[test]
fn invalid_request_lines_are_rejected() {
    for request in [
        "GET /v1/articles\r\n\r\n".to_owned(),
        "GET  /v1/articles HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET\t/v1/articles HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /v1/articles HTTP/1.1 \r\nHost: x\r\n\r\n".to_owned(),
        "GET /v1/articles HTTP/2.0\r\nHost: x\r\n\r\n".to_owned(),
        "GET /v1/articles HTTP/1.10\r\nHost: x\r\n\r\n".to_owned(),
        "GET /v1/articles http/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /v1/art icles HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "GET /v1/articles HTTP/1.1\r\n\r\n".to_owned(),
        "GET /v1/articles HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n".to_owned(),
        "POST /v1/manage/articles HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        format!("GET /v1/articles HTTP/1.1\r\nHost: x\rX: y\r\n\r\n{HIDDEN}"),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}\r\n\r\n".to_owned(),
    ] {
        assert_refused(&request);
    }
}

#[test]
fn the_rest_of_a_rejected_request_is_not_the_next_request() {
    let app = TestApp::spawn_with(&["--client-timeout-s", "1", "--keep-alive-s", "1"]);
    // Rejected before its body is read. The body looks like a request.
    let length = HIDDEN.len();
    let answers = answered(&app, &post(&format!("Content-Length: {length}"), HIDDEN));
    assert_eq!(answers, [401]);
    // A GET request can have a body.
    let get = format!("GET /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{HIDDEN}");
    assert_eq!(answered(&app, &get), [200]);
    // Two pipelined requests get two responses in order.
    let two = "GET /v1/articles HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_eq!(answered(&app, two), [200, 404]);
}
