//! Filters and orders of lists of working copies by language, title, changes, translations and the actor of the last write.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{
    Client, TestApp, all, article, phrase, plan, publish, queries_since, record_queries, resource, topic,
};

const LIST: &str = "/v1/manage/articles";

/// Returns the slugs of a list of articles, which is read page by page.
fn slugs(client: &Client, query: &str) -> Vec<String> {
    let items = all(client, &format!("{LIST}?limit=2{query}"));
    items.iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_list_can_be_filtered_by_locale() {
    let app = TestApp::spawn();
    let author = app.author();
    let spanish = json!({"locale": "es"});
    let id = author.create("articles", &article("uno", spanish.clone()));
    author.create("articles", &article("one", json!({})));
    assert_eq!(slugs(&author, "&locale=es"), ["uno"]);
    assert_eq!(slugs(&author, "&locale=ES&sort=title"), ["uno"]);
    assert_eq!(slugs(&author, "&locale=de"), [""; 0]);
    author.edit("articles", &id, &json!({"locale": "ca"}));
    assert_eq!(slugs(&author, "&locale=es"), [""; 0]);
    author.try_delete("articles", &id).expect(204);
    assert_eq!(slugs(&author, "&locale=ca&status=trashed"), ["uno"]);
    for (collection, input) in [("phrases", phrase("Sí.", spanish.clone())), ("resources", resource("Casa", spanish))]
    {
        let id = author.create(collection, &input);
        let list = author.get(&format!("/v1/manage/{collection}?locale=es&count=true")).expect(200).json;
        assert_eq!((&list["data"][0]["id"], &list["page"]["total"]), (&json!(id), &json!(1)));
        let none = author.get(&format!("/v1/manage/{collection}?locale=en&count=true")).expect(200).json;
        assert_eq!(none["page"]["total"], 0);
    }
    let answer = author.get("/v1/manage/topics?locale=es").expect_problem(400, "invalid_query");
    answer.expect_error("locale", "invalid_value");
    author.get(&format!("{LIST}?locale=e")).expect(400).expect_error("locale", "invalid_value");
}

#[test]
fn a_list_can_be_ordered_by_title() {
    let app = TestApp::spawn();
    let author = app.author();
    for (slug, title) in [("b1", "Beta"), ("a", "Alpha"), ("c", "Gamma"), ("b2", "Beta"), ("d", "delta")] {
        author.create("articles", &article(slug, json!({"title": title})));
    }
    // Equal titles are ordered by id, which grows with the time of creation.
    assert_eq!(slugs(&author, "&sort=title"), ["a", "b1", "b2", "c", "d"]);
    assert_eq!(slugs(&author, "&sort=-title"), ["d", "c", "b2", "b1", "a"]);
    let second = author.get(&format!("{LIST}?limit=2&sort=title")).expect(200).json["page"]["next"].clone();
    let second = author.get(&format!("{LIST}?limit=2&sort=title&cursor={}", second.as_str().unwrap())).expect(200).json;
    let previous = second["page"]["prev"].as_str().unwrap();
    let first = author.get(&format!("{LIST}?limit=2&sort=title&cursor={previous}")).expect(200).json;
    let titles: Vec<&Value> = first["data"].as_array().unwrap().iter().map(|item| &item["slug"]).collect();
    assert_eq!(titles, ["a", "b1"]);
    for text in ["Second.", "First."] {
        author.create("phrases", &phrase(text, json!({})));
    }
    let phrases = all(&author, "/v1/manage/phrases?sort=title&limit=1");
    assert_eq!(phrases.iter().map(|item| item["text"].as_str().unwrap()).collect::<Vec<_>>(), ["First.", "Second."]);
    for slug in ["rest", "ask"] {
        author.create("topics", &topic(slug, json!({})));
    }
    let topics = all(&author, "/v1/manage/topics?sort=-title");
    assert_eq!(topics.iter().map(|item| item["slug"].as_str().unwrap()).collect::<Vec<_>>(), ["rest", "ask"]);
}

#[test]
fn a_list_can_be_filtered_by_unpublished_changes() {
    let app = TestApp::spawn();
    let editor = app.editor();
    editor.create("articles", &article("draft", json!({})));
    publish(&editor, "articles", &article("same", json!({})));
    let changed = publish(&editor, "articles", &article("changed", json!({}))).id();
    editor.edit("articles", &changed, &json!({"kicker": "Not out yet"}));
    let back = publish(&editor, "articles", &article("back", json!({}))).id();
    editor.try_unpublish("articles", &back).expect(200);
    // Submitting a note makes a version with the same content.
    let noted = publish(&editor, "articles", &article("noted", json!({}))).id();
    let note = json!({"changeNote": "A word was wrong."});
    editor.post_matching(&format!("{LIST}/{noted}/submit"), "*", &note).expect(200);
    assert_eq!(slugs(&editor, "&changed=true"), ["changed"]);
    assert_eq!(slugs(&editor, "&changed=false&sort=title"), ["back", "draft", "noted", "same"]);
    editor.publish("articles", &changed);
    assert_eq!(slugs(&editor, "&changed=true"), [""; 0]);
    editor.get(&format!("{LIST}?changed=yes")).expect(400).expect_error("changed", "invalid_value");
}

#[test]
fn a_list_can_be_filtered_by_missing_and_stale_translations() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let make = |slug: &str, locale: &str, group: Option<&Value>| {
        let more = json!({"locale": locale, "translationGroupId": group});
        editor.post(LIST, &article(slug, more)).expect(201).json
    };
    let (one, two) = (make("one", "en", None), make("two", "en", None));
    let uno = make("uno", "es", Some(&one["translationGroupId"]));
    make("eins", "de", Some(&one["translationGroupId"]));
    assert_eq!(slugs(&editor, "&translation=missing&translationLocale=es"), ["two"]);
    assert_eq!(slugs(&editor, "&translation=missing&translationLocale=de&sort=title"), ["two"]);
    assert_eq!(slugs(&editor, "&translation=missing&translationLocale=fr&locale=en&sort=title"), ["one", "two"]);
    let stale = "&translation=stale&translationLocale=es";
    assert_eq!(slugs(&editor, stale), [""; 0]);
    let id = |article: &Value| article["id"].as_str().unwrap().to_owned();
    editor.publish("articles", &id(&one));
    editor.publish("articles", &id(&uno));
    assert_eq!(slugs(&editor, stale), [""; 0]);
    editor.edit("articles", &id(&one), &json!({"kicker": "News"}));
    editor.publish("articles", &id(&one));
    assert_eq!(slugs(&editor, stale), ["one"]);
    let list = editor.get(&format!("{LIST}/{}/translations", id(&one))).expect(200).json;
    let stale_ids = list["data"].as_array().unwrap().iter().filter(|item| item["stale"] == true);
    assert_eq!(stale_ids.map(|item| &item["id"]).collect::<Vec<_>>(), [&uno["id"]]);
    editor.edit("articles", &id(&uno), &json!({"kicker": "Noticias"}));
    editor.publish("articles", &id(&uno));
    assert_eq!(slugs(&editor, stale), [""; 0]);
    // A translation is never the source of its original.
    assert_eq!(slugs(&editor, "&translation=stale&translationLocale=en"), [""; 0]);
    editor.try_delete("articles", &id(&two)).expect(204);
    assert_eq!(slugs(&editor, "&translation=missing&translationLocale=es"), [""; 0]);
}

