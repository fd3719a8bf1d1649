//! Unpublishing: modes, explanations and alternatives, and the requests that are refused.

use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Answer, Client, TestApp, article, phrase, sql};

fn unpublish(client: &Client, kind: &str, id: &str, how: &Value) -> Answer {
    client.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish"), "*", how)
}

/// Creates and publishes an article.
fn published(editor: &Client, slug: &str) -> String {
    let id = editor.create("articles", &article(slug, json!({})));
    editor.publish("articles", &id);
    id
}

#[test]
fn an_invalid_unpublishing_is_refused_with_its_pointer() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = published(&editor, "ending");
    let long = "x".repeat(1001);
    for (how, pointer, code) in [
        (json!({"mode": "deleted"}), "/mode", "unknown_value"),
        (json!({"mode": 1}), "/mode", "wrong_type"),
        (json!({"mode": "redirect"}), "/alternative", "required"),
        (json!({"mode": "redirect", "alternative": null}), "/alternative", "required"),
        (json!({"mode": "withdrawn"}), "/explanation", "required"),
        (json!({"mode": "withdrawn", "explanation": " "}), "/explanation", "blank"),
        (json!({"explanation": long}), "/explanation", "too_long"),
        (json!({"alternative": {}}), "/alternative/articleId", "required"),
        (json!({"alternative": "https://example.org/"}), "/alternative", "wrong_type"),
        (json!({"alternative": {"articleId": "x"}}), "/alternative/articleId", "invalid_id"),
        (json!({"alternative": {"articleId": UNKNOWN_ID}}), "/alternative/articleId", "unknown_reference"),
        (json!({"alternative": {"articleId": id}}), "/alternative/articleId", "self_reference"),
        (json!({"alternative": {"url": "javascript:alert(1)"}}), "/alternative/url", "unsafe_url"),
        (json!({"alternative": {"url": "/elsewhere"}}), "/alternative/url", "invalid_url"),
        (
            json!({"alternative": {"articleId": UNKNOWN_ID, "url": "https://example.org/"}}),
            "/alternative/url",
            "mutually_exclusive",
        ),
        (json!({"explanations": "x"}), "/explanations", "unknown_field"),
        (json!({"alternative": {"adress": "x"}}), "/alternative/adress", "unknown_field"),
    ] {
        unpublish(&editor, "articles", &id, &how).expect_problem(422, "validation_failed").expect_error(pointer, code);
    }
    unpublish(&editor, "articles", &id, &json!([])).expect_problem(422, "validation_failed");
    app.anonymous().get("/v1/articles/ending").expect(200);
    assert_eq!(editor.working("articles", &id).etag(), "\"2\"", "nothing was changed");
}

#[test]
fn an_alternative_must_be_published() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = published(&editor, "ending");
    let draft = editor.create("articles", &article("draft", json!({})));
    let back = published(&editor, "taken-back");
    unpublish(&editor, "articles", &back, &json!({})).expect(200);
    for other in [draft, back] {
        let how = json!({"mode": "redirect", "alternative": {"articleId": other}});
        unpublish(&editor, "articles", &id, &how)
            .expect_problem(409, "unpublished_references")
            .expect_error("/alternative/articleId", "unpublished_reference");
    }
}

#[test]
fn only_articles_are_redirected_or_withdrawn() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("phrases", &phrase("Here I am.", json!({})));
    editor.publish("phrases", &id);
    for how in [
        json!({"mode": "withdrawn", "explanation": "x"}),
        json!({"mode": "redirect", "alternative": {"url": "https://example.org/"}}),
    ] {
        unpublish(&editor, "phrases", &id, &how)
            .expect_problem(422, "validation_failed")
            .expect_error("/mode", "mismatch");
    }
    unpublish(&editor, "phrases", &id, &json!({"mode": "gone", "explanation": "Others say it better."})).expect(200);
}

#[test]
fn unpublishing_needs_an_editor_if_match_and_a_published_entity() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = published(&editor, "ending");
    let how = json!({"mode": "withdrawn", "explanation": "It is out of date."});
    unpublish(&app.author(), "articles", &id, &how).expect_problem(403, "forbidden");
    let address = format!("/v1/manage/articles/{id}/unpublish");
    editor.post_matching(&address, "\"1\"", &how).expect_problem(412, "version_mismatch");
    editor.post(&address, &how).expect_problem(428, "precondition_required");
    assert_eq!(unpublish(&editor, "articles", &id, &how).expect(200).json["status"], "unpublished");
    unpublish(&editor, "articles", &id, &how).expect_problem(409, "not_published");
}

/// Returns the changes after `token` in the stream for offline copies, and the next token.
fn synced(reader: &Client, token: &str) -> (Vec<Value>, String) {
    let answer = reader.get(&format!("/v1/sync?token={token}")).expect(200).json;
    (answer["items"].as_array().unwrap().clone(), answer["nextToken"].as_str().unwrap().to_owned())
}

