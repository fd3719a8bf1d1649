//! How a thing is taken back: what may be said of its end, and what is refused.

use serde_json::{Value, json};

use crate::harness::editing::NOBODY;
use crate::harness::{Answer, Client, TestApp, article, phrase};

fn take_back(client: &Client, kind: &str, id: &str, how: &Value) -> Answer {
    client.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish"), "*", how)
}

/// A published article.
fn published(editor: &Client, slug: &str) -> String {
    let id = editor.create("articles", &article(slug, json!({})));
    editor.publish("articles", &id);
    id
}

#[test]
fn an_end_that_cannot_be_is_refused_with_its_place() {
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
        (json!({"alternative": {"articleId": NOBODY}}), "/alternative/articleId", "unknown_reference"),
        (json!({"alternative": {"articleId": id}}), "/alternative/articleId", "self_reference"),
        (json!({"alternative": {"url": "javascript:alert(1)"}}), "/alternative/url", "unsafe_url"),
        (json!({"alternative": {"url": "/elsewhere"}}), "/alternative/url", "invalid_url"),
        (
            json!({"alternative": {"articleId": NOBODY, "url": "https://example.org/"}}),
            "/alternative/url",
            "mutually_exclusive",
        ),
        (json!({"explanations": "x"}), "/explanations", "unknown_field"),
        (json!({"alternative": {"adress": "x"}}), "/alternative/adress", "unknown_field"),
    ] {
        take_back(&editor, "articles", &id, &how).expect_problem(422, "validation_failed").expect_error(pointer, code);
    }
    take_back(&editor, "articles", &id, &json!([])).expect_problem(422, "validation_failed");
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
    take_back(&editor, "articles", &back, &json!({})).expect(200);
    for other in [draft, back] {
        let how = json!({"mode": "redirect", "alternative": {"articleId": other}});
        take_back(&editor, "articles", &id, &how)
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
        take_back(&editor, "phrases", &id, &how)
            .expect_problem(422, "validation_failed")
            .expect_error("/mode", "mismatch");
    }
    take_back(&editor, "phrases", &id, &json!({"mode": "gone", "explanation": "Others say it better."})).expect(200);
}

#[test]
fn what_is_said_of_an_end_needs_the_role_the_version_and_something_published() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = published(&editor, "ending");
    let how = json!({"mode": "withdrawn", "explanation": "It is out of date."});
    take_back(&app.author(), "articles", &id, &how).expect_problem(403, "forbidden");
    let address = format!("/v1/manage/articles/{id}/unpublish");
    editor.post_matching(&address, "\"1\"", &how).expect_problem(412, "version_mismatch");
    editor.post(&address, &how).expect_problem(428, "precondition_required");
    assert_eq!(take_back(&editor, "articles", &id, &how).expect(200).json["status"], "unpublished");
    take_back(&editor, "articles", &id, &how).expect_problem(409, "not_published");
}
