//! Translations: the lists in the documents of a group, and stale translations.

use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Client, TestApp, article, publish};

/// Creates an article in that locale, in the translation group of `source` if it is given.
fn create(editor: &Client, locale: &str, slug: &str, source: Option<&str>) -> String {
    let group = source.map(|id| editor.working("articles", id).json["translationGroupId"].clone());
    let more = match group {
        Some(group) => json!({"locale": locale, "translationGroupId": group}),
        None => json!({"locale": locale}),
    };
    editor.create("articles", &article(slug, more))
}

fn document(reader: &Client, id: &str) -> Value {
    reader.get(&format!("/v1/articles/{id}")).expect(200).json
}

/// Changes the title and publishes it.
fn change(editor: &Client, id: &str, title: &str) {
    editor.edit("articles", id, &json!({"title": title}));
    editor.publish("articles", id);
}

#[test]
fn a_translation_is_stale_between_the_publish_of_its_source_and_its_own() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = create(&editor, "en", "one", None);
    let spanish = create(&editor, "es", "uno", Some(&english));
    let french = create(&editor, "fr", "un", Some(&english));
    for id in [&english, &spanish, &french] {
        editor.publish("articles", id);
    }
    let translations_of = |id: &str| {
        let document = document(&reader, id);
        (document["translationOf"].clone(), document["translations"].clone())
    };
    let of = |stale: bool| json!({"id": english, "locale": "en", "slug": "one", "stale": stale});
    let other = |locale: &str, slug: &str, stale: bool| json!({"locale": locale, "slug": slug, "stale": stale});
    assert_eq!(translations_of(&english), (Value::Null, json!([other("es", "uno", false), other("fr", "un", false)])));
    assert_eq!(translations_of(&spanish), (of(false), json!([other("en", "one", false), other("fr", "un", false)])));
    change(&editor, &english, "Something new");
    assert_eq!(translations_of(&english), (Value::Null, json!([other("es", "uno", true), other("fr", "un", true)])));
    assert_eq!(translations_of(&spanish), (of(true), json!([other("en", "one", false), other("fr", "un", true)])));
    change(&editor, &spanish, "Algo nuevo");
    assert_eq!(translations_of(&spanish).0, of(false));
    assert_eq!(translations_of(&english).1, json!([other("es", "uno", false), other("fr", "un", true)]));
    assert_eq!(translations_of(&french), (of(true), json!([other("en", "one", false), other("es", "uno", false)])));
}

#[test]
fn a_rebuild_makes_no_translation_stale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let topic = publish(&editor, "topics", &crate::harness::topic("limits", json!({}))).id();
    let english = create(&editor, "en", "one", None);
    let spanish = create(&editor, "es", "uno", Some(&english));
    editor.edit("articles", &english, &json!({"topics": [topic]}));
    editor.publish("articles", &english);
    editor.publish("articles", &spanish);
    editor.edit("topics", &topic, &json!({"name": "Borders"}));
    editor.publish("topics", &topic);
    assert_eq!(document(&reader, &english)["topics"][0]["name"], "Borders");
    assert_eq!(document(&reader, &spanish)["translationOf"]["stale"], false);
}

#[test]
fn the_source_is_the_first_created_article_and_is_listed_while_it_is_published() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = create(&editor, "en", "one", None);
    let spanish = create(&editor, "es", "uno", Some(&english));
    let french = create(&editor, "fr", "un", Some(&english));
    editor.publish("articles", &spanish);
    change(&editor, &french, "Nouveau");
    change(&editor, &spanish, "Nuevo");
    let french_source = || document(&reader, &french)["translationOf"].clone();
    assert_eq!(french_source(), Value::Null, "the source is a draft");
    assert_eq!(document(&reader, &french)["translations"][0]["stale"], false);
    editor.publish("articles", &english);
    assert_eq!(french_source()["id"], english.as_str());
    assert_eq!(french_source()["stale"], true, "published before its source");
    editor.try_unpublish("articles", &english).expect(200);
    assert_eq!(french_source(), Value::Null);
    assert_eq!(document(&reader, &french)["translations"].as_array().unwrap().len(), 1);
}

#[test]
fn each_locale_has_its_own_slugs() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = create(&editor, "en", "radio", None);
    let spanish = create(&editor, "es", "radio", Some(&english));
    editor.publish("articles", &english);
    editor.publish("articles", &spanish);
    editor.edit("articles", &spanish, &json!({"slug": "la-radio"}));
    editor.publish("articles", &spanish);
    assert_eq!(reader.get("/v1/articles/radio").expect(200).json["id"], english.as_str());
    let moved = reader.get("/v1/articles/radio?locale=es").expect(301);
    assert_eq!(moved.header("location"), "/v1/articles/la-radio?locale=es");
    assert_eq!(document(&reader, &english)["translations"][0]["slug"], "la-radio");
    assert_eq!(document(&reader, &spanish)["translationOf"]["slug"], "radio");
}

#[test]
fn editors_see_the_whole_group_drafts_included() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let english = create(&editor, "en", "one", None);
    let spanish = create(&editor, "es", "uno", Some(&english));
    let french = create(&editor, "fr", "un", Some(&english));
    let trashed = create(&editor, "de", "eins", Some(&english));
    editor.try_delete("articles", &trashed);
    editor.publish("articles", &spanish);
    editor.publish("articles", &english);
    for id in [&english, &spanish, &french, &trashed] {
        let list = app.viewer().get(&format!("/v1/manage/articles/{id}/translations")).expect(200).json;
        let listed: Vec<Value> = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| json!([one["id"], one["status"], one["isSource"], one["stale"], one["publishedAt"].is_string()]))
            .collect();
        let expected = [
            json!([english, "published", true, false, true]),
            json!([spanish, "published", false, true, true]),
            json!([french, "draft", false, false, false]),
        ];
        assert_eq!(listed, expected);
        assert_eq!((&list["data"][1]["slug"], &list["data"][1]["title"]), (&json!("uno"), &json!("About uno")));
    }
    let unknown = format!("/v1/manage/articles/{UNKNOWN_ID}/translations");
    editor.get(&unknown).expect_problem(404, "not_found");
    app.anonymous().get(&unknown).expect_problem(401, "missing_credentials");
}

#[test]
fn the_card_of_an_article_lists_its_translations_as_the_article_does() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = create(&editor, "en", "one", None);
    let spanish = create(&editor, "es", "uno", Some(&english));
    let card = |id: &str| reader.get(&format!("/v1/articles?ids={id}")).expect(200).json["data"][0].clone();
    let listed = |slug: &str| json!([{"locale": "es", "slug": slug, "stale": false}]);
    editor.publish("articles", &english);
    assert_eq!(card(&english)["translations"], json!([]));
    editor.publish("articles", &spanish);
    assert_eq!(card(&english)["translations"], listed("uno"));
    assert_eq!(card(&english)["translationGroupId"], card(&spanish)["translationGroupId"]);
    assert_eq!(card(&english)["translationGroupId"], editor.working("articles", &english).json["translationGroupId"]);
    editor.edit("articles", &spanish, &json!({"slug": "primero"}));
    editor.publish("articles", &spanish);
    assert_eq!(card(&english)["translations"], listed("primero"));
    for member in ["translations", "translationGroupId", "updatedAt"] {
        assert_eq!(card(&english)[member], document(&reader, &english)[member], "{member}");
    }
    editor.try_unpublish("articles", &spanish).expect(200);
    assert_eq!(card(&english)["translations"], json!([]));
}
