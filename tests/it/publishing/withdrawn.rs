//! A withdrawn document is still shown, and so follows what it shows and counts as a user of it.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, link_to, phrase_block};
use crate::harness::{Answer, Client, TestApp, article, phrase, publish, topic};

fn withdraw(editor: &Client, id: &str) {
    let notice = json!({"mode": "withdrawn", "explanation": "Out of date."});
    editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &notice).expect(200);
}

fn take_back_with_force(editor: &Client, kind: &str, id: &str) -> Answer {
    editor.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish?force=true"), "*", &json!({}))
}

#[track_caller]
fn shown(reader: &Client, slug: &str) -> Answer {
    let answer = reader.get(&format!("/v1/articles/{slug}")).expect(200);
    assert_eq!(answer.json["withdrawal"]["explanation"], "Out of date.");
    answer
}

#[test]
fn a_withdrawn_document_shows_what_it_embeds_as_that_is_now() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let said = publish(&editor, "phrases", &phrase("Old words.", json!({}))).id();
    let about = publish(&editor, "topics", &topic("about", json!({}))).id();
    let mut input = article_of("user", json!([phrase_block(&said)]));
    input["topics"] = json!([about]);
    let id = publish(&editor, "articles", &input).id();
    withdraw(&editor, &id);
    let before = shown(&reader, "user");
    editor.edit("phrases", &said, &json!({"text": "New words."}));
    editor.publish("phrases", &said);
    editor.edit("topics", &about, &json!({"slug": "another-name"}));
    editor.publish("topics", &about);
    let after = shown(&reader, "user");
    assert_eq!(after.json["phrases"][0]["text"], "New words.");
    assert_eq!(after.json["topics"][0]["slug"], "another-name");
    assert_eq!(after.json["version"], before.json["version"]);
    assert_ne!(after.etag(), before.etag());
    // It is no other article's business: it is in no list and carries no topic for readers.
    assert_eq!(reader.get("/v1/articles?topic=another-name").expect(200).json["data"], json!([]));
}

#[test]
fn what_a_withdrawn_document_shows_is_in_use_and_leaves_it_with_force() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let said = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let goal = publish(&editor, "articles", &article("goal", json!({}))).id();
    let input = article_of("user", json!([phrase_block(&said), link_to(&goal)]));
    let id = publish(&editor, "articles", &input).id();
    // What editors make of it afterwards changes nothing of what is shown.
    editor.edit("articles", &id, &json!({"title": "A draft", "sections": []}));
    withdraw(&editor, &id);
    let before = shown(&reader, "user");
    let usage = editor.get(&format!("/v1/manage/phrases/{said}/usage")).expect(200).json;
    let user = &usage["data"][0];
    assert_eq!((&user["id"], &user["inWorkingCopy"], &user["inPublished"]), (&json!(id), &json!(false), &json!(true)));
    for (kind, target) in [("phrases", &said), ("articles", &goal)] {
        let refused = editor.try_unpublish(kind, target).expect_problem(409, "in_use");
        assert_eq!(refused.json["usedBy"][0]["id"], json!(id), "{}", refused.text());
        take_back_with_force(&editor, kind, target).expect(200);
    }
    let without = shown(&reader, "user");
    assert_eq!(without.json["phrases"], json!([]));
    let told = without.text();
    assert!(!told.contains("Said.") && !told.contains(&said) && !told.contains(&goal), "{told}");
    assert_eq!(without.json["title"], before.json["title"]);
    editor.publish("phrases", &said);
    editor.publish("articles", &goal);
    assert_eq!(shown(&reader, "user").json["sections"], before.json["sections"]);
}

#[test]
fn what_is_shown_no_longer_uses_nothing() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let user = |slug: &str| publish(&editor, "articles", &article_of(slug, json!([phrase_block(&said)]))).id();
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
    assert_eq!(users(editor.try_unpublish("phrases", &said).expect_problem(409, "in_use")), [json!(back)]);
    editor.edit("articles", &back, &json!({"sections": []}));
    editor.publish("articles", &back);
    editor.try_unpublish("phrases", &said).expect(200);
}

#[test]
fn a_withdrawn_document_comes_with_an_export_and_follows_there_too() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let id = publish(&editor, "articles", &article_of("user", json!([phrase_block(&said)]))).id();
    withdraw(&editor, &id);
    let export = app.admin().get("/v1/manage/exports").expect(200);
    let other = TestApp::spawn();
    let headers = [("Content-Type", "application/x-ndjson")];
    let import = "/v1/manage/imports?publish=true";
    other.admin().send(reqwest::Method::POST, import, &headers, Some(export.bytes.clone())).expect(200);
    let (there, reader) = (other.editor(), other.anonymous());
    assert_eq!(shown(&reader, "user").json["phrases"][0]["text"], "Said.");
    there.try_unpublish("phrases", &said).expect_problem(409, "in_use");
    there.edit("phrases", &said, &json!({"text": "Said better."}));
    there.publish("phrases", &said);
    assert_eq!(shown(&reader, "user").json["phrases"][0]["text"], "Said better.");
}
