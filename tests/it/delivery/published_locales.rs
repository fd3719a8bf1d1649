//! The list of locales with published content.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{TestApp, all, article, phrase, publish, resource, topic, unpublish};

#[test]
fn locales_are_listed_with_the_number_of_published_entities() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let mut expected: BTreeMap<String, Value> = BTreeMap::new();
    for kind in ["articles", "phrases", "resources"] {
        for item in all(&reader, &format!("/v1/{kind}?limit=100")) {
            let locale = item["locale"].as_str().unwrap().to_owned();
            let none = json!({"locale": locale, "articles": 0, "phrases": 0, "resources": 0});
            let counts = expected.entry(locale).or_insert(none);
            counts[kind] = json!(counts[kind].as_i64().unwrap() + 1);
        }
    }
    assert!(expected.len() > 1, "the demo has several locales");
    let listed = reader.get("/v1/locales").expect(200).json;
    assert_eq!(listed, json!({"data": expected.into_values().collect::<Vec<_>>()}));
}

#[test]
fn a_locale_is_listed_while_something_is_published_in_it() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let list = || reader.get("/v1/locales").expect(200);
    publish(&editor, "topics", &topic("night", json!({"translations": {"de": {"name": "Nacht"}}})));
    editor.create("articles", &article("borrador", json!({"locale": "es"})));
    let empty = list();
    assert_eq!(empty.json, json!({"data": []}), "drafts and names of topics do not count");
    assert_eq!(empty.header("surrogate-key"), "lists");
    let id = publish(&editor, "articles", &article("calme", json!({"locale": "fr"}))).id();
    publish(&editor, "phrases", &phrase("I am here.", json!({})));
    publish(&editor, "resources", &resource("A line", json!({"locale": "fr"})));
    let english = json!({"locale": "en", "articles": 0, "phrases": 1, "resources": 0});
    let french = json!({"locale": "fr", "articles": 1, "phrases": 0, "resources": 1});
    let two = list();
    assert_eq!(two.json, json!({"data": [english, french]}));
    reader.get_with("/v1/locales", &[("If-None-Match", &two.etag())]).expect(304);
    unpublish(&editor, "articles", &id);
    assert_eq!(list().json["data"][1]["articles"], 0);
    reader
        .get("/v1/locales?locale=en")
        .expect_problem(400, "invalid_query")
        .expect_error("locale", "unknown_parameter");
}
