//! Publishing and unpublishing at set times.

mod failures;

use cairn::content::Timestamp;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{Answer, Client, TestApp, article, eventually, number, phrase, publish, sql};

const SECOND_MS: i64 = 1000;
const DAY_MS: i64 = 24 * 60 * 60 * SECOND_MS;

/// Returns the time `ms` milliseconds from now.
fn after(ms: i64) -> String {
    Timestamp::from_unix_ms(Timestamp::now().unix_ms() + ms).to_string()
}

fn schedule(client: &Client, collection: &str, id: &str, plan: &Value) -> Answer {
    client.put(&format!("/v1/manage/{collection}/{id}/schedule"), "*", plan)
}

fn cancel(client: &Client, id: &str, query: &str) -> Answer {
    client.delete(&format!("/v1/manage/articles/{id}/schedule{query}"), "*")
}

/// Returns the schedules in that state: the action and the title.
fn listed(client: &Client, state: &str) -> Vec<(String, String)> {
    let list = client.get(&format!("/v1/manage/schedule?state={state}&limit=100")).expect(200).json;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(&item["action"]), text(&item["entity"]["label"])))
        .collect()
}

/// Simulates the passing of time: moves pending schedules `ms` milliseconds earlier.
fn bring_forward(app: &TestApp, ms: i64) {
    sql(&app.database_file(), &format!("UPDATE schedules SET at = at - {ms} WHERE state = 'pending'"));
}

/// Unpublishes a phrase that a scheduled entity needs.
fn remove(editor: &Client, phrase: &str) {
    editor.post_matching(&format!("/v1/manage/phrases/{phrase}/unpublish?force=true"), "*", &json!({})).expect(200);
}

/// Waits until no schedule is pending.
fn wait_until_done(client: &Client) {
    eventually(|| listed(client, "pending").is_empty());
}

#[test]
fn a_scheduled_entity_is_published_and_then_unpublished() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &article("soon", json!({})));
    let plan = json!({
        "publishAt": after(DAY_MS), "changeNote": "Now for everybody.", "major": true, "unpublishAt": after(3 * DAY_MS),
        "unpublish": {"mode": "gone", "explanation": "It was for a day."},
    });
    let scheduled = schedule(&editor, "articles", &id, &plan).expect(200);
    assert_eq!(scheduled.json["status"], "scheduled");
    assert_eq!((&scheduled.json["version"], scheduled.etag().as_str()), (&json!(2), "\"2\""));
    assert_eq!(scheduled.json["schedule"]["publishAt"], plan["publishAt"]);
    assert_eq!(scheduled.json["schedule"]["unpublishAt"], plan["unpublishAt"]);
    reader.get("/v1/articles/soon").expect(404);
    bring_forward(&app, DAY_MS);
    eventually(|| editor.working("articles", &id).json["status"] != "scheduled");
    let published = editor.working("articles", &id).json;
    assert_eq!(published["status"], "published");
    assert_eq!(published["schedule"].get("publishAt"), None);
    assert!(published["schedule"]["unpublishAt"].is_string());
    reader.get("/v1/articles/soon").expect(200);
    bring_forward(&app, 2 * DAY_MS);
    wait_until_done(&editor);
    let back = editor.working("articles", &id).json;
    assert_eq!((&back["status"], back.get("schedule")), (&json!("unpublished"), None));
    // Jobs acknowledge nothing. An acknowledged write has waited until all earlier writes are visible to readers.
    editor.create("articles", &article("later", json!({})));
    reader.get("/v1/articles/soon").expect(410);
    let label = "About soon".to_owned();
    assert_eq!(listed(&editor, "done"), [("publish".to_owned(), label.clone()), ("unpublish".to_owned(), label)]);
}

#[test]
fn a_schedule_fires_by_itself_within_a_second() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("soon", json!({})));
    let at: Timestamp = after(SECOND_MS).parse().unwrap();
    schedule(&editor, "articles", &id, &json!({"publishAt": at})).expect(200);
    wait_until_done(&editor);
    let document = app.anonymous().get("/v1/articles/soon").expect(200).json;
    let published: Timestamp = document["publishedAt"].as_str().unwrap().parse().unwrap();
    let late = published.unix_ms() - at.unix_ms();
    assert!((0..SECOND_MS).contains(&late), "{late} ms after its time");
}

