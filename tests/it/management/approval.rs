//! Publishing with a required approval.

use cairn::auth::Role;
use cairn::content::Timestamp;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{
    Answer, Client, Sandbox, TestApp, article, demo_folder, eventually, number, phrase, resource, sql,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn step(client: &Client, collection: &str, id: &str, step: &str) -> Answer {
    client.post_matching(&format!("/v1/manage/{collection}/{id}/{step}"), "*", &json!({}))
}

fn review(author: &Client, editor: &Client, collection: &str, id: &str) {
    step(author, collection, id, "submit").expect(200);
    step(editor, collection, id, "approve").expect(200);
}

fn schedule(client: &Client, id: &str, plan: Value) -> Answer {
    client.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan)
}

fn tomorrow() -> String {
    Timestamp::from_unix_ms(Timestamp::now().unix_ms() + DAY_MS).to_string()
}

/// Returns the ids of the unapproved entities that a response names.
fn unapproved(answer: &Answer) -> Vec<&str> {
    answer.json["unapproved"].as_array().unwrap().iter().map(|entity| entity["id"].as_str().unwrap()).collect()
}

fn required() -> TestApp {
    TestApp::spawn_with(&["--approval", "required"])
}

#[test]
fn approval_is_not_required_by_default() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("calm", json!({})));
    step(&editor, "articles", &id, "submit").expect(200);
    editor.publish("articles", &id);
}

#[test]
fn if_required_only_approved_content_is_published() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({})));
    let refused = |id: &str| {
        let answer = editor.try_publish("articles", id, &json!({})).expect_problem(409, "approval_required");
        assert_eq!(unapproved(&answer), [id]);
        let answer = schedule(&editor, id, json!({"publishAt": tomorrow()})).expect_problem(409, "approval_required");
        assert_eq!(unapproved(&answer), [id]);
    };
    refused(&id);
    step(&author, "articles", &id, "submit").expect(200);
    refused(&id);
    step(&editor, "articles", &id, "approve").expect(200);
    author.edit("articles", &id, &json!({"kicker": "Slipped in"}));
    refused(&id);
    step(&editor, "articles", &id, "approve").expect(200);
    editor.post_matching(&format!("/v1/manage/articles/{id}/reject"), "*", &json!({"comment": "No."})).expect(200);
    refused(&id);
    app.anonymous().get("/v1/articles/calm").expect(404);
    review(&author, &editor, "articles", &id);
    editor.publish("articles", &id);
    author.edit("articles", &id, &json!({"kicker": "Next"}));
    refused(&id);
}

#[test]
fn unchanged_published_content_needs_no_approval() {
    let app = required();
    let editor = app.editor();
    let id = editor.create("articles", &article("calm", json!({})));
    review(&editor, &editor, "articles", &id);
    editor.publish("articles", &id);
    editor.try_publish("articles", &id, &json!({})).expect(200);
    // An edit voids the approval, even if another edit reverts it.
    let title = editor.get(&format!("/v1/manage/articles/{id}")).expect(200).json["title"].clone();
    editor.edit("articles", &id, &json!({"title": "Other words"}));
    editor.try_publish("articles", &id, &json!({})).expect_problem(409, "approval_required");
    editor.edit("articles", &id, &json!({"title": title}));
    editor.try_publish("articles", &id, &json!({})).expect(200);
    editor.try_unpublish("articles", &id).expect(200);
    let answer = editor.try_publish("articles", &id, &json!({})).expect_problem(409, "approval_required");
    assert_eq!(unapproved(&answer), [id]);
}

#[test]
fn included_references_need_an_approval_and_all_unapproved_ones_are_named() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let said = author.create("phrases", &phrase("I hear you.", json!({})));
    let id = author.create("articles", &article_of("calm", json!([phrase_block(&said)])));
    let all = json!({"includeReferences": true});
    let answer = editor.try_publish("articles", &id, &all).expect_problem(409, "approval_required");
    let mut named = unapproved(&answer);
    named.sort_unstable();
    let mut both = vec![said.as_str(), id.as_str()];
    both.sort_unstable();
    assert_eq!(named, both);
    review(&author, &editor, "articles", &id);
    let answer = editor.try_publish("articles", &id, &all).expect_problem(409, "approval_required");
    assert_eq!(unapproved(&answer), [&said]);
    assert!(answer.json["detail"].as_str().unwrap().contains("I hear you."), "{}", answer.text());
    review(&author, &editor, "phrases", &said);
    editor.try_publish("articles", &id, &all).expect(200);
}

