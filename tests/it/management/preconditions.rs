//! Preconditions: every write to an existing entity requires `If-Match`, so that no edit is overwritten.

use reqwest::Method;
use serde_json::json;

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{TestApp, article};

/// Every request that changes an article: the method, the path below the article, and the body.
const WRITES: &[(&str, &str, Option<&str>)] = &[
    ("PUT", "", Some(r#"{"locale": "en", "slug": "guarded", "title": "T", "summary": "S"}"#)),
    ("PATCH", "", Some("{}")),
    ("DELETE", "", None),
    ("POST", "/publish", Some("{}")),
    ("POST", "/unpublish", None),
    ("POST", "/sections", Some("{}")),
    ("PUT", "/sections/order", Some(r#"{"order": []}"#)),
    ("PUT", "/sections/0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01", Some("{}")),
    ("PATCH", "/sections/0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01", Some("{}")),
    ("DELETE", "/sections/0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01", None),
];

#[test]
fn a_write_without_if_match_is_refused() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("guarded", json!({})));
    for (method, tail, body) in WRITES {
        let method: Method = method.parse().unwrap();
        let target = format!("/v1/manage/articles/{id}{tail}");
        let headers = [("Content-Type", "application/json")];
        let body = body.map(|body| body.as_bytes().to_vec());
        editor.send(method, &target, &headers, body).expect_problem(428, "precondition_required");
    }
    assert_eq!(editor.working("articles", &id).etag(), "\"1\"");
}

#[test]
fn a_write_with_a_stale_etag_is_refused_with_the_current_version() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("guarded", json!({})));
    editor.edit("articles", &id, &json!({"kicker": "Somebody else's"}));
    for (method, tail, body) in WRITES {
        let method: Method = method.parse().unwrap();
        let target = format!("/v1/manage/articles/{id}{tail}");
        let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\"")];
        let body = body.map(|body| body.as_bytes().to_vec());
        let answer = editor.send(method, &target, &headers, body).expect_problem(412, "version_mismatch");
        assert_eq!(answer.json["currentVersion"], 2);
    }
    assert_eq!(editor.working("articles", &id).json["kicker"], "Somebody else's");
}

#[test]
fn only_the_exact_etag_matches() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("guarded", json!({})));
    let target = format!("/v1/manage/articles/{id}");
    for etag in [
        "W/\"1\"",
        "1",
        "\"1",
        "\"\"",
        "\"+1\"",
        "\"01\"",
        "\" 1\"",
        "\"2\"",
        "\"1.0\"",
        "garbage",
        ",",
        "\"99999999999999999999\"",
    ] {
        author.patch(&target, etag, &json!({"title": "Overwritten"})).expect_problem(412, "version_mismatch");
    }
    let several = author.patch(&target, "\"7\", \"1\"", &json!({"title": "Second"})).expect(200);
    assert_eq!(several.etag(), "\"2\"");
    assert_eq!(author.patch(&target, "*", &json!({"title": "Third"})).expect(200).etag(), "\"3\"");
}

#[test]
fn a_missing_entity_is_404_regardless_of_if_match() {
    let app = TestApp::spawn();
    let author = app.author();
    for etag in ["*", "\"1\""] {
        author.patch(&format!("/v1/manage/articles/{UNKNOWN_ID}"), etag, &json!({})).expect_problem(404, "not_found");
        author.patch("/v1/manage/articles/no-id", etag, &json!({})).expect_problem(404, "not_found");
    }
}
