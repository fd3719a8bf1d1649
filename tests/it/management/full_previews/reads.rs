//! Reads with a token show drafts; those without never do.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::{WORD, full_token, read, text, with_parameter, write_drafts};
use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Answer, TestApp, all, article, phrase, publish};

/// Reads of everything: each must contain a draft with a token, and none without.
const READS: &[&str] = &[
    "/v1/articles",
    "/v1/articles?view=full&limit=5",
    "/v1/articles/a-draft",
    "/v1/articles/a-draft/sections",
    "/v1/articles/a-draft/phrases",
    "/v1/phrases",
    "/v1/resources",
    "/v1/topics",
    "/v1/topics/a-drafted-topic",
    "/v1/search?q=unpublishedword&kind=article,phrase,resource",
    "/v1/sync?initial=true",
    "/v1/bundle",
    "/v1/feed.json",
    "/v1/feed.atom",
    "/sitemap.xml",
];

#[test]
fn drafts_are_in_every_read_with_the_token_and_in_none_without() {
    let app = TestApp::spawn();
    let author = app.author();
    publish(&app.editor(), "articles", &article("public", json!({})));
    let id = write_drafts(&author);
    let made = full_token(&author);
    assert_eq!((&made.json["scope"], made.header("cache-control")), (&json!("all"), "no-store"));
    assert_eq!(made.json["url"], format!("/v1/articles?token={}", text(&made)));
    let contains_draft =
        |answer: &Answer| answer.status == 200 && (answer.text().contains(WORD) || answer.text().contains("a-draft"));
    for target in READS {
        let before = app.anonymous().get(target);
        assert!(!contains_draft(&before), "{target}: {}", before.text());
        for _ in 0..2 {
            let shown = read(&app, target, text(&made));
            assert!(contains_draft(&shown), "{target}: {}", shown.text());
            assert_eq!(
                ["cache-control", "x-robots-tag", "referrer-policy", "surrogate-key", "cache-tag"]
                    .map(|name| shown.header(name)),
                ["no-store", "noindex", "no-referrer", "", ""],
                "{target}"
            );
            if !target.starts_with("/v1/sync") {
                let shown = app.anonymous().get(&with_parameter(target, text(&made)));
                assert!(contains_draft(&shown), "{target}: {}", shown.text());
                assert_eq!(shown.header("cache-control"), "no-store", "{target}");
            }
            let after = app.anonymous().get(target);
            assert!(!contains_draft(&after), "{target}: {}", after.text());
            // The body of a problem contains the id of its request.
            assert_eq!(after.status, before.status, "{target}");
            assert!(after.status == 404 || after.bytes == before.bytes, "{target}");
        }
    }
    // Nothing was published, and nothing was recorded.
    let copy = author.working("articles", &id).json;
    assert_eq!((&copy["version"], &copy["status"], copy.get("publishedVersion")), (&json!(1), &json!("draft"), None));
    let audit = all(&app.admin(), &format!("/v1/manage/audit?subject={id}"));
    assert_eq!(audit.len(), 1, "{audit:#?}");
}

#[test]
fn the_token_also_opens_the_preview_of_each_article() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = write_drafts(&author);
    let made = full_token(&author);
    let shown = read(&app, &format!("/v1/preview/articles/{id}"), text(&made)).expect(200);
    assert_eq!(shown.json["slug"], "a-draft");
    read(&app, &format!("/v1/preview/articles/{UNKNOWN_ID}"), text(&made)).expect_problem(404, "not_found");
}

#[test]
fn an_edit_is_visible_within_a_second_or_two() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = write_drafts(&author);
    let made = full_token(&author);
    read(&app, "/v1/articles/a-draft", text(&made)).expect(200);
    for title in ["First", "Second", "Third"] {
        author.edit("articles", &id, &json!({"title": title}));
        let saved = Instant::now();
        while read(&app, "/v1/articles/a-draft", text(&made)).expect(200).json["title"] != title {
            assert!(saved.elapsed() < Duration::from_secs(10), "{title} is not shown");
        }
    }
    // What is published meanwhile, and what is deleted, changes the preview too.
    publish(&app.editor(), "phrases", &phrase("A public phrase.", json!({})));
    assert_eq!(read(&app, "/v1/phrases", text(&made)).expect(200).json["data"].as_array().unwrap().len(), 2);
    author.try_delete("articles", &id).expect(204);
    read(&app, "/v1/articles/a-draft", text(&made)).expect_problem(404, "not_found");
}

