//! Conflicts with a published article over a slug, a locale of a translation group, or a section.

use serde_json::json;

use crate::harness::editing::{article_of, link_to};
use crate::harness::{TestApp, article, paragraph};

#[test]
fn a_section_moves_to_another_article_after_the_first_is_published_without_it() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let first = editor.create("articles", &article_of("first", json!([paragraph("Words that move.")])));
    editor.publish("articles", &first);
    let section = editor.working("articles", &first).json["sections"][0].clone();
    editor.edit("articles", &first, &json!({"sections": []}));
    let second = editor.create("articles", &article("second", json!({"sections": [section]})));
    let refused = editor.try_publish("articles", &second, &json!({})).expect_problem(409, "id_in_use");
    assert!(refused.json["detail"].as_str().unwrap().contains(&first), "{}", refused.text());
    reader.get("/v1/articles/second").expect_problem(404, "not_found");
    editor.publish("articles", &first);
    editor.publish("articles", &second);
    let shown = reader.get(&format!("/v1/sections/{}", section["id"].as_str().unwrap())).expect(200);
    assert_eq!(shown.json["article"]["id"], second.as_str());
}

#[test]
fn an_included_draft_takes_a_slug_that_the_same_publish_frees() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let older = editor.create("articles", &article("somewhere", json!({})));
    let newer = editor.create("articles", &article("wanted", json!({})));
    editor.publish("articles", &newer);
    let links = json!([{"body": [link_to(&older)]}]);
    editor.edit("articles", &newer, &json!({"slug": "moved", "sections": links}));
    editor.edit("articles", &older, &json!({"slug": "wanted"}));
    editor.publish_with_references("articles", &newer);
    assert_eq!(reader.get("/v1/articles/wanted").expect(200).json["id"], older.as_str());
    assert_eq!(reader.get("/v1/articles/moved").expect(200).json["id"], newer.as_str());
}

#[test]
fn a_translation_conflict_with_a_published_article_has_its_own_code() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let first = editor.create("articles", &article("first", json!({})));
    editor.publish("articles", &first);
    let group = editor.working("articles", &first).json["translationGroupId"].clone();
    let elsewhere = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de99";
    editor.edit("articles", &first, &json!({"translationGroupId": elsewhere}));
    let second = editor.create("articles", &article("second", json!({"translationGroupId": group})));
    editor.try_publish("articles", &second, &json!({})).expect_problem(409, "translation_exists");
    editor.publish("articles", &first);
    editor.publish("articles", &second);
}

#[test]
fn a_note_without_a_change_is_published_as_a_new_version() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("noted", json!({})));
    editor.publish("articles", &id);
    let noted = editor.try_publish("articles", &id, &json!({"changeNote": "Checked by the night team."})).expect(200);
    assert_eq!(noted.json["publishedVersion"], 3);
}
