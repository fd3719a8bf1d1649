//! The lifecycle of an article from the first draft to deletion.

use serde_json::json;

use crate::harness::editing::{UNKNOWN_ID, article_of, link_to, with, without};
use crate::harness::{TestApp, article, paragraph, phrase, resource, topic};

const LIST: &str = "/v1/manage/articles";

#[test]
fn the_response_to_a_new_article_has_all_generated_values() {
    let app = TestApp::spawn();
    let input = article_of("saying-no", json!([paragraph("Take a breath first.")]));
    let answer = app.author().post(LIST, &input).expect(201);
    assert_eq!(answer.header("location"), format!("{LIST}/{}", answer.id()));
    assert_eq!(answer.etag(), "\"1\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    insta::assert_json_snapshot!(answer.json, {
        ".id" => "[id]", ".translationGroupId" => "[id]", ".createdAt" => "[time]", ".updatedAt" => "[time]",
        ".sections[].id" => "[id]",
    }, @r#"
    {
      "id": "[id]",
      "type": "article",
      "version": 1,
      "status": "draft",
      "createdAt": "[time]",
      "updatedAt": "[time]",
      "locale": "en",
      "slug": "saying-no",
      "title": "About saying no",
      "summary": "What it is about.",
      "topics": [],
      "related": [],
      "sections": [
        {
          "id": "[id]",
          "heading": "First steps",
          "anchor": "first-steps",
          "body": [
            {
              "_type": "block",
              "_key": "d53cd1435021",
              "style": "normal",
              "markDefs": [],
              "children": [
                {
                  "_type": "span",
                  "_key": "060d59e42c20",
                  "text": "Take a breath first.",
                  "marks": []
                }
              ]
            }
          ]
        }
      ],
      "authors": [],
      "reviewers": [],
      "seo": {
        "noIndex": false
      },
      "translationGroupId": "[id]",
      "reviewState": "current"
    }
    "#);
    let read = app.viewer().get(answer.header("location")).expect(200);
    assert_eq!((read.json.clone(), read.etag()), (answer.json.clone(), answer.etag()));
}

#[test]
fn putting_the_body_of_get_changes_nothing() {
    let app = TestApp::spawn();
    let author = app.author();
    let topics = json!([author.create("topics", &topic("rest", json!({})))]);
    let related = json!([author.create("resources", &resource("Read on", json!({})))]);
    let other = author.create("articles", &article("other", json!({})));
    let input = with(
        article_of("whole", json!([paragraph("All of it."), link_to(&other)])),
        json!({
            "kicker": "A start", "topics": topics, "related": related, "authors": [{"name": "Desk", "credential": "Team"}],
            "reviewers": [{"name": "Second desk"}], "lastReviewedAt": "2026-01-02T03:04:05Z",
            "nextReviewAt": "2027-01-02T03:04:05Z",
            "seo": {"title": "Short", "description": "For engines", "canonicalUrl": "https://example.org/a", "noIndex": true},
        }),
    );
    let id = author.create("articles", &input);
    let before = author.working("articles", &id);
    let put = author.put(&format!("{LIST}/{id}"), "\"1\"", &before.json).expect(200);
    assert_eq!((put.etag(), &put.json), (before.etag(), &before.json));
    assert_eq!(author.working("articles", &id).json, before.json);
    let put =
        author.put(&format!("{LIST}/{id}"), "\"1\"", &with(before.json, json!({"kicker": "Another"}))).expect(200);
    assert_eq!((put.etag().as_str(), &put.json["version"]), ("\"2\"", &json!(2)));
}

