//! Entities published along with a scheduled one: they must have the content from the time of scheduling.

use cairn::content::Timestamp;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{Answer, Client, TestApp, article, eventually, phrase, publish, resource, sql, topic};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Schedules an article for tomorrow, with `includeReferences`.
fn schedule_with_all(editor: &Client, id: &str) -> Answer {
    let tomorrow = Timestamp::from_unix_ms(Timestamp::now().unix_ms() + DAY_MS);
    let plan = json!({"publishAt": tomorrow, "includeReferences": true});
    editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan).expect(200)
}

/// Simulates the passing of the day, and waits until the schedules have ended.
fn wait_for_schedule(app: &TestApp, editor: &Client) {
    sql(&app.database_file(), &format!("UPDATE schedules SET at = at - {DAY_MS} WHERE state = 'pending'"));
    let pending = || editor.get("/v1/manage/schedule?state=pending").expect(200).json["data"].clone();
    eventually(|| pending() == json!([]));
}

/// Returns the reasons of the failed schedules.
fn failures(editor: &Client) -> Vec<String> {
    let list = editor.get("/v1/manage/schedule?state=failed").expect(200).json;
    list["data"].as_array().unwrap().iter().map(|item| item["failure"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn assert_failed(editor: &Client, id: &str, entity: &str) {
    let reasons = failures(editor);
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert!(reasons[0].contains(entity) && reasons[0].contains("schedule it again"), "{reasons:?}");
    assert_eq!(editor.working("articles", id).json["status"], "draft");
}

#[test]
fn a_reference_edited_after_scheduling_is_not_published() {
    let app = TestApp::spawn();
    let (author, editor, reader) = (app.author(), app.editor(), app.anonymous());
    let card = editor.create("resources", &resource("As decided", json!({})));
    let id = editor.create("articles", &article("soon", json!({"related": [card]})));
    schedule_with_all(&editor, &id);
    author.edit("resources", &card, &json!({"title": "Changed by an author"}));
    wait_for_schedule(&app, &editor);
    reader.get(&format!("/v1/resources/{card}")).expect(404);
    reader.get("/v1/articles/soon").expect(404);
    assert_failed(&editor, &id, &card);
    assert!(failures(&editor)[0].contains("Changed by an author"), "{:?}", failures(&editor));
    // Scheduling again accepts the present content.
    schedule_with_all(&editor, &id);
    wait_for_schedule(&app, &editor);
    assert_eq!(reader.get(&format!("/v1/resources/{card}")).expect(200).json["title"], "Changed by an author");
    reader.get("/v1/articles/soon").expect(200);
}

#[test]
fn a_reference_with_its_scheduled_content_is_published_despite_edits_in_between() {
    let app = TestApp::spawn();
    let (author, editor, reader) = (app.author(), app.editor(), app.anonymous());
    let (there, back) = (resource("There", json!({})), resource("And back", json!({})));
    let [published, changed_back] = [there, back].map(|card| editor.create("resources", &card));
    let id = editor.create("articles", &article("soon", json!({"related": [published, changed_back]})));
    schedule_with_all(&editor, &id);
    // An editor published these words deliberately.
    editor.edit("resources", &published, &json!({"title": "There now"}));
    editor.publish("resources", &published);
    author.edit("resources", &changed_back, &json!({"title": "Not so"}));
    author.edit("resources", &changed_back, &json!({"title": "And back"}));
    wait_for_schedule(&app, &editor);
    assert_eq!(failures(&editor), [""; 0]);
    reader.get("/v1/articles/soon").expect(200);
    assert_eq!(reader.get(&format!("/v1/resources/{published}")).expect(200).json["title"], "There now");
    assert_eq!(reader.get(&format!("/v1/resources/{changed_back}")).expect(200).json["title"], "And back");
}

#[test]
fn indirect_references_are_fixed_at_scheduling_too() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let rest = editor.create("topics", &topic("rest", json!({})));
    let said = editor.create("phrases", &phrase("I hear you.", json!({"topics": [rest]})));
    let id = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    schedule_with_all(&editor, &id);
    author.edit("topics", &rest, &json!({"name": "Slipped in"}));
    wait_for_schedule(&app, &editor);
    assert_failed(&editor, &id, &rest);
    app.anonymous().get(&format!("/v1/phrases/{said}")).expect(404);
}

#[test]
fn a_reference_that_was_public_at_scheduling_is_not_published_again() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let id = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    schedule_with_all(&editor, &id);
    editor.post_matching(&format!("/v1/manage/phrases/{said}/unpublish?force=true"), "*", &json!({})).expect(200);
    wait_for_schedule(&app, &editor);
    assert_failed(&editor, &id, &said);
}

#[test]
fn a_schedule_of_an_earlier_version_with_references_must_be_set_again() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = editor.create("phrases", &phrase("I hear you.", json!({})));
    let id = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    schedule_with_all(&editor, &id);
    let earlier = r#"UPDATE schedules SET options = '{"includeReferences":true,"major":false}'"#;
    assert_eq!(sql(&app.database_file(), earlier), 1);
    let listed: Value = editor.get("/v1/manage/schedule").expect(200).json;
    assert_eq!(listed["data"][0]["includeReferences"], true);
    wait_for_schedule(&app, &editor);
    assert_failed(&editor, &id, &said);
    app.anonymous().get(&format!("/v1/phrases/{said}")).expect(404);
}
