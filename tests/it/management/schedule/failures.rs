//! Schedules that are refused when they are set, or fail when they are due, and their list.

use super::{DAY_MS, SECOND_MS, after, bring_forward, cancel, listed, remove, schedule, wait_until_done};
use crate::harness::TestApp;
use crate::harness::article;
use crate::harness::editing::UNKNOWN_ID;
use crate::harness::editing::article_of;
use crate::harness::editing::phrase_block;
use crate::harness::phrase;
use crate::harness::publish;
use serde_json::json;

#[test]
fn an_invalid_schedule_is_refused_with_its_pointer() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("soon", json!({})));
    let (soon, later) = (after(DAY_MS), after(2 * DAY_MS));
    let mistakes = [
        (json!({}), "/publishAt", "required"),
        (json!({"publishAt": "2020-01-01T00:00:00Z"}), "/publishAt", "out_of_range"),
        (json!({"publishAt": soon, "unpublishAt": "2020-01-01T00:00:00Z"}), "/unpublishAt", "out_of_range"),
        (json!({"publishAt": later, "unpublishAt": soon}), "/unpublishAt", "out_of_range"),
        (json!({"publishAt": soon, "unpublishAt": soon}), "/unpublishAt", "out_of_range"),
        (json!({"publishAt": "tomorrow"}), "/publishAt", "invalid_timestamp"),
        (json!({"publishAt": soon, "publishat": soon}), "/publishat", "unknown_field"),
        (json!({"unpublishAt": soon, "changeNote": "New."}), "/changeNote", "mismatch"),
        (json!({"unpublishAt": soon, "includeReferences": true}), "/includeReferences", "mismatch"),
        (json!({"publishAt": soon, "unpublish": {"mode": "gone"}}), "/unpublish", "mismatch"),
        (json!({"publishAt": soon, "changeNote": "x".repeat(1001)}), "/changeNote", "too_long"),
        (
            json!({"publishAt": soon, "unpublishAt": later, "unpublish": {"mode": "redirect"}}),
            "/unpublish/alternative",
            "required",
        ),
        (
            json!({"publishAt": soon, "unpublishAt": later, "unpublish": {"mode": "gone", "alternative": {"articleId": id}}}),
            "/unpublish/alternative/articleId",
            "self_reference",
        ),
    ];
    for (plan, pointer, code) in mistakes {
        schedule(&editor, "articles", &id, &plan).expect_problem(422, "validation_failed").expect_error(pointer, code);
    }
    assert_eq!(editor.working("articles", &id).json["version"], 1);
}

#[test]
fn scheduling_needs_an_editor_and_if_match() {
    let app = TestApp::spawn();
    let (viewer, author, editor) = (app.viewer(), app.author(), app.editor());
    let id = author.create("articles", &article("soon", json!({})));
    let plan = json!({"publishAt": after(DAY_MS)});
    schedule(&author, "articles", &id, &plan).expect_problem(403, "forbidden");
    cancel(&author, &id, "").expect_problem(403, "forbidden");
    let target = format!("/v1/manage/articles/{id}/schedule");
    editor.put(&target, "\"9\"", &plan).expect_problem(412, "version_mismatch");
    schedule(&editor, "articles", UNKNOWN_ID, &plan).expect_problem(404, "not_found");
    editor.put(&target, "\"1\"", &plan).expect(200);
    editor.delete(&target, "\"1\"").expect_problem(412, "version_mismatch");
    assert_eq!(listed(&viewer, "pending").len(), 1);
    app.anonymous().get("/v1/manage/schedule").expect_problem(401, "missing_credentials");
    editor.delete(&target, "\"2\"").expect(200);
    editor.try_delete("articles", &id).expect(204);
    schedule(&editor, "articles", &id, &plan).expect_problem(409, "trashed");
}

