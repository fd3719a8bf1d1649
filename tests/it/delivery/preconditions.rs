//! Preconditions of reads (RFC 9110, section 13.2.2) give the same result for cache hits and handlers.

use reqwest::Method;
use serde_json::json;

use crate::harness::{TestApp, article, eventually, phrase, publish};

const LONG_AGO: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const FAR_AHEAD: &str = "Fri, 31 Dec 2100 23:59:59 GMT";

#[test]
fn if_match_and_if_unmodified_since_are_evaluated() {
    let app = TestApp::spawn_with(&["--cors-origins", "https://a.example"]);
    publish(&app.editor(), "articles", &article("one", json!({})));
    let reader = app.anonymous();
    for target in ["/v1/articles/one", "/v1/articles", "/v1/feed.json", "/openapi.json", "/sitemap.xml"] {
        // The first round is a cache miss, the next ones are hits, finally by the raw request.
        for round in 0..4 {
            let etag = reader.get(target).expect(200).etag();
            let other = "\"other\"".to_owned();
            let weak = format!("W/{etag}");
            let both = format!("\"x\", {etag}");
            for (name, value, status) in [
                ("If-Match", etag.as_str(), 200),
                ("If-Match", &both, 200),
                ("If-Match", "*", 200),
                ("If-Match", &other, 412),
                ("If-Match", &weak, 412),
                ("If-Match", "nonsense", 412),
                ("If-None-Match", &weak, 304),
                ("If-Unmodified-Since", FAR_AHEAD, 200),
                ("If-Unmodified-Since", "nonsense", 200),
            ] {
                let headers = [(name, value), ("Origin", "https://a.example")];
                let answer = reader.get_with(target, &headers).expect(status);
                let allowed = answer.header("access-control-allow-origin").to_owned();
                assert_eq!(allowed, "https://a.example", "{target} {name}: {value} in round {round}");
                if status == 412 {
                    assert_eq!(answer.header("cache-control"), "no-store");
                    assert!(answer.header("vary").contains("Accept-Encoding"), "{}", answer.header("vary"));
                    answer.expect_problem(412, "precondition_failed");
                }
            }
        }
    }
}

#[test]
fn a_read_fails_if_the_entity_was_modified_since() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("one", json!({})));
    let reader = app.anonymous();
    for _ in 0..3 {
        for target in ["/v1/articles/one", "/v1/articles"] {
            let modified = reader.get(target).expect(200).header("last-modified").to_owned();
            let answer = reader.get_with(target, &[("If-Unmodified-Since", LONG_AGO)]);
            answer.expect_problem(412, "precondition_failed");
            reader.get_with(target, &[("If-Unmodified-Since", &modified)]).expect(200);
        }
    }
}

#[test]
fn preconditions_are_evaluated_in_order() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("one", json!({})));
    let reader = app.anonymous();
    for _ in 0..3 {
        let etag = reader.get("/v1/articles/one").expect(200).etag();
        for (headers, status) in [
            // If-Match takes precedence over If-Unmodified-Since.
            ([("If-Match", etag.as_str()), ("If-Unmodified-Since", LONG_AGO)], 200),
            ([("If-Match", "\"x\""), ("If-None-Match", &etag)], 412),
            ([("If-Match", &etag), ("If-None-Match", &etag)], 304),
            ([("If-Unmodified-Since", LONG_AGO), ("If-None-Match", &etag)], 412),
            ([("If-Unmodified-Since", FAR_AHEAD), ("If-None-Match", &etag)], 304),
        ] {
            reader.get_with("/v1/articles/one", &headers).expect(status);
            let head = reader.send(Method::HEAD, "/v1/articles/one", &headers, None).expect(status);
            assert!(head.bytes.is_empty());
        }
    }
}

#[test]
fn a_missing_entity_returns_404_with_any_precondition() {
    let app = TestApp::spawn();
    for headers in [[("If-Match", "*")], [("If-Match", "\"x\"")], [("If-Unmodified-Since", LONG_AGO)]] {
        for _ in 0..3 {
            app.anonymous().get_with("/v1/articles/nothing", &headers).expect_problem(404, "not_found");
        }
    }
}

#[test]
fn the_weak_etag_of_a_bundle_never_matches_strongly() {
    let app = TestApp::spawn();
    publish(&app.editor(), "phrases", &phrase("I hear you.", json!({})));
    let etag = app.anonymous().get("/v1/bundle").expect(200).etag();
    assert!(etag.starts_with("W/"));
    app.anonymous().get_with("/v1/bundle", &[("If-Match", &etag)]).expect_problem(412, "precondition_failed");
    app.anonymous().get_with("/v1/bundle", &[("If-Match", "*")]).expect(200);
    app.anonymous().get_with("/v1/bundle", &[("If-None-Match", &etag)]).expect(304);
}

#[test]
fn if_match_fails_after_a_change() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("one", json!({}))).id();
    let reader = app.anonymous();
    let etag = reader.get("/v1/articles/one").expect(200).etag();
    reader.get_with("/v1/articles/one", &[("If-Match", &etag)]).expect(200);
    editor.edit("articles", &id, &json!({"title": "Another one"}));
    editor.try_publish("articles", &id, &json!({})).expect(200);
    eventually(|| reader.get_with("/v1/articles/one", &[("If-Match", &etag)]).status == 412);
}

#[test]
fn reads_of_management_return_304_for_a_known_version() {
    let app = TestApp::spawn();
    let (editor, admin) = (app.editor(), app.admin());
    let id = editor.create("articles", &article("one", json!({"sections": [{"heading": "A"}]})));
    let section = editor.get(&format!("/v1/manage/articles/{id}/sections")).expect(200).json["data"][0]["id"].clone();
    let section = section.as_str().unwrap().to_owned();
    let webhook = admin.post("/v1/manage/webhooks", &json!({"url": "https://example.org/hook"})).expect(201).id();
    let targets = [
        format!("/v1/manage/articles/{id}"),
        format!("/v1/manage/articles/{id}/sections"),
        format!("/v1/manage/articles/{id}/sections/{section}"),
        format!("/v1/manage/webhooks/{webhook}"),
        "/v1/manage/synonyms".to_owned(),
        format!("/v1/manage/phrases/{}", editor.create("phrases", &phrase("I hear you.", json!({})))),
    ];
    for target in &targets {
        let etag = admin.get(target).expect(200).etag();
        assert!(!etag.is_empty(), "{target}");
        let answer = admin.get_with(target, &[("If-None-Match", &etag)]).expect(304);
        assert!(answer.bytes.is_empty() && answer.etag() == etag, "{target}");
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
        admin.get_with(target, &[("If-None-Match", "\"999\"")]).expect(200);
        admin
            .get_with(target, &[("If-None-Match", &etag), ("If-Match", "\"999\"")])
            .expect_problem(412, "precondition_failed");
        app.anonymous().get_with(target, &[("If-None-Match", &etag)]).expect(401);
    }
    let etag = editor.get(&targets[0]).expect(200).etag();
    editor.edit("articles", &id, &json!({"title": "Another one"}));
    editor.get_with(&targets[0], &[("If-None-Match", &etag)]).expect(200);
}
