//! Texts for readers beside the content: where publishing requires approval, they require it too.

use cairn::content::Timestamp;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, article, eventually, publish, sql};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn required() -> TestApp {
    TestApp::spawn_with(&["--approval", "required"])
}

fn step(client: &Client, id: &str, step: &str, body: &Value) -> Answer {
    client.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", body)
}

/// Publishes an article whose content was approved.
fn published(app: &TestApp, slug: &str) -> String {
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article(slug, json!({})));
    step(&author, &id, "submit", &json!({})).expect(200);
    step(&editor, &id, "approve", &json!({})).expect(200);
    editor.publish("articles", &id);
    id
}

/// Returns every unpublishing with a text or an address on another site.
fn unpublishings_with_text() -> [Value; 5] {
    [
        json!({"explanation": "Call 666 instead."}),
        json!({"mode": "redirect", "alternative": {"url": "https://evil.example"}}),
        json!({"mode": "gone", "alternative": {"url": "https://evil.example"}}),
        json!({"mode": "withdrawn", "explanation": "Call 666 instead."}),
        json!({"mode": "redirect", "explanation": "Elsewhere.", "alternative": {"url": "https://evil.example"}}),
    ]
}

#[track_caller]
fn assert_refused(answer: Answer, id: &str) {
    let refused = answer.expect_problem(409, "approval_required");
    assert_eq!(refused.json["unapproved"][0]["id"], id, "{}", refused.text());
    assert!(refused.text().contains("/submit"), "{}", refused.text());
}

#[test]
fn texts_and_addresses_for_readers_need_an_approval() {
    let app = required();
    let editor = app.editor();
    let (id, other) = (published(&app, "calm"), published(&app, "other"));
    let before = app.anonymous().get("/v1/articles/calm").expect(200);
    let tomorrow = Timestamp::from_unix_ms(Timestamp::now().unix_ms() + DAY_MS).to_string();
    let batch = |path: String, body: &Value| {
        let write = json!({"method": "POST", "path": path, "ifMatch": "*", "body": body});
        editor.post("/v1/manage/batch", &json!({"operations": [write]}))
    };
    for ending in unpublishings_with_text() {
        assert_refused(step(&editor, &id, "unpublish", &ending), &id);
        let plan = json!({"unpublishAt": tomorrow, "unpublish": ending});
        assert_refused(editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan), &id);
        let answer = batch(format!("/v1/manage/articles/{id}/unpublish"), &ending);
        assert_eq!((answer.status, &answer.json["code"]), (409, &json!("approval_required")), "{}", answer.text());
    }
    for note in [json!({"changeNote": "Call 666."}), json!({"changeNote": "Call 666.", "major": true})] {
        assert_refused(editor.try_publish("articles", &id, &note), &id);
        let mut plan = note.clone();
        plan["publishAt"] = json!(tomorrow);
        assert_refused(editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan), &id);
        let answer = batch(format!("/v1/manage/articles/{id}/publish"), &note);
        assert_eq!((answer.status, &answer.json["code"]), (409, &json!("approval_required")), "{}", answer.text());
    }
    // An approval of the content does not cover texts beside it.
    editor.edit("articles", &id, &json!({"kicker": "New"}));
    step(&editor, &id, "submit", &json!({})).expect(200);
    step(&editor, &id, "approve", &json!({})).expect(200);
    assert_refused(editor.try_publish("articles", &id, &json!({"changeNote": "Call 666."})), &id);
    assert_eq!(app.anonymous().get("/v1/articles/calm").expect(200).bytes, before.bytes);
    // Unpublishing without a text, or with a redirect to a published article, requires no approval.
    let away = json!({"mode": "redirect", "alternative": {"articleId": other}});
    step(&editor, &id, "unpublish", &away).expect(200);
    for ending in unpublishings_with_text() {
        let answer = step(&editor, &id, "unpublish", &ending);
        assert!(["approval_required", "not_published"].contains(&answer.json["code"].as_str().unwrap()), "{ending}");
    }
    step(&editor, &id, "unpublish", &json!({})).expect(200);
    app.anonymous().get("/v1/articles/calm").expect(410);
}

