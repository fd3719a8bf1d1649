//! Lists of articles in the reader's language, with other languages as fallbacks.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, all, article, id_of, ids, publish, strings, topic, unpublish};

/// Publishes a translation of `source` with its slug and locale as title, so that the titles of a group differ.
fn translate(editor: &Client, source: &str, locale: &str, slug: &str) -> String {
    let group = editor.working("articles", source).json["translationGroupId"].clone();
    let more = json!({"locale": locale, "title": format!("{slug} {locale}"), "translationGroupId": group});
    publish(editor, "articles", &article(slug, more)).id()
}

fn write(editor: &Client, locale: &str, slug: &str, more: Value) -> String {
    let mut input = article(slug, json!({"locale": locale, "title": format!("{slug} {locale}")}));
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    publish(editor, "articles", &input).id()
}

fn slugs(reader: &Client, query: &str) -> Vec<String> {
    strings(&all(reader, &format!("/v1/articles?{query}")), "slug")
}

#[test]
fn an_article_without_a_translation_comes_in_the_first_fallback_that_has_one() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let all_three = write(&editor, "en", "a", json!({}));
    let english_only = write(&editor, "en", "b", json!({}));
    let without_spanish = write(&editor, "en", "c", json!({}));
    translate(&editor, &all_three, "es", "a-es");
    translate(&editor, &all_three, "fr", "a-fr");
    translate(&editor, &without_spanish, "fr", "c-fr");
    write(&editor, "de", "d-de", json!({}));
    assert_eq!(slugs(&reader, "locale=es&sort=title"), ["a-es"]);
    assert_eq!(slugs(&reader, "locale=es&fallback=en&sort=title"), ["a-es", "b", "c"]);
    assert_eq!(slugs(&reader, "locale=es&fallback=fr,en&sort=title"), ["a-es", "b", "c-fr"]);
    assert_eq!(slugs(&reader, "locale=es&fallback=fr&sort=-title"), ["c-fr", "a-es"]);
    assert_eq!(slugs(&reader, "locale=it&fallback=de&sort=title"), ["d-de"]);
    assert_eq!(slugs(&reader, "locale=es&fallback=es,en,es&sort=title"), ["a-es", "b", "c"], "a repeated locale");
    assert_eq!(slugs(&reader, "fallback=fr&sort=title"), ["a", "b", "c"], "the default locale is preferred");
    let counted = reader.get("/v1/articles?locale=es&fallback=fr,en&count=true&limit=1").expect(200);
    assert_eq!(counted.json["page"]["total"], 3);
    assert_eq!(counted.header("content-language"), "", "a list in several languages");
    assert_eq!(reader.get("/v1/articles?locale=es").header("content-language"), "es");
    // The list follows what is published.
    let spanish = translate(&editor, &english_only, "es", "b-es");
    assert_eq!(slugs(&reader, "locale=es&fallback=en&sort=title"), ["a-es", "b-es", "c"]);
    unpublish(&editor, "articles", &spanish);
    assert_eq!(slugs(&reader, "locale=es&fallback=en&sort=title"), ["a-es", "b", "c"]);
}

#[test]
fn filters_apply_to_the_article_in_the_preferred_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let calm = publish(&editor, "topics", &topic("calm", json!({}))).id();
    let topics = json!({"topics": [calm]});
    let translated = write(&editor, "en", "a", topics.clone());
    write(&editor, "en", "b", topics.clone());
    write(&editor, "en", "c", json!({}));
    let spanish = translate(&editor, &translated, "es", "a-es");
    let query = "locale=es&fallback=en&topic=calm&sort=title";
    assert_eq!(slugs(&reader, query), ["b"], "the Spanish translation of a has no topic");
    editor.edit("articles", &spanish, &topics);
    editor.publish("articles", &spanish);
    assert_eq!(slugs(&reader, query), ["a-es", "b"]);
    assert_eq!(slugs(&reader, &format!("locale=es&fallback=en&ids={translated},{spanish}")), ["a-es"]);
}

#[test]
fn pages_of_a_list_with_fallbacks_have_every_group_once_in_each_order() {
    let app = TestApp::with_demo();
    let (editor, reader) = (app.editor(), app.anonymous());
    for (slug, translation) in [("setting-limits", "limites"), ("after-a-relapse", "rechute")] {
        let id = id_of(&reader, "/v1/articles", slug);
        translate(&editor, &id, "fr", translation);
    }
    let groups: BTreeSet<String> =
        strings(&all(&reader, "/v1/articles?view=full"), "translationGroupId").into_iter().collect();
    for sort in ["publishedAt", "-publishedAt", "updatedAt", "-updatedAt", "title", "-title", "slug", "-slug"] {
        let target = format!("/v1/articles?locale=fr&fallback=es,en&sort={sort}");
        let whole = reader.get(&format!("{target}&limit=100")).expect(200).json["data"].as_array().unwrap().clone();
        let found = strings(&whole, "translationGroupId");
        assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), groups, "{sort}");
        assert_eq!(found.len(), groups.len(), "{sort}: one article of each group");
        let keys = strings(&whole, sort.trim_start_matches('-'));
        assert!(if sort.starts_with('-') { keys.iter().rev().is_sorted() } else { keys.is_sorted() }, "{sort}");
        let mut pages = vec![reader.get(&format!("{target}&limit=4")).expect(200).json];
        while let Some(next) = pages.last().unwrap()["page"]["next"].as_str() {
            pages.push(reader.get(&format!("{target}&limit=4&cursor={next}")).expect(200).json);
        }
        let visited: Vec<String> = pages.iter().flat_map(|page| ids(page["data"].as_array().unwrap())).collect();
        assert_eq!(visited, ids(&whole), "{sort}");
        let last = pages.pop().unwrap();
        let prev = last["page"]["prev"].as_str().unwrap();
        let before = reader.get(&format!("{target}&limit=4&cursor={prev}")).expect(200).json;
        assert_eq!(before["data"], pages.pop().unwrap()["data"], "{sort} backwards");
    }
}