#[test]
fn put_removes_omitted_fields() {
    let app = TestApp::spawn();
    let author = app.author();
    let topics = json!([author.create("topics", &topic("rest", json!({})))]);
    let full = json!({"kicker": "Soon gone", "topics": topics, "authors": [{"name": "Desk"}], "seo": {"title": "Short"},
        "nextReviewAt": "2027-01-02T03:04:05Z"});
    let id = author.create("articles", &with(article_of("full", json!([paragraph("Words.")])), full));
    let before = author.working("articles", &id).json;
    author.put(&format!("{LIST}/{id}"), "\"1\"", &article("bare", json!({}))).expect(200);
    let after = author.working("articles", &id).json;
    assert_eq!(after["translationGroupId"], before["translationGroupId"]);
    insta::assert_json_snapshot!(without(&after, &["id", "translationGroupId", "createdAt", "updatedAt"]), @r#"
    {
      "type": "article",
      "version": 2,
      "status": "draft",
      "locale": "en",
      "slug": "bare",
      "title": "About bare",
      "summary": "What it is about.",
      "topics": [],
      "related": [],
      "sections": [],
      "authors": [],
      "reviewers": [],
      "seo": {
        "noIndex": false
      },
      "reviewState": "current"
    }
    "#);
    let carrying = author.get(&format!("{LIST}?topic={}", topics[0].as_str().unwrap())).expect(200);
    assert_eq!(carrying.json["data"], json!([]));
}

#[test]
fn patch_changes_what_it_names_clears_with_null_and_replaces_lists() {
    let app = TestApp::spawn();
    let author = app.author();
    let extra = json!({"kicker": "Over it", "authors": [{"name": "One"}, {"name": "Two"}], "seo": {"title": "T", "noIndex": true}});
    let id = author.create("articles", &with(article_of("patched", json!([paragraph("Words.")])), extra));
    let before = author.working("articles", &id).json;
    let patch = json!({"title": "New title", "kicker": null, "authors": [{"name": "Three"}], "seo": {"title": null}});
    let after = author.patch(&format!("{LIST}/{id}"), "\"1\"", &patch).expect(200);
    assert_eq!(after.etag(), "\"2\"");
    assert_eq!(after.json["title"], "New title");
    assert_eq!(after.json.get("kicker"), None);
    assert_eq!(after.json["authors"], json!([{"name": "Three"}]));
    assert_eq!(after.json["seo"], json!({"noIndex": true}));
    assert_eq!(after.json["sections"], before["sections"]);
    author
        .patch(&format!("{LIST}/{id}"), "\"2\"", &json!({"title": null}))
        .expect(422)
        .expect_error("/title", "required");
    assert_eq!(author.working("articles", &id).json, after.json);
}

#[test]
fn patch_takes_plain_json_too() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("plain", json!({})));
    let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\"")];
    let answer =
        author.send(reqwest::Method::PATCH, &format!("{LIST}/{id}"), &headers, Some(br#"{"kicker":"K"}"#.to_vec()));
    assert_eq!(answer.expect(200).json["kicker"], "K");
}

#[test]
fn sections_keep_their_ids_by_anchor_and_by_heading() {
    let app = TestApp::spawn();
    let author = app.author();
    let sections = json!([
        {"heading": "Start here", "markdown": "a"}, {"heading": "Help", "anchor": "get-help"}, {"markdown": "b"},
        {"heading": "Questions", "markdown": "first"}, {"heading": "Questions", "markdown": "second"},
    ]);
    let id = author.create("articles", &article("kept", json!({"sections": sections})));
    let before = author.working("articles", &id).json["sections"].clone();
    assert_eq!(before[4]["anchor"], "questions-2");
    let sections = json!([
        {"heading": "Start here", "markdown": "changed"}, {"heading": "Renamed", "anchor": "get-help"}, {"markdown": "c"},
        {"heading": "Questions", "markdown": "first"}, {"heading": "Questions", "markdown": "second"}, {"heading": "New"},
    ]);
    let put = author.put(&format!("{LIST}/{id}"), "\"1\"", &article("kept", json!({"sections": sections}))).expect(200);
    let after = &put.json["sections"];
    for index in 0..5 {
        assert_eq!(after[index]["id"], before[index]["id"], "section {index}");
    }
    assert!(!before.to_string().contains(after[5]["id"].as_str().unwrap()));
}

#[test]
fn the_same_text_gets_the_same_keys() {
    let app = TestApp::spawn();
    let author = app.author();
    let one = author.post(LIST, &article_of("one", json!([paragraph("Same."), paragraph("Same.")]))).expect(201);
    let two = author.post(LIST, &article_of("two", json!([paragraph("Same."), paragraph("Same.")]))).expect(201);
    assert_eq!(one.json["sections"][0]["body"], two.json["sections"][0]["body"]);
    let keys = |index: usize| one.json["sections"][0]["body"][index]["_key"].clone();
    assert_ne!(keys(0), keys(1));
}

#[test]
fn a_deleted_article_is_in_the_trash_and_its_slug_is_free() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("short-lived", json!({})));
    let gone = author.delete(&format!("{LIST}/{id}"), "\"1\"").expect(204);
    assert!(gone.bytes.is_empty());
    assert_eq!(author.working("articles", &id).json["status"], "trashed");
    assert_eq!(author.get(LIST).expect(200).json["data"], json!([]));
    author.delete(&format!("{LIST}/{id}"), "\"1\"").expect_problem(412, "version_mismatch");
    author.delete(&format!("{LIST}/{id}"), "\"2\"").expect_problem(409, "trashed");
    author.put(&format!("{LIST}/{UNKNOWN_ID}"), "\"1\"", &article("x", json!({}))).expect_problem(404, "not_found");
    author.patch(&format!("{LIST}/{UNKNOWN_ID}"), "\"1\"", &json!({})).expect_problem(404, "not_found");
    author.create("articles", &article("short-lived", json!({})));
}

#[test]
fn an_entity_is_not_found_in_the_collection_of_another_kind() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("phrases", &phrase("I hear you.", json!({})));
    author.get(&format!("{LIST}/{id}")).expect_problem(404, "not_found");
    author.delete(&format!("{LIST}/{id}"), "*").expect_problem(404, "not_found");
    author.working("phrases", &id);
}