#[test]
fn approved_texts_are_published_only_unchanged() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let id = published(&app, "calm");
    let note = json!({"changeNote": "Checked again.", "major": true});
    step(&author, &id, "submit", &json!({})).expect_problem(409, "invalid_transition");
    let handed_in = step(&author, &id, "submit", &note).expect(200);
    assert_eq!(handed_in.json["workflow"]["proposal"], note);
    assert_refused(editor.try_publish("articles", &id, &note), &id);
    let approved = step(&editor, &id, "approve", &json!({})).expect(200);
    assert_eq!(approved.json["workflow"]["proposal"], note);
    for other in [json!({"changeNote": "Checked twice.", "major": true}), json!({"changeNote": "Checked again."})] {
        assert_refused(editor.try_publish("articles", &id, &other), &id);
    }
    // An edit voids the approval; the proposal stays and needs a new one.
    author.edit("articles", &id, &json!({"kicker": "Next"}));
    assert_refused(editor.try_publish("articles", &id, &note), &id);
    let again = step(&editor, &id, "approve", &json!({})).expect(200);
    assert_eq!(again.json["workflow"]["proposal"], note);
    editor.try_publish("articles", &id, &note).expect(200);
    let history = app.anonymous().get("/v1/articles/calm").expect(200).json["changeHistory"].clone();
    assert_eq!(history[0]["note"], "Checked again.");
    // The round is over: the proposal is not valid a second time.
    assert_refused(editor.try_publish("articles", &id, &note), &id);

    let ending =
        json!({"mode": "withdrawn", "explanation": "Out of date.", "alternative": {"url": "https://example.org/"}});
    step(&author, &id, "submit", &json!({"unpublish": ending})).expect(200);
    step(&editor, &id, "approve", &json!({})).expect(200);
    let other = json!({"mode": "withdrawn", "explanation": "Call 666."});
    assert_refused(step(&editor, &id, "unpublish", &other), &id);
    step(&editor, &id, "unpublish", &ending).expect(200);
    let shown = app.anonymous().get("/v1/articles/calm").expect(200);
    assert_eq!(shown.json["withdrawal"]["explanation"], "Out of date.");
    // A published text can be repeated.
    let gone = json!({"explanation": "Out of date.", "alternative": {"url": "https://example.org/"}});
    step(&editor, &id, "unpublish", &gone).expect(200);
    assert_refused(step(&editor, &id, "unpublish", &json!({"explanation": "Call 666."})), &id);
}

#[test]
fn a_rejected_proposal_is_not_approved() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let id = published(&app, "calm");
    let note = json!({"changeNote": "Checked again."});
    step(&author, &id, "submit", &note).expect(200);
    step(&editor, &id, "approve", &json!({})).expect(200);
    let rejected = step(&editor, &id, "reject", &json!({"comment": "No."})).expect(200);
    assert_eq!((&rejected.json["status"], rejected.json["workflow"].get("proposal")), (&json!("published"), None));
    assert_refused(editor.try_publish("articles", &id, &note), &id);
}

#[test]
fn with_four_eyes_nobody_approves_their_own_texts() {
    let app = TestApp::spawn_with(&["--approval", "four-eyes"]);
    let (editor, second) = (app.editor(), app.editor());
    let id = published(&app, "calm");
    let ending = json!({"explanation": "Call 666."});
    step(&editor, &id, "submit", &json!({"unpublish": ending})).expect(200);
    step(&editor, &id, "approve", &json!({})).expect_problem(403, "self_approval");
    assert_refused(step(&editor, &id, "unpublish", &ending), &id);
    step(&second, &id, "approve", &json!({})).expect(200);
    step(&editor, &id, "unpublish", &ending).expect(200);
}

#[test]
fn a_scheduled_unpublish_keeps_its_approval() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({})));
    let ending = json!({"mode": "gone", "explanation": "The campaign is over."});
    step(&author, &id, "submit", &json!({"unpublish": ending})).expect(200);
    step(&editor, &id, "approve", &json!({})).expect(200);
    let at = |days: i64| Timestamp::from_unix_ms(Timestamp::now().unix_ms() + days * DAY_MS).to_string();
    let plan = json!({"publishAt": at(1), "unpublishAt": at(2), "unpublish": ending});
    editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan).expect(200);
    assert_eq!(sql(&app.database_file(), "UPDATE schedules SET at = 1 WHERE action = 'publish'"), 1);
    eventually(|| app.anonymous().get("/v1/articles/calm").status == 200);
    assert_eq!(sql(&app.database_file(), "UPDATE schedules SET at = 2 WHERE action = 'unpublish'"), 1);
    eventually(|| app.anonymous().get("/v1/articles/calm").status == 410);
    let told = app.anonymous().get("/v1/articles/calm").expect(410);
    assert_eq!(told.json["explanation"], "The campaign is over.");
}

#[test]
fn texts_scheduled_before_approval_was_required_are_not_published() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("calm", json!({}))).id();
    let at = Timestamp::from_unix_ms(Timestamp::now().unix_ms() + DAY_MS).to_string();
    let plan = json!({"unpublishAt": at, "unpublish": {"explanation": "Call 666."}});
    editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan).expect(200);
    let app = app.restart_with(&["--approval", "required"]);
    assert_eq!(sql(&app.database_file(), "UPDATE schedules SET at = 1"), 1);
    let editor = app.editor();
    eventually(|| editor.get("/v1/manage/schedule?state=failed").expect(200).json["data"] != json!([]));
    let failed = editor.get("/v1/manage/schedule?state=failed").expect(200).json;
    assert!(failed["data"][0]["failure"].as_str().unwrap().contains("needs an approval"), "{failed}");
    app.anonymous().get("/v1/articles/calm").expect(200);
}