#[test]
fn a_scheduled_action_is_audited_as_its_scheduler() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("soon", json!({})));
    let plan = json!({"publishAt": after(DAY_MS)});
    let answer = schedule(&editor, "articles", &id, &plan).expect(200);
    let request = answer.header("x-request-id").to_owned();
    let who = editor.get("/v1/manage/whoami").expect(200).json;
    bring_forward(&app, DAY_MS);
    wait_until_done(&editor);
    let key = who["keyId"].as_str().unwrap();
    let published = format!(
        "SELECT count(*) AS number FROM audit_log WHERE subject_id = '{id}' AND action = 'publish' \
         AND request_id = '{request}' AND actor_key_id = '{key}'"
    );
    assert_eq!(number(&app.database_file(), &published), 1);
}

#[test]
fn a_scheduled_entity_cannot_be_edited_before_the_schedule_is_cancelled() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let sections = json!({"sections": [{"heading": "One"}, {"heading": "Two"}]});
    let id = editor.create("articles", &article("soon", sections));
    schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS)})).expect(200);
    let target = format!("/v1/manage/articles/{id}");
    let section = editor.working("articles", &id).json["sections"][0]["id"].as_str().unwrap().to_owned();
    let one = json!({"heading": "Other"});
    for answer in [
        editor.patch(&target, "*", &json!({"kicker": "New"})),
        editor.put(&target, "*", &article("sooner", json!({}))),
        editor.post_matching(&format!("{target}/sections"), "*", &one),
        editor.put(&format!("{target}/sections/{section}"), "*", &one),
        editor.patch(&format!("{target}/sections/{section}"), "*", &one),
        editor.delete(&format!("{target}/sections/{section}"), "*"),
    ] {
        let answer = answer.expect_problem(409, "scheduled");
        assert!(answer.json["detail"].as_str().unwrap().contains("cancel the schedule first"), "{}", answer.text());
    }
    for step in ["submit", "approve"] {
        editor.post_matching(&format!("{target}/{step}"), "*", &json!({})).expect_problem(409, "invalid_transition");
    }
    assert_eq!(editor.working("articles", &id).json["version"], 2);
    assert_eq!(cancel(&editor, &id, "").expect(200).json["status"], "draft");
    editor.edit("articles", &id, &json!({"kicker": "New"}));
}

#[test]
fn every_way_of_changing_a_scheduled_entity_is_refused() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("soon", json!({"kicker": "Old"}))).id();
    editor.edit("articles", &id, &json!({"kicker": "New"}));
    schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS)})).expect(200);
    for way in ["discard-draft", "revisions/1/restore"] {
        let target = format!("/v1/manage/articles/{id}/{way}");
        editor.post_matching(&target, "*", &Value::Null).expect_problem(409, "scheduled");
    }
    assert_eq!(editor.working("articles", &id).json["kicker"], "New");
}

#[test]
fn a_deleted_entity_is_removed_from_scheduled_referrers() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let id = editor.create("articles", &article_of("soon", json!([phrase_block(&said)])));
    let step =
        |step: &str| editor.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", &json!({})).expect(200);
    step("submit");
    step("approve");
    schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS)})).expect(200);
    editor.delete(&format!("/v1/manage/phrases/{said}?force=true"), "*").expect(204);
    let copy = editor.working("articles", &id).json;
    assert_eq!((&copy["status"], &copy["workflow"]["step"]), (&json!("scheduled"), &json!("voided")));
    bring_forward(&app, DAY_MS);
    wait_until_done(&editor);
    app.anonymous().get("/v1/articles/soon").expect(200);
}

