//! The search index has exactly the published texts, and can be rebuilt.

use std::path::Path;

use serde_json::{Value, json};

use super::{found, one_section, search};
use crate::harness::editing::phrase_block;
use crate::harness::{
    Client, Sandbox, TestApp, article, demo_folder, eventually, number, phrase, publish, resource, sql, topic,
    unpublish,
};

#[test]
fn a_search_finds_the_last_published_text_only() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &one_section("one", "The harbour", "A draft."));
    assert!(found(&reader, "harbour").is_empty(), "a draft is not found");
    editor.publish("articles", &id);
    assert_eq!(found(&reader, "harbour"), ["one"]);
    let changed = json!({"title": "A lighthouse", "sections": [{"heading": "The bridge", "markdown": "Over it."}]});
    editor.edit("articles", &id, &changed);
    assert_eq!(
        (found(&reader, "harbour").len(), found(&reader, "bridge").len()),
        (1, 0),
        "a draft of a change is not found"
    );
    editor.publish("articles", &id);
    assert_eq!((found(&reader, "harbour").len(), found(&reader, "lighthouse bridge ").len()), (0, 1));
    editor.edit("articles", &id, &json!({"locale": "fr"}));
    editor.publish("articles", &id);
    assert_eq!(search(&reader, "bridge", "&locale=fr").json["data"].as_array().unwrap().len(), 1);
    assert!(search(&reader, "bridge", "&locale=en").json["data"].as_array().unwrap().is_empty());
    unpublish(&editor, "articles", &id);
    assert!(found(&reader, "bridge").is_empty());
    assert_eq!(count_index_rows(&app), 0);
}

/// Returns the number of rows that remain in the tables of the index.
fn count_index_rows(app: &TestApp) -> i64 {
    let count = |table: &str| number(&app.database_file(), &format!("SELECT count(*) AS number FROM {table}"));
    count("published_findables") + count("published_passages") + count("published_passage_index_docsize")
}

#[test]
fn unpublished_articles_are_not_found() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for (slug, how) in [
        ("withdrawn", json!({"mode": "withdrawn", "explanation": "Out of date."})),
        ("led", json!({"mode": "redirect", "alternative": {"url": "https://example.org/"}})),
    ] {
        let id = publish(&editor, "articles", &one_section(slug, "The harbour", "Text.")).id();
        assert_eq!(found(&reader, "harbour"), [slug]);
        editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &how).expect(200);
        assert!(found(&reader, "harbour").is_empty(), "{slug}");
    }
    assert_eq!(count_index_rows(&app), 0);
}

#[test]
fn embedded_texts_are_indexed_in_their_current_version() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let output = publish(&editor, "phrases", &phrase("Come to the harbour.", json!({}))).id();
    let calm = publish(&editor, "topics", &topic("calm", json!({}))).id();
    let fields = json!({"topics": [calm], "sections": [{"heading": "Words", "body": [phrase_block(&output)]}]});
    publish(&editor, "articles", &article("one", fields));
    assert_eq!(found(&reader, "harbour"), ["one"]);
    editor.edit("phrases", &output, &json!({"text": "Come to the lighthouse."}));
    editor.publish("phrases", &output);
    assert_eq!((found(&reader, "harbour").len(), found(&reader, "lighthouse").len()), (0, 1));
    editor.edit("topics", &calm, &json!({"name": "Serenity"}));
    editor.publish("topics", &calm);
    assert_eq!(found(&reader, "serenity"), ["one"], "the name of its topic must be found too");
    let tides = search(&reader, "lighthouse", "&topic=calm");
    assert_eq!(tides.json["data"].as_array().unwrap().len(), 1);
    editor.edit("articles", &article_id(&reader), &json!({"topics": []}));
    editor.publish("articles", &article_id(&reader));
    assert!(search(&reader, "lighthouse", "&topic=calm").json["data"].as_array().unwrap().is_empty());
}

