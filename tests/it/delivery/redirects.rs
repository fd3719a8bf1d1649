//! The list of redirects: every former address with its present one.

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, all, article, publish, strings, topic};

/// Gives an entity another slug and publishes it.
fn rename(editor: &Client, kind: &str, id: &str, slug: &str) {
    editor.edit(kind, id, &json!({ "slug": slug }));
    editor.publish(kind, id);
}

#[track_caller]
fn unpublish_with(editor: &Client, id: &str, options: &Value) {
    editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", options).expect(200);
}

fn redirects(reader: &Client) -> Vec<Value> {
    all(reader, "/v1/redirects")
}

#[test]
fn former_slugs_of_articles_and_topics_are_listed_with_the_present_address() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let guide = publish(&editor, "articles", &article("first", json!({}))).id();
    publish(&editor, "articles", &article("untouched", json!({})));
    let night = publish(&editor, "topics", &topic("dark", json!({}))).id();
    assert_eq!(redirects(&reader), Vec::<Value>::new());
    rename(&editor, "articles", &guide, "second");
    rename(&editor, "articles", &guide, "third");
    rename(&editor, "topics", &night, "night");
    let url = "/v1/articles/third?locale=en";
    assert_eq!(
        redirects(&reader),
        [
            json!({"kind": "article", "locale": "en", "slug": "first", "id": guide, "url": url}),
            json!({"kind": "article", "locale": "en", "slug": "second", "id": guide, "url": url}),
            json!({"kind": "topic", "slug": "dark", "id": night, "url": "/v1/topics/night"}),
        ]
    );
    rename(&editor, "articles", &guide, "first");
    assert_eq!(
        strings(&redirects(&reader), "slug"),
        ["second", "third", "dark"],
        "a slug that is used again is no redirect"
    );
    editor.try_unpublish("topics", &night).expect(200);
    assert_eq!(strings(&redirects(&reader), "slug"), ["second", "third"], "an unpublished topic has no address");
}

#[test]
fn an_article_that_moved_to_another_locale_redirects_from_the_first() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("calma", json!({}))).id();
    editor.edit("articles", &id, &json!({"locale": "es"}));
    editor.publish("articles", &id);
    let url = "/v1/articles/calma?locale=es";
    assert_eq!(redirects(&reader), [json!({"kind": "article", "locale": "en", "slug": "calma", "id": id, "url": url})]);
}

#[test]
fn unpublished_articles_are_listed_only_if_they_redirect() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let new = |slug: &str| {
        let id = publish(&editor, "articles", &article(slug, json!({}))).id();
        rename(&editor, "articles", &id, &format!("{slug}-two"));
        id
    };
    let (gone, moved, elsewhere, withdrawn) = (new("gone"), new("moved"), new("elsewhere"), new("withdrawn"));
    let goal = publish(&editor, "articles", &article("goal", json!({}))).id();
    unpublish_with(&editor, &gone, &json!({}));
    unpublish_with(&editor, &moved, &json!({"mode": "redirect", "alternative": {"articleId": goal}}));
    unpublish_with(&editor, &elsewhere, &json!({"mode": "redirect", "alternative": {"url": "https://example.org/"}}));
    unpublish_with(&editor, &withdrawn, &json!({"mode": "withdrawn", "explanation": "Out of date."}));
    let listed = || -> Vec<(String, String)> {
        let rows = redirects(&reader);
        strings(&rows, "slug").into_iter().zip(strings(&rows, "url")).collect()
    };
    let pair = |slug: &str, url: &str| (slug.to_owned(), url.to_owned());
    let (goal_url, kept) = ("/v1/articles/goal?locale=en", "/v1/articles/withdrawn-two?locale=en");
    assert_eq!(
        listed(),
        [
            pair("elsewhere", "https://example.org/"),
            pair("elsewhere-two", "https://example.org/"),
            pair("moved", goal_url),
            pair("moved-two", goal_url),
            pair("withdrawn", kept),
        ]
    );
    // A redirect to an article that is gone leads nowhere.
    unpublish_with(&editor, &goal, &json!({}));
    let left = listed();
    assert_eq!(
        left.iter().map(|(slug, _)| slug.as_str()).collect::<Vec<_>>(),
        ["elsewhere", "elsewhere-two", "withdrawn"]
    );
    assert_eq!(reader.get("/v1/redirects?count=true&limit=1").expect(200).json["page"]["total"], 3);
}