#[test]
fn an_entity_scheduled_only_to_be_unpublished_can_be_edited() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let draft = editor.create("articles", &article("draft", json!({})));
    let plan = json!({"unpublishAt": after(DAY_MS)});
    schedule(&editor, "articles", &draft, &plan).expect_problem(409, "not_published");
    let id = publish(&editor, "articles", &article("public", json!({}))).id();
    assert_eq!(schedule(&editor, "articles", &id, &plan).expect(200).json["status"], "published");
    editor.edit("articles", &id, &json!({"kicker": "New"}));
    editor.publish("articles", &id);
    assert_eq!(listed(&editor, "pending").len(), 1, "publishing does not end a later unpublish");
}

#[test]
fn setting_a_schedule_again_replaces_it() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("soon", json!({})));
    let both = json!({"publishAt": after(DAY_MS), "unpublishAt": after(2 * DAY_MS)});
    schedule(&editor, "articles", &id, &both).expect(200);
    let later = json!({"publishAt": after(5 * DAY_MS)});
    let changed = schedule(&editor, "articles", &id, &later).expect(200).json;
    assert_eq!(changed["schedule"], later);
    bring_forward(&app, 3 * DAY_MS);
    assert_eq!(listed(&editor, "pending").len(), 1);
    assert_eq!(listed(&editor, "cancelled").len(), 2);
    assert!(listed(&editor, "done").is_empty());
}

#[test]
fn a_schedule_is_cancelled_as_a_whole_or_in_part() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("soon", json!({})));
    let both = json!({"publishAt": after(DAY_MS), "unpublishAt": after(2 * DAY_MS)});
    schedule(&editor, "articles", &id, &both).expect(200);
    let left = cancel(&editor, &id, "?action=unpublish").expect(200).json;
    assert_eq!((&left["status"], &left["schedule"]), (&json!("scheduled"), &json!({"publishAt": both["publishAt"]})));
    cancel(&editor, &id, "?action=unpublish").expect_problem(404, "not_found");
    let none = cancel(&editor, &id, "").expect(200).json;
    assert_eq!((&none["status"], none.get("schedule")), (&json!("draft"), None));
    cancel(&editor, &id, "").expect_problem(404, "not_found");
    cancel(&editor, &id, "?action=archive")
        .expect_problem(400, "invalid_query")
        .expect_error("action", "invalid_value");
}

#[test]
fn cancelling_restores_the_workflow_status() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("soon", json!({})));
    let step =
        |step: &str| editor.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", &json!({})).expect(200);
    step("submit");
    step("approve");
    schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS)})).expect(200);
    assert_eq!(cancel(&editor, &id, "").expect(200).json["status"], "approved");
}

#[test]
fn publishing_or_deleting_by_hand_ends_the_schedule() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let both = || json!({"publishAt": after(DAY_MS), "unpublishAt": after(2 * DAY_MS)});
    let id = editor.create("articles", &article("soon", json!({})));
    schedule(&editor, "articles", &id, &both()).expect(200);
    let published = editor.publish("articles", &id).json;
    assert_eq!((&published["status"], published["schedule"].get("publishAt")), (&json!("published"), None));
    assert_eq!(listed(&editor, "cancelled"), [("publish".to_owned(), "About soon".to_owned())]);
    editor.try_unpublish("articles", &id).expect(200);
    assert!(listed(&editor, "pending").is_empty());
    schedule(&editor, "articles", &id, &both()).expect(200);
    editor.try_delete("articles", &id).expect(204);
    assert!(listed(&editor, "pending").is_empty());
    let restored = editor.post_matching(&format!("/v1/manage/articles/{id}/restore"), "*", &json!({})).expect(200);
    assert_eq!(restored.json["status"], "unpublished");
    let left = sql(&app.database_file(), "DELETE FROM published_intents");
    assert_eq!(left, 0, "delivery still has an intent");
}

#[test]
fn unpublishing_by_hand_ends_a_scheduled_publish() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("soon", json!({}))).id();
    editor.edit("articles", &id, &json!({"kicker": "New"}));
    schedule(&editor, "articles", &id, &json!({"publishAt": after(DAY_MS)})).expect(200);
    app.anonymous().get("/v1/articles/soon").expect(200);
    let back = editor.try_unpublish("articles", &id).expect(200).json;
    assert_eq!((&back["status"], back.get("schedule")), (&json!("unpublished"), None));
}
