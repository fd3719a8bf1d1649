//! Searching working copies: their content as last saved, published or not.

use serde_json::json;

use crate::harness::{Client, TestApp, article, phrase, publish, resource, sql, topic};

fn found(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/v1/manage/search?{query}")).expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    let hits = answer.json["data"].as_array().unwrap().clone();
    hits.iter().map(|hit| hit["label"]["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn working_copies_are_found_by_their_last_saved_words() {
    let app = TestApp::spawn();
    let (author, viewer) = (app.author(), app.viewer());
    let sections = json!([{"heading": "Ferries", "markdown": "They cross the harbour at night."}]);
    let id = author.create("articles", &article("one", json!({"title": "By boat", "sections": sections})));
    author.create("phrases", &phrase("Come over.", json!({"why": "The harbour is calm."})));
    author.create("resources", &resource("Timetable", json!({"excerpt": "Of the harbour."})));
    author.create("topics", &topic("water", json!({"name": "Water", "description": "Seas and harbours."})));
    let mut all = found(&viewer, "q=harbours");
    all.sort();
    assert_eq!(all, ["By boat", "Come over.", "Timetable", "Water"]);
    assert_eq!(found(&viewer, "q=harbour&kind=topic"), ["Water"]);
    assert_eq!(found(&viewer, "q=harbour&kind=article,phrase").len(), 2);
    assert_eq!(found(&viewer, "q=harbour&limit=1").len(), 1);
    assert_eq!(found(&viewer, "q=%22harbour+at+night%22+-timetable"), ["By boat"]);
    author.edit("articles", &id, &json!({"sections": []}));
    assert!(!found(&viewer, "q=harbour").contains(&"By boat".to_owned()), "the word was removed");
    assert_eq!(found(&viewer, "q=boat"), ["By boat"]);
}

#[test]
fn the_draft_of_a_published_article_is_found_by_its_own_words_with_its_status() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("one", json!({"title": "By boat"}))).id();
    editor.edit("articles", &id, &json!({"title": "By <em>ferry</em>", "summary": "🚢 The ferry leaves."}));
    assert!(found(&editor, "q=boat").is_empty());
    let hit = editor.get("/v1/manage/search?q=ferry").expect(200).json["data"][0].clone();
    assert_eq!((&hit["id"], &hit["kind"], &hit["version"]), (&json!(id), &json!("article"), &json!(3)));
    assert_eq!(hit["label"], json!({"text": "By <em>ferry</em>", "marks": [{"start": 7, "end": 12}]}));
    assert_eq!(hit["snippet"]["marks"], json!([{"start": 7, "end": 12}]));
    assert!(app.anonymous().get("/v1/search?q=ferry").expect(200).json["data"].as_array().unwrap().is_empty());
}

#[test]
fn entities_in_the_trash_are_not_found_until_restored() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("one", json!({"title": "By boat"})));
    editor.try_delete("articles", &id).expect(204);
    assert!(found(&editor, "q=boat").is_empty());
    editor.post_matching(&format!("/v1/manage/articles/{id}/restore"), "*", &json!({})).expect(200);
    assert_eq!(found(&editor, "q=boat"), ["By boat"]);
}

#[test]
fn if_few_have_all_words_texts_with_some_are_found_and_marked_as_such() {
    let app = TestApp::spawn();
    let author = app.author();
    author.create("articles", &article("one", json!({"title": "A red boat", "summary": "At sea."})));
    author.create("articles", &article("two", json!({"title": "A blue boat", "summary": "At sea."})));
    let answer = author.get("/v1/manage/search?q=red+boat+").expect(200).json;
    assert_eq!(answer["hasAllWords"], false);
    let first = &answer["data"].as_array().unwrap()[0];
    assert_eq!(first["label"]["text"], "A red boat");
    assert_eq!(author.get("/v1/manage/search?q=sea+").expect(200).json["hasAllWords"], true);
}

#[test]
fn invalid_and_unauthenticated_searches_are_refused() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    app.anonymous().get("/v1/manage/search?q=boat").expect_problem(401, "missing_credentials");
    for q in ["", "q=", "q=%22open", "q=-only", "q=*"] {
        let refused = viewer.get(&format!("/v1/manage/search?{q}")).expect_problem(400, "invalid_query");
        refused.expect_error("q", "invalid_value");
    }
    viewer
        .get("/v1/manage/search?q=x&limit=101")
        .expect_problem(400, "invalid_query")
        .expect_error("limit", "invalid_value");
    viewer
        .get("/v1/manage/search?q=x&kind=page")
        .expect_problem(400, "invalid_query")
        .expect_error("kind", "invalid_value");
}

#[test]
fn working_copies_from_before_the_index_are_indexed_at_startup() {
    let app = TestApp::spawn();
    let editor = app.editor();
    editor.create("articles", &article("one", json!({"title": "By boat"})));
    let binned = editor.create("articles", &article("two", json!({"title": "A boat that sank"})));
    editor.try_delete("articles", &binned).expect(204);
    let file = app.database_file();
    sql(&file, "DELETE FROM working_findables");
    sql(&file, "INSERT INTO working_index (working_index) VALUES ('delete-all')");
    // The state that the migration leaves if it finds working copies.
    sql(&file, "INSERT INTO frozen_settings (name, value) VALUES ('working_search_is_outdated', 'true')");
    let app = app.restart_with(&[]);
    assert_eq!(found(&app.viewer(), "q=boat"), ["By boat"]);
}