#[test]
fn the_list_has_pages_in_both_directions_and_a_filter_by_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    for locale in ["en", "es", "fr"] {
        let id = publish(&editor, "articles", &article("a", json!({"locale": locale}))).id();
        for slug in ["b", "c"] {
            rename(&editor, "articles", &id, slug);
        }
    }
    for slug in ["night", "family"] {
        let id = publish(&editor, "topics", &topic(slug, json!({}))).id();
        rename(&editor, "topics", &id, &format!("{slug}-two"));
    }
    let whole = reader.get("/v1/redirects?limit=100&count=true").expect(200).json;
    let rows = whole["data"].as_array().unwrap();
    let label =
        |row: &Value| format!("{}/{}", row["locale"].as_str().unwrap_or_default(), row["slug"].as_str().unwrap());
    let labels: Vec<String> = rows.iter().map(label).collect();
    assert_eq!(labels, ["en/a", "en/b", "es/a", "es/b", "fr/a", "fr/b", "/family", "/night"]);
    assert_eq!(whole["page"]["total"], 8);
    for limit in 1..=8 {
        assert_eq!(&all(&reader, &format!("/v1/redirects?limit={limit}")), rows, "limit {limit}");
    }
    let third = reader.get("/v1/redirects?limit=3").expect(200).json;
    let next = reader.get(&format!("/v1/redirects?limit=4&cursor={}", third["page"]["next"].as_str().unwrap()));
    let next = next.expect(200).json;
    assert_eq!(next["data"].as_array().unwrap()[..], rows[3..7], "a page of both kinds");
    let last = reader.get(&format!("/v1/redirects?limit=4&cursor={}", next["page"]["next"].as_str().unwrap()));
    let back = last.expect(200).json["page"]["prev"].as_str().unwrap().to_owned();
    let back = reader.get(&format!("/v1/redirects?limit=4&cursor={back}")).expect(200).json;
    assert_eq!(back["data"], next["data"], "the page before the last one");

    let spanish = reader.get("/v1/redirects?locale=es&count=true").expect(200).json;
    let labels: Vec<String> = spanish["data"].as_array().unwrap().iter().map(label).collect();
    assert_eq!(
        (labels.as_slice(), &spanish["page"]["total"]),
        (["es/a", "es/b", "/family", "/night"].map(str::to_owned).as_slice(), &json!(4),)
    );
    let foreign = format!("/v1/redirects?locale=es&cursor={}", third["page"]["next"].as_str().unwrap());
    reader.get(&foreign).expect_problem(400, "invalid_cursor");
    reader
        .get("/v1/redirects?kind=topic")
        .expect_problem(400, "invalid_query")
        .expect_error("kind", "unknown_parameter");
}

#[test]
fn a_rename_and_an_unpublishing_change_cached_lists() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("one", json!({}))).id();
    let empty = reader.get("/v1/redirects").expect(200);
    assert_eq!(empty.header("surrogate-key").split(' ').next(), Some("lists"));
    rename(&editor, "articles", &id, "two");
    let renamed = reader.get("/v1/redirects").expect(200);
    assert_eq!(strings(renamed.json["data"].as_array().unwrap(), "slug"), ["one"]);
    reader.get_with("/v1/redirects", &[("If-None-Match", &renamed.etag())]).expect(304);
    unpublish_with(&editor, &id, &json!({}));
    assert_eq!(reader.get("/v1/redirects").expect(200).etag(), empty.etag());
}

#[test]
fn a_restored_export_has_the_same_redirects() {
    let (app, copy) = (TestApp::spawn(), TestApp::spawn());
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("one", json!({}))).id();
    rename(&editor, "articles", &id, "two");
    let ended = publish(&editor, "articles", &article("ended", json!({}))).id();
    unpublish_with(&editor, &ended, &json!({"mode": "redirect", "alternative": {"articleId": id}}));
    let night = publish(&editor, "topics", &topic("dark", json!({}))).id();
    rename(&editor, "topics", &night, "night");
    let export = app.admin().get("/v1/manage/exports").expect(200);
    let headers = [("Content-Type", "application/x-ndjson")];
    let imported = copy.admin().send(reqwest::Method::POST, "/v1/manage/imports", &headers, Some(export.bytes));
    assert_eq!(imported.status, 200, "{}", imported.text());
    let rows = redirects(&app.anonymous());
    assert_eq!(rows.len(), 3);
    assert_eq!(redirects(&copy.anonymous()), rows);
}