#[test]
fn a_filter_by_translation_needs_both_parameters_and_articles() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    for (query, parameter) in [
        ("articles?translation=missing", "translation"),
        ("articles?translationLocale=es", "translationLocale"),
        ("articles?translation=old&translationLocale=es", "translation"),
        ("articles?translation=stale&translationLocale=e", "translationLocale"),
        ("articles?translation=missing&translationLocale=es&status=trashed", "translation"),
        ("phrases?translation=missing&translationLocale=es", "translation"),
    ] {
        let answer = viewer.get(&format!("/v1/manage/{query}")).expect_problem(400, "invalid_query");
        answer.expect_error(parameter, "invalid_value");
    }
}

#[test]
fn a_list_can_be_filtered_by_the_actor_of_the_last_write() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let key_id =
        |client: &Client| client.get("/v1/manage/whoami").expect(200).json["keyId"].as_str().unwrap().to_owned();
    let one = author.create("articles", &article("one", json!({})));
    author.create("articles", &article("two", json!({})));
    editor.create("articles", &article("three", json!({})));
    assert_eq!(slugs(&author, &format!("&updatedBy={}", key_id(&author))), ["two", "one"]);
    assert_eq!(slugs(&author, "&updatedBy=author+of+a+test&sort=title"), ["one", "two"]);
    editor.publish("articles", &one);
    assert_eq!(slugs(&author, &format!("&updatedBy={}", key_id(&author))), ["two"]);
    assert_eq!(slugs(&author, &format!("&updatedBy={}", key_id(&editor))), ["one", "three"]);
    assert_eq!(slugs(&author, "&updatedBy=nobody"), [""; 0]);
    author.get(&format!("{LIST}?updatedBy=")).expect(400).expect_error("updatedBy", "invalid_value");
}

#[test]
fn lists_of_working_copies_are_read_in_the_order_of_an_index() {
    record_queries();
    let app = TestApp::spawn();
    let author = app.author();
    let before = BTreeSet::new();
    for number in 0..3 {
        author.create("articles", &article(&format!("a{number}"), json!({})));
    }
    for query in [
        "",
        "&locale=en",
        "&sort=title",
        "&sort=-title",
        "&sort=title&locale=en",
        "&sort=-updatedAt&locale=en",
        "&changed=true",
        "&updatedBy=author+of+a+test",
        "&translation=missing&translationLocale=es",
        "&translation=stale&translationLocale=es",
    ] {
        all(&author, &format!("{LIST}?limit=1{query}"));
    }
    let recorded = queries_since(&before, &app.database_file());
    let lists: Vec<&String> = recorded
        .iter()
        .filter(|query| {
            query.starts_with("SELECT `working_copies`.`id`, `working_copies`.") && query.contains("ORDER BY")
        })
        .filter(|query| query.contains("LIMIT"))
        .collect();
    assert!(lists.len() >= 10, "only {} queries were recorded", lists.len());
    for query in lists {
        for step in plan(&app.database_file(), query) {
            assert!(!step.starts_with("SCAN ") && !step.contains("TEMP B-TREE FOR ORDER BY"), "{step}: {query}");
        }
    }
}
