//! Methods, media types, body sizes and ids of requests.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::json;

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{TestApp, article, publish};

const ARTICLES: &str = "/v1/manage/articles";
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn a_body_of_another_media_type_is_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    let body = || Some(article("typed", json!({})).to_string().into_bytes());
    for content_type in ["text/plain", "application/xml", "application/jsonx", "application/merge-patch+json", ""] {
        let headers = [("Content-Type", content_type)];
        author.send(Method::POST, ARTICLES, &headers, body()).expect_problem(415, "unsupported_media_type");
    }
    author.send(Method::POST, ARTICLES, &[], body()).expect_problem(415, "unsupported_media_type");
    let compressed = [JSON, ("Content-Encoding", "gzip")];
    author.send(Method::POST, ARTICLES, &compressed, body()).expect_problem(415, "unsupported_media_type");
    let patched = [("Content-Type", "text/json"), ("If-Match", "*")];
    let target = format!("{ARTICLES}/{UNKNOWN_ID}");
    author.send(Method::PATCH, &target, &patched, body()).expect_problem(415, "unsupported_media_type");
    let with_charset = [("Content-Type", "Application/JSON; charset=utf-8")];
    author.send(Method::POST, ARTICLES, &with_charset, body()).expect(201);
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let app = TestApp::spawn_with(&["--body-limit-kb", "2"]);
    let author = app.author();
    let fits = |length: usize| {
        let empty = article("sized", json!({"padding": ""})).to_string().len();
        article("sized", json!({"padding": "x".repeat(length - empty)}))
    };
    author
        .post(ARTICLES, &fits(2048))
        .expect_problem(422, "validation_failed")
        .expect_error("/padding", "unknown_field");
    author.post(ARTICLES, &fits(2049)).expect_problem(413, "payload_too_large");
}

#[test]
fn a_chunked_body_over_the_limit_is_refused() {
    let app = TestApp::spawn_with(&["--body-limit-kb", "2"]);
    let key = app.key(cairn::auth::Role::Author, None).reveal();
    let chunk = format!("400\r\n{}\r\n", "x".repeat(1024));
    let answer = raw(
        &app,
        &format!(
            "POST {ARTICLES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{chunk}{chunk}{chunk}0\r\n\r\n"
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("\"code\":\"payload_too_large\""), "{answer}");
    let small = raw(
        &app,
        &format!(
            "POST {ARTICLES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
        ),
    );
    assert!(small.starts_with("HTTP/1.1 422 "), "{small}");
}

/// Sends the text unchanged, and reads until the server closes the connection.
fn raw(app: &TestApp, request: &str) -> String {
    let mut stream = TcpStream::connect(app.address()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_wrong_method_gets_the_allowed_ones() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let one = format!("{ARTICLES}/{UNKNOWN_ID}");
    let addresses = [
        (ARTICLES.to_owned(), Method::PUT, "GET, HEAD, POST"),
        (one.clone(), Method::POST, "GET, HEAD, PUT, PATCH, DELETE"),
        (format!("{one}/publish"), Method::GET, "POST"),
        (format!("{one}/unpublish"), Method::DELETE, "POST"),
        (format!("{one}/sections"), Method::PUT, "GET, HEAD, POST"),
        (format!("{one}/sections/order"), Method::GET, "PUT"),
        (format!("{one}/sections/{UNKNOWN_ID}"), Method::POST, "GET, HEAD, PUT, PATCH, DELETE"),
        ("/v1/manage/topics".to_owned(), Method::DELETE, "GET, HEAD, POST"),
        ("/v1/manage/whoami".to_owned(), Method::POST, "GET, HEAD"),
        ("/v1/articles".to_owned(), Method::POST, "GET, HEAD"),
        ("/v1/articles/some-slug".to_owned(), Method::PUT, "GET, HEAD"),
        ("/v1/phrases/daily".to_owned(), Method::PATCH, "GET, HEAD"),
        ("/health/live".to_owned(), Method::POST, "GET, HEAD"),
        ("/openapi.json".to_owned(), Method::DELETE, "GET, HEAD"),
    ];
    for (target, method, allow) in addresses {
        let answer = editor.send(method, &target, &[], None).expect_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), allow, "{target}");
    }
}

#[test]
fn head_is_get_without_the_body() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("headed", json!({})));
    let target = format!("{ARTICLES}/{id}");
    let (head, get) = (author.send(Method::HEAD, &target, &[], None).expect(200), author.get(&target).expect(200));
    assert!(head.bytes.is_empty());
    for header in ["etag", "content-type", "cache-control", "content-length"] {
        assert_eq!(head.header(header), get.header(header), "{header}");
    }
}

#[test]
fn an_unknown_address_is_not_found() {
    let app = TestApp::spawn();
    for target in ["/v1", "/v2/articles", "/v1/article", "/v1/manage", "/v1/manage/nothing", "/v1//articles"] {
        app.editor().get(target).expect_problem(404, "not_found");
    }
    app.anonymous().send(Method::POST, "/v1/nothing", &[JSON], Some(b"{".to_vec())).expect_problem(404, "not_found");
    app.editor().get(&format!("{ARTICLES}/not-an-id")).expect_problem(404, "not_found");
    app.editor().get(&format!("{ARTICLES}/{}", UNKNOWN_ID.replace('-', ""))).expect_problem(404, "not_found");
}

#[test]
fn an_accept_header_without_json_is_not_acceptable() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &article("accepted", json!({})));
    for accept in ["image/png", "text/css, image/*", "application/json;q=0"] {
        for target in ["/v1/articles", "/v1/articles/accepted", "/v1/topics"] {
            editor.get_with(target, &[("Accept", accept)]).expect_problem(406, "not_acceptable");
        }
    }
    for accept in ["*/*", "application/*", "text/html, application/json;q=0.1", ""] {
        editor.get_with("/v1/articles", &[("Accept", accept)]).expect(200);
        editor.get_with(ARTICLES, &[("Accept", accept)]).expect(200);
    }
}

#[test]
fn a_request_keeps_the_id_of_its_client() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for target in ["/v1/articles", ARTICLES, "/health/live"] {
        let answer = editor.get_with(target, &[("X-Request-Id", "order-66_b.7")]).expect(200);
        assert_eq!(answer.header("x-request-id"), "order-66_b.7");
    }
    for target in ["/nothing", "/v1/manage/articles?x=1", "/v1/articles/unknown"] {
        let answer = editor.get_with(target, &[("X-Request-Id", "abc")]);
        assert_eq!((answer.header("x-request-id"), &answer.json["requestId"]), ("abc", &json!("abc")));
    }
    let long = "x".repeat(65);
    for unfit in [long.as_str(), "a b", "<script>", ""] {
        let answer = editor.get_with("/nothing", &[("X-Request-Id", unfit)]).expect(404);
        let made = answer.header("x-request-id");
        assert!(made != unfit && made.len() == 36, "{unfit} became {made}");
        assert_eq!(answer.json["requestId"], made);
    }
}