#[test]
fn the_mode_of_a_withdrawn_article_can_change() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let (id, other) = (published(&editor, "ending"), published(&editor, "other"));
    editor.edit("articles", &id, &json!({"title": "Draft title"}));
    unpublish(&editor, "articles", &id, &json!({"mode": "withdrawn", "explanation": "Old."})).expect(200);
    let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();

    let newer = json!({"mode": "withdrawn", "explanation": "Older.", "alternative": {"articleId": other}});
    let changed = unpublish(&editor, "articles", &id, &newer).expect(200);
    assert_eq!((&changed.json["status"], &changed.json["version"]), (&json!("unpublished"), &json!(5)));
    let shown = reader.get("/v1/articles/ending").expect(200);
    assert_eq!(shown.json["title"], "About ending", "a draft leaked");
    assert_eq!(shown.json["withdrawal"]["explanation"], "Older.");
    assert_eq!(shown.json["withdrawal"]["alternative"]["article"]["id"], other.as_str());
    let (items, token) = synced(&reader, &token);
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0]["type"], &items[0]["id"]), (&json!("tombstone"), &json!(id)));

    let led = json!({"mode": "redirect", "alternative": {"articleId": other}});
    unpublish(&editor, "articles", &id, &led).expect(200);
    assert_eq!(reader.get("/v1/articles/ending").expect(301).header("location"), "/v1/articles/other");
    let (items, token) = synced(&reader, &token);
    assert_eq!(items[0]["id"], id.as_str());
    unpublish(&editor, "articles", &id, &led).expect_problem(409, "not_published");
    assert_eq!(synced(&reader, &token).0, Vec::<Value>::new(), "a refused request is no change");

    unpublish(&editor, "articles", &id, &json!({"explanation": "Wrong."})).expect(200);
    assert_eq!(reader.get("/v1/articles/ending").expect_problem(410, "gone").json["explanation"], "Wrong.");
    let again = json!({"mode": "withdrawn", "explanation": "Old."});
    let refused = unpublish(&editor, "articles", &id, &again).expect_problem(409, "not_published");
    assert!(refused.text().contains("no longer shown"), "{}", refused.text());
    let own = json!({"mode": "redirect", "alternative": {"articleId": id}});
    unpublish(&editor, "articles", &id, &own).expect_error("/alternative/articleId", "self_reference");
    editor.publish("articles", &id);
    assert_eq!(reader.get("/v1/articles/ending").expect(200).json["title"], "Draft title");
}

#[test]
fn changing_the_mode_keeps_the_draft() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = published(&editor, "ending");
    unpublish(&editor, "articles", &id, &json!({"mode": "withdrawn", "explanation": "Old."})).expect(200);
    let step = |name: &str| editor.post_matching(&format!("/v1/manage/articles/{id}/{name}"), "*", &json!({}));
    step("submit").expect(200);
    step("approve").expect(200);
    let changed = unpublish(&editor, "articles", &id, &json!({"explanation": "Older."})).expect(200);
    assert_eq!((&changed.json["status"], &changed.json["workflow"]["step"]), (&json!("approved"), &json!("approved")));
}

#[test]
fn a_withdrawn_article_that_is_deleted_is_gone() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for force in ["", "?force=true"] {
        let slug = if force.is_empty() { "one" } else { "two" };
        let id = published(&editor, slug);
        unpublish(&editor, "articles", &id, &json!({"mode": "withdrawn", "explanation": "Old."})).expect(200);
        reader.get(&format!("/v1/articles/{slug}")).expect(200);
        let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();
        let address = format!("/v1/manage/articles/{id}");
        app.author().delete(&address, "*").expect_problem(403, "forbidden");
        reader.get(&format!("/v1/articles/{slug}")).expect(200);
        editor.delete(&format!("{address}{force}"), "*").expect(204);
        for target in [format!("/v1/articles/{slug}"), format!("/v1/articles/{id}/sections")] {
            assert_eq!(reader.get(&target).expect_problem(410, "gone").json["explanation"], "Old.");
        }
        let (items, token) = synced(&reader, &token);
        assert_eq!((items.len(), &items[0]["id"]), (1, &json!(id)));
        editor.post_matching(&format!("{address}/purge"), "*", &Value::Null).expect(204);
        reader.get(&format!("/v1/articles/{slug}")).expect_problem(410, "gone");
        assert_eq!(synced(&reader, &token).0, Vec::<Value>::new(), "readers already got 410");
    }
}

#[test]
fn purging_removes_a_withdrawn_document_of_an_earlier_version() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = published(&editor, "ending");
    unpublish(&editor, "articles", &id, &json!({"explanation": "Old."})).expect(200);
    editor.try_delete("articles", &id).expect(204);
    // The state that earlier versions left, which did not end withdrawn articles on deletion.
    let document = json!({"id": id, "locale": "en", "slug": "ending", "url": "/v1/articles/ending?locale=en"});
    sql(
        &app.database_file(),
        &format!("UPDATE published_unpublishings SET mode = 'withdrawn', document = '{document}' WHERE id = '{id}'"),
    );
    editor.post_matching(&format!("/v1/manage/articles/{id}/purge"), "*", &Value::Null).expect(204);
    reader.get("/v1/articles/ending").expect_problem(410, "gone");
}