#[test]
fn scheduling_refuses_actions_that_are_refused_now() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = editor.create("phrases", &phrase("I hear you.", json!({})));
    let id = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    let plan = json!({"publishAt": after(DAY_MS)});
    schedule(&editor, "articles", &id, &plan)
        .expect_problem(409, "unpublished_references")
        .expect_error("/sections/0/body/0/phraseId", "unpublished_reference");
    let with_all = json!({"publishAt": after(DAY_MS), "includeReferences": true});
    schedule(&editor, "articles", &id, &with_all).expect(200);
    assert_eq!(editor.working("phrases", &said).json["status"], "draft");
    bring_forward(&app, DAY_MS);
    wait_until_done(&editor);
    assert_eq!(editor.working("phrases", &said).json["status"], "published");
    assert_eq!(editor.working("articles", &id).json["status"], "published");
}

#[test]
fn a_refused_scheduled_action_fails_visibly_and_is_not_retried() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let id = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS)})).expect(200);
    remove(&editor, &said);
    bring_forward(&app, DAY_MS);
    wait_until_done(&editor);
    let failed = editor.get("/v1/manage/schedule?state=failed").expect(200).json;
    let failure = failed["data"][0]["failure"].as_str().unwrap();
    assert!(failure.contains(&said) && failure.contains("I hear you."), "{failure}");
    let copy = editor.working("articles", &id).json;
    assert_eq!((&copy["status"], copy.get("schedule"), &copy["version"]), (&json!("draft"), None, &json!(3)));
    editor.publish("phrases", &said);
    app.anonymous().get("/v1/articles/soon").expect(404);
    editor.publish("articles", &id);
}

#[test]
fn one_failed_schedule_does_not_delay_others() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    for number in 0..6 {
        let body = if number % 2 == 0 { json!([phrase_block(&said)]) } else { json!([]) };
        let id = editor.create("articles", &article_of(&format!("a{number}"), body));
        schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS + number)})).expect(200);
    }
    remove(&editor, &said);
    bring_forward(&app, DAY_MS + SECOND_MS);
    wait_until_done(&editor);
    assert_eq!((listed(&editor, "done").len(), listed(&editor, "failed").len()), (3, 3));
}

#[test]
fn schedules_are_listed_by_time_in_pages() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let mut times = Vec::new();
    for number in [3, 1, 2] {
        let id = editor.create("articles", &article(&format!("a{number}"), json!({})));
        let at = after(number * DAY_MS);
        schedule(&editor, "articles", &id, &json!({"publishAt": at, "changeNote": "New."})).expect(200);
        times.push(at);
    }
    let labels = |query: &str| -> Vec<String> {
        let list = editor.get(&format!("/v1/manage/schedule{query}")).expect(200).json;
        list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["entity"]["label"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(labels(""), ["About a1", "About a2", "About a3"]);
    assert_eq!(labels(&format!("?from={}", times[2])), ["About a2", "About a3"]);
    assert_eq!(labels(&format!("?until={}", times[2])), ["About a1"]);
    assert_eq!(labels("?state=done"), [""; 0]);
    let first = editor.get("/v1/manage/schedule?limit=2&count=true").expect(200).json;
    assert_eq!(first["page"]["total"], 3);
    assert_eq!(first["data"][0]["changeNote"], "New.");
    let next = first["page"]["next"].as_str().unwrap();
    assert_eq!(labels(&format!("?limit=2&cursor={next}")), ["About a3"]);
    let second = editor.get(&format!("/v1/manage/schedule?limit=2&cursor={next}")).expect(200).json;
    let prev = second["page"]["prev"].as_str().unwrap();
    assert_eq!(labels(&format!("?limit=2&cursor={prev}")), ["About a1", "About a2"]);
    for (query, parameter) in [("state=waiting", "state"), ("from=now", "from"), ("until=then", "until")] {
        editor.get(&format!("/v1/manage/schedule?{query}")).expect(400).expect_error(parameter, "invalid_value");
    }
}
