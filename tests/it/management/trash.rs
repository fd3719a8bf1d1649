//! The trash: deleted entities can be restored from it.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, phrase_block, without};
use crate::harness::{Answer, Client, TestApp, all, article, ids, paragraph, phrase, resource, sql, topic};

fn restore(client: &Client, kind: &str, id: &str) -> Answer {
    client.post_matching(&format!("/v1/manage/{kind}/{id}/restore"), "*", &Value::Null)
}

/// Returns the working copy without the members that every write changes.
fn content(copy: &Value) -> Value {
    without(copy, &["version", "status", "updatedAt"])
}

#[test]
fn each_kind_is_restored_unchanged() {
    let app = TestApp::spawn();
    let author = app.author();
    let top = author.create("topics", &topic("top", json!({})));
    let said = author.create("phrases", &phrase("I hear you.", json!({"topics": [top]})));
    let next = author.create("resources", &resource("Next", json!({"topics": [top]})));
    let body = json!([paragraph("First."), phrase_block(&said)]);
    let mut whole = article_of("whole", body);
    whole["topics"] = json!([top]);
    whole["related"] = json!([next]);
    let whole = author.create("articles", &whole);
    let low = author.create("topics", &topic("low", json!({"parentId": top})));
    for (kind, id) in [("articles", &whole), ("phrases", &said), ("resources", &next), ("topics", &low)] {
        let before = author.working(kind, id).json;
        author.try_delete(kind, id).expect(204);
        let restored = restore(&author, kind, id).expect(200);
        assert_eq!(content(&restored.json), content(&before), "{kind}");
        assert_eq!((&restored.json["version"], &restored.json["status"]), (&json!(3), &json!("draft")));
        assert_eq!(restored.etag(), "\"3\"");
        assert_eq!(author.working(kind, id).json, restored.json);
        restore(&author, kind, id).expect_problem(409, "not_trashed");
        if kind == "articles" {
            author.try_delete(kind, id).expect(204);
        }
    }
}

#[test]
fn restoring_needs_an_author_and_an_entity_in_the_trash() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("phrases", &phrase("I hear you.", json!({})));
    author.try_delete("phrases", &id).expect(204);
    restore(&app.viewer(), "phrases", &id).expect_problem(403, "forbidden");
    for (kind, id) in [("phrases", UNKNOWN_ID), ("articles", &id), ("phrase", &id), ("keys", &id), ("phrases", "no-id")]
    {
        restore(&author, kind, id).expect_problem(404, "not_found");
    }
    let target = format!("/v1/manage/phrases/{id}/restore");
    author.post(&target, &Value::Null).expect_problem(428, "precondition_required");
    author.post_matching(&target, "\"1\"", &Value::Null).expect_problem(412, "version_mismatch");
    author.get(&target).expect_problem(405, "method_not_allowed");
    restore(&author, "phrases", &id).expect(200);
}

#[test]
fn a_missing_reference_or_taken_slug_prevents_restoring() {
    let app = TestApp::spawn();
    let author = app.author();
    let said = author.create("phrases", &phrase("I hear you.", json!({})));
    let id = author.create("articles", &article_of("wanted", json!([phrase_block(&said)])));
    author.try_delete("articles", &id).expect(204);
    author.try_delete("phrases", &said).expect(204);
    let other = author.create("articles", &article("wanted", json!({})));

    let place = "/sections/0/body/0/phraseId";
    restore(&author, "articles", &id).expect_problem(422, "validation_failed").expect_error(place, "unknown_reference");
    restore(&author, "phrases", &said).expect(200);
    restore(&author, "articles", &id).expect_problem(409, "slug_in_use");
    author.edit("articles", &other, &json!({"slug": "another"}));
    restore(&author, "articles", &id).expect(200);
}