#[test]
fn a_schedule_fails_if_an_included_reference_lost_its_approval() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let said = author.create("phrases", &phrase("I hear you.", json!({})));
    let id = author.create("articles", &article_of("calm", json!([phrase_block(&said)])));
    review(&author, &editor, "articles", &id);
    review(&author, &editor, "phrases", &said);
    let scheduled = schedule(&editor, &id, json!({"publishAt": tomorrow(), "includeReferences": true})).expect(200);
    assert_eq!(scheduled.json["workflow"]["step"], "approved");
    let comment = json!({"comment": "Not like this."});
    editor.post_matching(&format!("/v1/manage/phrases/{said}/reject"), "*", &comment).expect(200);
    sql(&app.database_file(), &format!("UPDATE schedules SET at = at - {DAY_MS}"));
    eventually(|| editor.working("articles", &id).json["status"] != "scheduled");
    assert_eq!(editor.working("articles", &id).json["status"], "approved", "its own approval stays");
    let failed = editor.get("/v1/manage/schedule?state=failed").expect(200).json;
    let failure = failed["data"][0]["failure"].as_str().unwrap();
    assert!(failure.contains("approval") && failure.contains(&said), "{failure}");
    app.anonymous().get("/v1/articles/calm").expect(404);
}

#[test]
fn approved_content_is_published_at_its_scheduled_time() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({})));
    review(&author, &editor, "articles", &id);
    schedule(&editor, &id, json!({"publishAt": tomorrow()})).expect(200);
    sql(&app.database_file(), &format!("UPDATE schedules SET at = at - {DAY_MS}"));
    eventually(|| editor.working("articles", &id).json["status"] != "scheduled");
    app.anonymous().get("/v1/articles/calm").expect(200);
}

#[test]
fn self_approval_is_allowed_except_with_four_eyes() {
    let app = required();
    let editor = app.editor();
    let id = editor.create("articles", &article("calm", json!({})));
    review(&editor, &editor, "articles", &id);
    let app = app.restart_with(&["--approval", "four-eyes"]);
    let answer = editor_of_restart(&app, &editor).try_publish("articles", &id, &json!({}));
    let answer = answer.expect_problem(409, "approval_required");
    assert_eq!(unapproved(&answer), [id], "it was approved by its own author");
}

/// Returns a client with the same key at the restarted server.
fn editor_of_restart(app: &TestApp, editor: &Client) -> Client {
    app.with_key(editor.key().unwrap())
}

#[test]
fn with_four_eyes_writers_and_submitters_cannot_approve() {
    let app = TestApp::spawn_with(&["--approval", "four-eyes"]);
    let editors: Vec<Client> = (0..4).map(|_| app.with_role(Role::Editor)).collect();
    let [first, second, third, other] = editors.as_slice() else { panic!() };
    let id = first.create("articles", &article("calm", json!({})));
    second.edit("articles", &id, &json!({"kicker": "Mine"}));
    step(third, "articles", &id, "submit").expect(200);
    for editor in [first, second, third] {
        step(editor, "articles", &id, "approve").expect_problem(403, "self_approval");
    }
    step(other, "articles", &id, "approve").expect(200);
    first.publish("articles", &id);
    second.edit("articles", &id, &json!({"kicker": "Again mine"}));
    step(third, "articles", &id, "submit").expect(200);
    step(first, "articles", &id, "approve").expect(200);
    assert_eq!(first.publish("articles", &id).json["status"], "published");
}

#[test]
fn a_rotated_key_counts_as_the_same_person() {
    let app = TestApp::spawn_with(&["--approval", "four-eyes"]);
    let (admin, other) = (app.admin(), app.editor());
    let rotate = |client: &Client| {
        let id = client.get("/v1/manage/whoami").expect(200).json["keyId"].as_str().unwrap().to_owned();
        let new = admin.post(&format!("/v1/manage/keys/{id}/rotate"), &json!({"overlapSeconds": 600})).expect(201);
        app.with_key(new.json["key"].as_str().unwrap())
    };
    let first = app.editor();
    let second = rotate(&first);
    let third = rotate(&second);
    let id = second.create("articles", &article("calm", json!({})));
    step(&other, "articles", &id, "submit").expect(200);
    for key in [&first, &second, &third] {
        step(key, "articles", &id, "approve").expect_problem(403, "self_approval");
    }
    step(&app.editor(), "articles", &id, "approve").expect(200);
}

