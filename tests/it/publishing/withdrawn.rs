//! A withdrawn document is still shown, so it follows the entities that it embeds and counts as their referrer.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, link_to, phrase_block};
use crate::harness::{Answer, Client, TestApp, article, phrase, publish, topic};

fn withdraw(editor: &Client, id: &str) {
    let notice = json!({"mode": "withdrawn", "explanation": "Out of date."});
    editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &notice).expect(200);
}

fn unpublish_with_force(editor: &Client, kind: &str, id: &str) -> Answer {
    editor.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish?force=true"), "*", &json!({}))
}

#[track_caller]
fn shown(reader: &Client, slug: &str) -> Answer {
    let answer = reader.get(&format!("/v1/articles/{slug}")).expect(200);
    assert_eq!(answer.json["withdrawal"]["explanation"], "Out of date.");
    answer
}

#[test]
fn a_withdrawn_document_follows_the_entities_that_it_embeds() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("Old words.", json!({}))).id();
    let about = publish(&editor, "topics", &topic("about", json!({}))).id();
    let mut input = article_of("user", json!([phrase_block(&phrase_id)]));
    input["topics"] = json!([about]);
    let id = publish(&editor, "articles", &input).id();
    withdraw(&editor, &id);
    let before = shown(&reader, "user");
    editor.edit("phrases", &phrase_id, &json!({"text": "New words."}));
    editor.publish("phrases", &phrase_id);
    editor.edit("topics", &about, &json!({"slug": "another-name"}));
    editor.publish("topics", &about);
    let after = shown(&reader, "user");
    assert_eq!(after.json["phrases"][0]["text"], "New words.");
    assert_eq!(after.json["topics"][0]["slug"], "another-name");
    assert_eq!(after.json["version"], before.json["version"]);
    assert_ne!(after.etag(), before.etag());
    // It is in no list, not even in that of its topic.
    assert_eq!(reader.get("/v1/articles?topic=another-name").expect(200).json["data"], json!([]));
}

#[test]
fn an_entity_in_a_withdrawn_document_is_in_use_and_is_removed_with_force() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let goal = publish(&editor, "articles", &article("goal", json!({}))).id();
    let input = article_of("user", json!([phrase_block(&phrase_id), link_to(&goal)]));
    let id = publish(&editor, "articles", &input).id();
    // Later drafts do not change the document.
    editor.edit("articles", &id, &json!({"title": "A draft", "sections": []}));
    withdraw(&editor, &id);
    let before = shown(&reader, "user");
    let usage = editor.get(&format!("/v1/manage/phrases/{phrase_id}/usage")).expect(200).json;
    let user = &usage["data"][0];
    assert_eq!((&user["id"], &user["inWorkingCopy"], &user["inPublished"]), (&json!(id), &json!(false), &json!(true)));
    for (kind, target) in [("phrases", &phrase_id), ("articles", &goal)] {
        let refused = editor.try_unpublish(kind, target).expect_problem(409, "in_use");
        assert_eq!(refused.json["usedBy"][0]["id"], json!(id), "{}", refused.text());
        unpublish_with_force(&editor, kind, target).expect(200);
    }
    let without = shown(&reader, "user");
    assert_eq!(without.json["phrases"], json!([]));
    let text = without.text();
    assert!(!text.contains("Said.") && !text.contains(&phrase_id) && !text.contains(&goal), "{text}");
    assert_eq!(without.json["title"], before.json["title"]);
    editor.publish("phrases", &phrase_id);
    editor.publish("articles", &goal);
    assert_eq!(shown(&reader, "user").json["sections"], before.json["sections"]);
}

#[test]
fn a_document_that_is_no_longer_shown_is_no_referrer() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let phrase_id = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let user = |slug: &str| publish(&editor, "articles", &article_of(slug, json!([phrase_block(&phrase_id)]))).id();
    let (gone, deleted, back) = (user("gone"), user("deleted"), user("back"));
    for id in [&gone, &deleted, &back] {
        withdraw(&editor, id);
    }
    let unpublish = format!("/v1/manage/articles/{gone}/unpublish");
    editor.post_matching(&unpublish, "*", &json!({"mode": "gone"})).expect(200);
    editor.try_delete("articles", &deleted).expect(204);
    let users = |refused: Answer| -> Vec<Value> {
        refused.json["usedBy"].as_array().unwrap().iter().map(|user| user["id"].clone()).collect()
    };
    assert_eq!(users(editor.try_unpublish("phrases", &phrase_id).expect_problem(409, "in_use")), [json!(back)]);
    editor.edit("articles", &back, &json!({"sections": []}));
    editor.publish("articles", &back);
    editor.try_unpublish("phrases", &phrase_id).expect(200);
}

#[test]
fn a_withdrawn_document_survives_an_export_and_follows_changes() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let phrase_id = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let id = publish(&editor, "articles", &article_of("user", json!([phrase_block(&phrase_id)]))).id();
    withdraw(&editor, &id);
    let export = app.admin().get("/v1/manage/exports").expect(200);
    let other = TestApp::spawn();
    let headers = [("Content-Type", "application/x-ndjson")];
    let import = "/v1/manage/imports?publish=true";
    other.admin().send(reqwest::Method::POST, import, &headers, Some(export.bytes.clone())).expect(200);
    let (other_editor, reader) = (other.editor(), other.anonymous());
    assert_eq!(shown(&reader, "user").json["phrases"][0]["text"], "Said.");
    other_editor.try_unpublish("phrases", &phrase_id).expect_problem(409, "in_use");
    other_editor.edit("phrases", &phrase_id, &json!({"text": "Said better."}));
    other_editor.publish("phrases", &phrase_id);
    assert_eq!(shown(&reader, "user").json["phrases"][0]["text"], "Said better.");
}