#[test]
fn purging_deletes_revisions_and_frees_the_id() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let top = author.create("topics", &topic("top", json!({})));
    let id = author.create("phrases", &phrase("I hear you.", json!({"topics": [top]})));
    let target = format!("/v1/manage/phrases/{id}/purge");
    editor.post_matching(&target, "*", &Value::Null).expect_problem(409, "not_trashed");
    author.try_delete("phrases", &id).expect(204);
    author.post_matching(&target, "*", &Value::Null).expect_problem(403, "forbidden");
    editor.post(&target, &Value::Null).expect_problem(428, "precondition_required");
    editor.post_matching(&target, "\"1\"", &Value::Null).expect_problem(412, "version_mismatch");
    editor.post_matching(&target.replace("phrases", "topics"), "*", &Value::Null).expect_problem(404, "not_found");
    let purged = editor.post_matching(&target, "\"2\"", &Value::Null).expect(204);
    assert!(purged.bytes.is_empty());

    for place in ["", "/revisions", "/revisions/1"] {
        author.get(&format!("/v1/manage/phrases/{id}{place}")).expect_problem(404, "not_found");
    }
    editor.post_matching(&target, "*", &Value::Null).expect_problem(404, "not_found");
    restore(&author, "phrases", &id).expect_problem(404, "not_found");
    author.try_delete("topics", &top).expect(204);
    let again = author.post("/v1/manage/articles", &article("again", json!({"id": id}))).expect(201);
    assert_eq!(again.etag(), "\"1\"");
    // The log is append-only: the rows about the deleted entity stay.
    let rows = format!("DELETE FROM audit_log WHERE subject_id = '{id}' AND action = 'purge'");
    sql(&app.database_file(), "DROP TRIGGER audit_log_is_not_deleted");
    assert_eq!(sql(&app.database_file(), &rows), 1);
}

#[test]
fn a_list_shows_the_trash_only_when_asked() {
    let app = TestApp::spawn();
    let author = app.author();
    for (kind, input) in [
        ("articles", article("kept", json!({}))),
        ("phrases", phrase("Kept.", json!({}))),
        ("resources", resource("Kept", json!({}))),
        ("topics", topic("kept", json!({}))),
    ] {
        let mut other = input.clone();
        if other.get("slug").is_some() {
            other["slug"] = json!("gone");
        }
        let (kept, gone) = (author.create(kind, &input), author.create(kind, &other));
        author.try_delete(kind, &gone).expect(204);
        let list = |query: &str| ids(&all(&author, &format!("/v1/manage/{kind}{query}")));
        assert_eq!(list(""), std::slice::from_ref(&kept), "{kind}");
        assert_eq!(list("?status=draft"), [kept], "{kind}");
        assert_eq!(list("?status=trashed"), [gone], "{kind}");
    }
}

#[test]
fn the_steps_of_a_review_survive_the_trash() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({})));
    let step = |client: &Client, step: &str, body: &Value| {
        client.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", body).expect(200)
    };
    let steps = || author.get(&format!("/v1/manage/articles/{id}/workflow")).expect(200).json["data"].clone();
    step(&author, "submit", &json!({"comment": "Please look."}));
    step(&editor, "reject", &json!({"comment": "Say it more gently."}));
    step(&author, "submit", &json!({}));
    let before = author.working("articles", &id);
    let taken = steps();
    assert_eq!(taken.as_array().unwrap().len(), 3);
    author.try_delete("articles", &id).expect(204);
    assert_eq!(steps(), taken, "they are visible in the trash");
    let restored = restore(&author, "articles", &id).expect(200);
    assert_eq!((&restored.json["status"], &restored.json["workflow"]), (&json!("inReview"), &before.json["workflow"]));
    assert_eq!(steps(), taken);
    step(&editor, "approve", &json!({}));
    author.try_delete("articles", &id).expect(204);
    assert_eq!(restore(&author, "articles", &id).expect(200).json["status"], "approved");
    editor.publish("articles", &id);
    assert_eq!(steps(), json!([]), "the round is over");
}

#[test]
fn only_editors_delete_scheduled_entities() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("later", json!({})));
    let plan = json!({"publishAt": "2999-01-01T00:00:00Z"});
    editor.put(&format!("/v1/manage/articles/{id}/schedule"), "*", &plan).expect(200);
    author.try_delete("articles", &id).expect_problem(403, "forbidden");
    assert_eq!(editor.working("articles", &id).json["status"], "scheduled");
    editor.try_delete("articles", &id).expect(204);
}