fn article_id(reader: &Client) -> String {
    reader.get("/v1/articles/one").expect(200).id()
}

#[test]
fn a_resource_that_refers_to_an_article_is_found_as_the_article() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &one_section("one", "The harbour", "Text.")).id();
    let card = resource("The harbour", json!({"kind": "article", "url": null, "articleId": id}));
    publish(&editor, "resources", &card);
    let kinds = |answer: Value| answer["data"].as_array().unwrap().len();
    assert_eq!(kinds(search(&reader, "harbour", "&kind=article,resource").json), 1);
    assert_eq!(kinds(search(&reader, "harbour", "&kind=resource").json), 0);
}

/// Returns the responses to a few searches.
fn answers(client: &Client) -> Vec<Value> {
    let queries = ["relapse", "naloxne", "say no with love", "linea de ayuda", "\"small step\" -treatment", "money"];
    let kinds = "&kind=article,phrase,resource&limit=100&count=true";
    queries.iter().map(|q| search(client, q, kinds).json).collect()
}

#[test]
fn reindexing_builds_the_same_index() {
    let sandbox = Sandbox::new();
    sandbox.run(&["import", "--publish", &demo_folder().display().to_string()]).succeeded();
    let server = sandbox.serve(&[]);
    let before = answers(&server.client());
    assert!(before.iter().all(|answer| !answer["data"].as_array().unwrap().is_empty()));
    server.stop();
    sql(&sandbox.database(), "DELETE FROM published_passages WHERE number % 3 = 0");
    sql(&sandbox.database(), "DELETE FROM published_passage_index WHERE rowid % 2 = 0");
    sql(&sandbox.database(), "DELETE FROM published_words");
    let count = number(
        &sandbox.database(),
        "SELECT (SELECT count(*) FROM published_articles) + (SELECT count(*) FROM published_phrases)
         + (SELECT count(*) FROM published_resources WHERE kind <> 'article') AS number",
    );
    let output = sandbox.run(&["reindex"]).succeeded();
    assert_eq!(output, format!("{count} published entities were indexed.\n"));
    assert_eq!(answers(&sandbox.serve(&[]).client()), before);
    assert_eq!(sandbox.run(&["reindex"]).succeeded(), output, "a second run must print the same");
}

#[test]
fn the_server_builds_a_missing_index_at_startup() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &one_section("one", "The harbour", "Text."));
    let file = app.database_file();
    for table in ["published_passages", "published_findables", "published_locales", "published_words"] {
        sql(&file, &format!("DELETE FROM {table}"));
    }
    sql(&file, "INSERT INTO published_passage_index (published_passage_index) VALUES ('delete-all')");
    // The state after the migration of a database with published content.
    sql(&file, "INSERT INTO frozen_settings (name, value) VALUES ('search_is_outdated', 'true')");
    let app = app.restart_with(&[]);
    assert_eq!(found(&app.anonymous(), "harbour"), ["one"]);
    let marks = "SELECT count(*) AS number FROM frozen_settings WHERE name = 'search_is_outdated'";
    assert_eq!(number(&app.database_file(), marks), 0);
}

/// Returns the number of segments of an index.
fn parts(database: &Path, index: &str) -> i64 {
    number(database, &format!("SELECT count(DISTINCT segid) AS number FROM {index}_idx"))
}

#[test]
fn segments_of_many_writes_are_merged_soon() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for number in 0..40 {
        publish(
            &editor,
            "articles",
            &article(&format!("guide-{number}"), json!({"title": format!("Lantern {number}")})),
        );
    }
    let database = app.database_file();
    eventually(|| parts(&database, "published_passage_index") < 16 && parts(&database, "working_index") < 16);
    assert_eq!(reader.get("/v1/search?q=lantern&limit=100").expect(200).json["data"].as_array().unwrap().len(), 40);
    assert_eq!(found(&reader, "lantern 17")[0], "guide-17");
}