#[test]
fn a_changed_article_replaces_the_published_one() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("old-slug", json!({"title": "Published"}))).id();
    let other = publish(&editor, "articles", &article("another", json!({}))).id();
    // Another article takes the slug that the first gives up.
    editor.edit("articles", &id, &json!({"slug": "new-slug", "title": "Changed"}));
    editor.edit("articles", &other, &json!({"slug": "old-slug"}));
    let made = full_token(&editor);
    let title = |slug: &str| read(&app, &format!("/v1/articles/{slug}"), text(&made)).expect(200).json["title"].clone();
    assert_eq!(title("new-slug"), "Changed");
    assert_eq!(read(&app, "/v1/articles/old-slug", text(&made)).expect(200).json["id"], json!(other));
    assert_eq!(app.anonymous().get("/v1/articles/old-slug").expect(200).json["title"], "Published");
    app.anonymous().get("/v1/articles/new-slug").expect(404);
    let moved = read(&app, "/v1/articles/another", text(&made)).expect(301);
    assert!(moved.header("location").contains("old-slug"), "{}", moved.header("location"));
    assert_eq!(moved.header("cache-control"), "no-store");
    let moved = app.anonymous().get(&with_parameter("/v1/articles/another", text(&made))).expect(301);
    assert!(moved.header("location").contains(text(&made)), "a redirect stays in the preview");
    app.anonymous().get("/v1/articles/another").expect(200);
}

#[test]
fn no_cache_mixes_previews_and_public_responses() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("cached", json!({"title": "Public title"}))).id();
    editor.edit("articles", &id, &json!({"title": "Draft title"}));
    write_drafts(&editor);
    let made = full_token(&editor);
    let title = |answer: Answer| answer.expect(200).json["title"].clone();
    let encodings = ["identity", "gzip", "br"];
    for _ in 0..3 {
        for encoding in encodings {
            // The public response is cached and then found without routing; a request with the token never gets it.
            let public = [("Accept-Encoding", encoding)];
            let preview = [("Accept-Encoding", encoding), ("X-Preview-Token", text(&made))];
            let cached = app.anonymous().get_with("/v1/articles/cached", &public).expect(200);
            let shown = app.anonymous().get_with("/v1/articles/cached", &preview).expect(200);
            assert!(cached.header("cache-control").starts_with("public"), "{}", cached.header("cache-control"));
            assert_ne!(cached.bytes, shown.bytes, "{encoding}");
            assert_eq!(shown.header("cache-control"), "no-store");
        }
        assert_eq!(title(app.anonymous().get("/v1/articles/cached")), "Public title");
        assert_eq!(title(read(&app, "/v1/articles/cached", text(&made))), "Draft title");
        assert_eq!(title(app.anonymous().get(&with_parameter("/v1/articles/cached", text(&made)))), "Draft title");
        // Errors are cached as well.
        app.anonymous().get("/v1/articles/a-draft").expect_problem(404, "not_found");
        read(&app, "/v1/articles/a-draft", text(&made)).expect(200);
    }
    let head = app.anonymous().send(Method::HEAD, "/v1/articles/a-draft", &[("X-Preview-Token", text(&made))], None);
    assert_eq!((head.status, head.header("cache-control")), (200, "no-store"));
    // A validator of the preview does not validate the public response.
    let etag = read(&app, "/v1/articles/cached", text(&made)).expect(200).etag();
    app.anonymous().get_with("/v1/articles/cached", &[("If-None-Match", &etag)]).expect(200);
}

#[test]
fn pages_and_syncs_continue_in_the_preview() {
    let app = TestApp::spawn();
    let author = app.author();
    for number in 0..5 {
        author.create("articles", &article(&format!("draft-{number}"), json!({})));
    }
    let made = full_token(&author);
    let first = app.anonymous().get(&with_parameter("/v1/articles?limit=2", text(&made))).expect(200);
    assert!(first.header("link").contains(text(&made)), "{}", first.header("link"));
    let mut count = 0;
    let mut target = "/v1/articles?limit=2".to_owned();
    loop {
        let page = read(&app, &target, text(&made)).expect(200).json;
        count += page["data"].as_array().unwrap().len();
        let Some(next) = page["page"]["next"].as_str() else { break };
        target = format!("/v1/articles?limit=2&cursor={next}");
    }
    assert_eq!(count, 5);
    let synced = read(&app, "/v1/sync?initial=true&limit=2", text(&made)).expect(200).json;
    let page = synced["nextPage"].as_str().unwrap();
    let rest = read(&app, &format!("/v1/sync?token={page}"), text(&made)).expect(200).json;
    assert_eq!(rest["items"].as_array().unwrap().len(), 3);
    let token = rest["nextToken"].as_str().unwrap();
    assert_eq!(read(&app, &format!("/v1/sync?token={token}"), text(&made)).expect(200).json["items"], json!([]));
    // The log of a preview is not the public one, and each change makes another.
    app.anonymous().get(&format!("/v1/sync?token={token}")).expect_problem(410, "resync_required");
    author.create("articles", &article("one-more", json!({})));
    read(&app, &format!("/v1/sync?token={token}"), text(&made)).expect_problem(410, "resync_required");
}