#[test]
fn restoring_with_dropped_references_counts_as_writing() {
    let app = TestApp::spawn_with(&["--approval", "four-eyes"]);
    let (author, editor, other) = (app.author(), app.editor(), app.editor());
    let card = author.create("resources", &resource("Card", json!({})));
    let id = author.create("articles", &article("calm", json!({"related": [card]})));
    let restore = |query: &str| {
        let target = format!("/v1/manage/articles/{id}/restore{query}");
        editor.post_matching(&target, "*", &Value::Null).expect(200).json
    };
    step(&author, "articles", &id, "submit").expect(200);
    // The restored content is still the work of its author.
    editor.try_delete("articles", &id).expect(204);
    assert_eq!(restore("")["status"], "inReview");
    step(&editor, "articles", &id, "approve").expect(200);
    editor.try_delete("articles", &id).expect(204);
    editor.try_delete("resources", &card).expect(204);
    let restored = restore("?dropMissingReferences=true");
    assert_eq!((&restored["status"], &restored["related"]), (&json!("inReview"), &json!([])));
    assert_eq!(restored["workflow"]["step"], "voided");
    let answer = editor.try_publish("articles", &id, &json!({})).expect_problem(409, "approval_required");
    assert_eq!(unapproved(&answer), [&id]);
    step(&editor, "articles", &id, "approve").expect_problem(403, "self_approval");
    let revisions = editor.get(&format!("/v1/manage/articles/{id}/revisions")).expect(200).json;
    let made: Vec<_> = revisions["data"].as_array().unwrap().iter().map(|revision| &revision["action"]).collect();
    assert_eq!(made[..2], [&json!("save"), &json!("restore")]);
    step(&other, "articles", &id, "approve").expect(200);
    editor.publish("articles", &id);
}

#[test]
fn rejecting_ones_own_work_is_allowed() {
    let app = TestApp::spawn_with(&["--approval", "four-eyes"]);
    let editor = app.editor();
    let id = editor.create("articles", &article("calm", json!({})));
    step(&editor, "articles", &id, "submit").expect(200);
    let reject = format!("/v1/manage/articles/{id}/reject");
    editor.post_matching(&reject, "*", &json!({"comment": "Not yet."})).expect(200);
}

#[test]
fn concurrent_edits_and_publishes_never_publish_unapproved_content() {
    let app = required();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({"kicker": "approved 0"})));
    std::thread::scope(|scope| {
        let editing = scope.spawn(|| {
            for edit in 0..40 {
                author.edit("articles", &id, &json!({"kicker": format!("unseen {edit}")}));
            }
        });
        while !editing.is_finished() {
            let seen = editor.working("articles", &id);
            if seen.json["status"] == "draft" || seen.json["status"] == "published" {
                step(&author, "articles", &id, "submit");
            }
            // Every published content must have been approved in that version: approve exactly the version that was
            // read.
            let approve = format!("/v1/manage/articles/{id}/approve");
            editor.post_matching(&approve, &seen.etag(), &json!({}));
            editor.try_publish("articles", &id, &json!({}));
        }
    });
    let unapproved = format!(
        "SELECT count(*) AS number FROM revisions AS public WHERE public.entity_id = '{id}' AND public.published \
         AND NOT EXISTS (SELECT 1 FROM revisions AS approved WHERE approved.entity_id = public.entity_id \
         AND approved.action = 'approve' AND approved.version < public.version \
         AND approved.content_digest = public.content_digest)"
    );
    assert_eq!(number(&app.database_file(), &unapproved), 0);
}

#[test]
fn commands_of_the_operator_need_no_approval() {
    let place = Sandbox::new();
    let mut server = place.serve(&["--demo", "--approval", "four-eyes"]);
    server.wait_for("cairn_");
    let articles = server.client().get("/v1/articles?limit=1").expect(200).json;
    assert_eq!(articles["data"].as_array().unwrap().len(), 1);
    server.stop();
    let other = Sandbox::new();
    other.run(&["import", "--publish", &demo_folder().display().to_string()]).succeeded();
}
