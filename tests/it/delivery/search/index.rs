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
fn what_is_found_is_what_was_published_last() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &one_section("one", "The harbour", "A draft."));
    assert!(found(&reader, "harbour").is_empty(), "a draft is not found");
    editor.publish("articles", &id);
    assert_eq!(found(&reader, "harbour"), ["one"]);
    let changed = json!({"title": "A lighthouse", "sections": [{"heading": "The bridge", "markdown": "Over it."}]});
    editor.edit("articles", &id, &changed);
    assert_eq!((found(&reader, "harbour").len(), found(&reader, "bridge").len()), (1, 0), "nor is a change");
    editor.publish("articles", &id);
    assert_eq!((found(&reader, "harbour").len(), found(&reader, "lighthouse bridge ").len()), (0, 1));
    editor.edit("articles", &id, &json!({"locale": "fr"}));
    editor.publish("articles", &id);
    assert_eq!(search(&reader, "bridge", "&locale=fr").json["data"].as_array().unwrap().len(), 1);
    assert!(search(&reader, "bridge", "&locale=en").json["data"].as_array().unwrap().is_empty());
    unpublish(&editor, "articles", &id);
    assert!(found(&reader, "bridge").is_empty());
    assert_eq!(left(&app), 0);
}

/// How many rows of anything that could be found are left.
fn left(app: &TestApp) -> i64 {
    let count = |table: &str| number(&app.database_file(), &format!("SELECT count(*) AS number FROM {table}"));
    count("published_findables") + count("published_passages") + count("published_passage_index_docsize")
}

#[test]
fn what_was_withdrawn_or_led_elsewhere_is_not_found() {
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
    assert_eq!(left(&app), 0);
}

#[test]
fn what_a_document_embeds_is_found_in_it_as_it_is_now() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let said = publish(&editor, "phrases", &phrase("Come to the harbour.", json!({}))).id();
    let calm = publish(&editor, "topics", &topic("calm", json!({}))).id();
    let fields = json!({"topics": [calm], "sections": [{"heading": "Words", "body": [phrase_block(&said)]}]});
    publish(&editor, "articles", &article("one", fields));
    assert_eq!(found(&reader, "harbour"), ["one"]);
    editor.edit("phrases", &said, &json!({"text": "Come to the lighthouse."}));
    editor.publish("phrases", &said);
    assert_eq!((found(&reader, "harbour").len(), found(&reader, "lighthouse").len()), (0, 1));
    editor.edit("topics", &calm, &json!({"name": "Serenity"}));
    editor.publish("topics", &calm);
    assert_eq!(found(&reader, "serenity"), ["one"], "by the name of its topic too");
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
fn a_resource_that_leads_to_an_article_is_found_as_the_article() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &one_section("one", "The harbour", "Text.")).id();
    let card = resource("The harbour", json!({"kind": "article", "url": null, "articleId": id}));
    publish(&editor, "resources", &card);
    let kinds = |answer: Value| answer["data"].as_array().unwrap().len();
    assert_eq!(kinds(search(&reader, "harbour", "&kind=article,resource").json), 1);
    assert_eq!(kinds(search(&reader, "harbour", "&kind=resource").json), 0);
}

/// What a few searches find, without what a search for it says of itself.
fn answers(client: &Client) -> Vec<Value> {
    let queries = ["relapse", "naloxne", "say no with love", "linea de ayuda", "\"small step\" -treatment", "money"];
    let kinds = "&kind=article,phrase,resource&limit=100&count=true";
    queries.iter().map(|q| search(client, q, kinds).json).collect()
}

#[test]
fn reindexing_makes_the_same_index_of_what_is_published() {
    let place = Sandbox::new();
    place.run(&["import", "--publish", &demo_folder().display().to_string()]).succeeded();
    let server = place.serve(&[]);
    let before = answers(&server.client());
    assert!(before.iter().all(|answer| !answer["data"].as_array().unwrap().is_empty()));
    server.stop();
    sql(&place.database(), "DELETE FROM published_passages WHERE number % 3 = 0");
    sql(&place.database(), "DELETE FROM published_passage_index WHERE rowid % 2 = 0");
    sql(&place.database(), "DELETE FROM published_words");
    let things = number(
        &place.database(),
        "SELECT (SELECT count(*) FROM published_articles) + (SELECT count(*) FROM published_phrases)
         + (SELECT count(*) FROM published_resources WHERE kind <> 'article') AS number",
    );
    let said = place.run(&["reindex"]).succeeded();
    assert_eq!(said, format!("{things} published things can be found.\n"));
    assert_eq!(answers(&place.serve(&[]).client()), before);
    assert_eq!(place.run(&["reindex"]).succeeded(), said, "done twice, it says the same");
}

#[test]
fn a_database_from_before_the_index_gets_one_when_the_server_starts() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &one_section("one", "The harbour", "Text."));
    let file = app.database_file();
    for table in ["published_passages", "published_findables", "published_locales", "published_words"] {
        sql(&file, &format!("DELETE FROM {table}"));
    }
    sql(&file, "INSERT INTO published_passage_index (published_passage_index) VALUES ('delete-all')");
    // What the migration leaves where it finds something published.
    sql(&file, "INSERT INTO frozen_settings (name, value) VALUES ('search_is_outdated', 'true')");
    let app = app.restart_with(&[]);
    assert_eq!(found(&app.anonymous(), "harbour"), ["one"]);
    let marks = "SELECT count(*) AS number FROM frozen_settings WHERE name = 'search_is_outdated'";
    assert_eq!(number(&app.database_file(), marks), 0);
}

/// Of how many parts an index is made.
fn parts(database: &Path, index: &str) -> i64 {
    number(database, &format!("SELECT count(DISTINCT segid) AS number FROM {index}_idx"))
}

#[test]
fn what_many_writes_add_to_an_index_is_brought_together_soon() {
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
