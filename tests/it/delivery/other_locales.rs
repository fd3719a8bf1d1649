//! Articles by a slug of another locale, and names of topics in regional varieties of a language.

use serde_json::{Value, json};

use crate::harness::editing::with;
use crate::harness::{Client, TestApp, article, id_of, phrase, publish, topic, unpublish};

/// Publishes an article in each locale, all in one translation group.
fn publish_translations(editor: &Client, articles: &[(&str, &str)]) -> Vec<String> {
    let mut group = Value::Null;
    let mut ids = Vec::new();
    for (locale, slug) in articles {
        let section = json!({"heading": "First steps", "body": []});
        let input = article(slug, json!({"locale": locale, "translationGroupId": group, "sections": [section]}));
        let id = publish(editor, "articles", &input).id();
        group = editor.working("articles", &id).json["translationGroupId"].clone();
        ids.push(id);
    }
    ids
}

#[test]
fn the_slug_of_any_translation_returns_the_one_in_the_requested_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let ids = publish_translations(&editor, &[("en", "rest"), ("es", "descanso"), ("de", "ruhe")]);
    let id = |target: &str| reader.get(target).expect(200).id();
    assert_eq!(id("/v1/articles/rest?locale=es"), ids[1]);
    assert_eq!(id("/v1/articles/descanso?locale=en"), ids[0]);
    assert_eq!(id("/v1/articles/descanso?locale=de"), ids[2]);
    assert_eq!(id("/v1/articles/rest?locale=fr&fallback=de,es"), ids[2], "the first fallback with a translation");
    assert_eq!(id("/v1/articles/ruhe?fallback=es"), ids[0], "the default locale precedes fallbacks");
    assert_eq!(reader.get("/v1/articles/rest?locale=es").header("content-language"), "es");
    for tail in ["/sections", "/sections/first-steps", "/phrases", "/related", "/suggestions"] {
        let answer = reader.get(&format!("/v1/articles/ruhe{tail}?locale=es")).expect(200);
        assert_eq!(answer.bytes, reader.get(&format!("/v1/articles/descanso{tail}?locale=es")).expect(200).bytes);
    }
    let refused = reader.get("/v1/articles/rest?locale=fr").expect_problem(404, "not_found");
    assert!(refused.text().contains("is not published in fr; only in: en"), "{}", refused.text());
    // The translation is unpublished, and its cache entry invalidated.
    unpublish(&editor, "articles", &ids[1]);
    reader.get("/v1/articles/rest?locale=es").expect_problem(404, "not_found");
    reader.get("/v1/articles/rest?locale=es&fallback=de").expect(200);
}

#[test]
fn former_slugs_and_withdrawn_translations_resolve_to_the_requested_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let ids = publish_translations(&editor, &[("en", "rest"), ("es", "descanso")]);
    editor.edit("articles", &ids[0], &json!({"slug": "sleep"}));
    editor.publish("articles", &ids[0]);
    assert_eq!(reader.get("/v1/articles/rest?locale=es").expect(200).id(), ids[1]);
    let notice = json!({"mode": "withdrawn", "explanation": "Out of date."});
    editor.post_matching(&format!("/v1/manage/articles/{}/unpublish", ids[0]), "*", &notice).expect(200);
    assert_eq!(reader.get("/v1/articles/sleep?locale=es").expect(200).id(), ids[1]);
    assert_eq!(reader.get("/v1/articles/sleep").expect(200).id(), ids[0]);
}

#[test]
fn a_slug_of_one_other_locale_redirects_if_the_request_names_no_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let ids = publish_translations(&editor, &[("en", "rest"), ("es", "descanso")]);
    let url = reader.get(&format!("/v1/articles/{}", ids[1])).expect(200).json["url"].clone();
    let answer = reader.get("/v1/articles/descanso").expect(302);
    assert_eq!(answer.header("location"), url.as_str().unwrap());
    assert_eq!(reader.get(answer.header("location")).expect(200).id(), ids[1]);
    let tail = reader.get("/v1/articles/descanso/sections?body=html,text").expect(302);
    assert_eq!(tail.header("location"), "/v1/articles/descanso/sections?body=html%2Ctext&locale=es");
    editor.edit("articles", &ids[1], &json!({"slug": "reposo"}));
    editor.publish("articles", &ids[1]);
    assert_eq!(reader.get("/v1/articles/descanso").expect(302).header("location"), "/v1/articles/reposo?locale=es");
    // An article of the default locale takes the slug.
    let taken = publish(&editor, "articles", &article("reposo", json!({}))).id();
    assert_eq!(reader.get("/v1/articles/reposo").expect(200).id(), taken);
}

#[test]
fn a_slug_of_several_other_locales_returns_404() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let spanish = publish_translations(&editor, &[("es", "radio"), ("fr", "la-radio")]);
    publish_translations(&editor, &[("de", "radio"), ("fr", "le-radio")]);
    let refused = reader.get("/v1/articles/radio").expect_problem(404, "not_found");
    assert!(refused.text().contains("only in: de, es"), "{}", refused.text());
    reader.get("/v1/articles/radio?locale=fr").expect_problem(404, "not_found");
    assert_eq!(reader.get("/v1/articles/radio?locale=es").expect(200).id(), spanish[0]);
}

#[test]
fn the_lookup_finds_an_article_by_the_slug_of_any_translation() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let ids = publish_translations(&editor, &[("en", "rest"), ("es", "descanso"), ("fr", "repos")]);
    editor.edit("articles", &ids[2], &json!({"slug": "sommeil"}));
    editor.publish("articles", &ids[2]);
    let result = |query: &str| reader.get(&format!("/v1/lookup?address={query}")).expect(200).json["data"][0].clone();
    let found = |state: &str, id: &str, locale: &str, slug: &str| {
        let url = format!("/v1/articles/{slug}?locale={locale}");
        json!({"state": state, "kind": "article", "id": id, "locale": locale, "slug": slug, "url": url})
    };
    assert_eq!(
        result("rest&locale=es"),
        with(json!({"address": "rest"}), found("published", &ids[1], "es", "descanso"))
    );
    assert_eq!(result("descanso"), with(json!({"address": "descanso"}), found("published", &ids[1], "es", "descanso")));
    assert_eq!(result("repos"), with(json!({"address": "repos"}), found("moved", &ids[2], "fr", "sommeil")));
    assert_eq!(result("rest&locale=de"), json!({"address": "rest", "state": "unknown"}));
}

#[test]
fn the_name_of_a_topic_falls_back_to_the_language_of_a_variety() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let names = json!({"translations": {"es": {"name": "Descanso"}, "zh-Hant": {"name": "休息"}}});
    let subject = publish(&editor, "topics", &topic("rest", names)).id();
    let name = |locale: &str| reader.get(&format!("/v1/topics/rest?locale={locale}")).expect(200).json["name"].clone();
    assert_eq!(name("es-MX"), "Descanso");
    assert_eq!(name("zh-Hant-TW"), "休息");
    assert_eq!(name("zh"), "rest", "the name in a variety is not used for the language");
    assert_eq!(name("fr-CA"), "rest");
    let carrying = json!({"locale": "es-MX", "topics": [subject]});
    let card = publish(&editor, "articles", &article("dormir", carrying.clone())).id();
    publish(&editor, "phrases", &phrase("Descansa.", carrying));
    let in_document = |target: &str| reader.get(target).expect(200).json["topics"][0]["name"].clone();
    assert_eq!(in_document(&format!("/v1/articles/{card}")), "Descanso");
    assert_eq!(in_document("/v1/phrases/daily?locale=es-MX"), "Descanso");
    let synced = reader.get("/v1/sync?initial=true&kind=topic&locale=es-MX").expect(200).json;
    assert_eq!(synced["items"][0]["document"]["name"], "Descanso");
    // The name changes, and so do the documents in the variety.
    editor.edit("topics", &subject, &json!({"translations": {"es": {"name": "Reposo"}}}));
    editor.publish("topics", &subject);
    assert_eq!(in_document(&format!("/v1/articles/{card}")), "Reposo");
}

#[test]
fn a_search_in_a_variety_uses_the_synonyms_of_the_language() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    publish(&editor, "phrases", &phrase("Llama a la línea de ayuda.", json!({"locale": "es-MX"})));
    let groups = json!({"groups": [{"locale": "es", "words": ["ayuda", "auxilio"]}]});
    editor.put("/v1/manage/synonyms", "*", &groups).expect(200);
    let found = |locale: &str| {
        let answer = reader.get(&format!("/v1/search?q=auxilio&kind=phrase&locale={locale}")).expect(200).json;
        answer["data"].as_array().unwrap().len()
    };
    assert_eq!(found("es-MX"), 1);
    assert_eq!(found("es"), 0, "a filter by locale is exact");
}

#[test]
fn the_locales_of_translations_are_normalized() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let names = json!({"translations": {"ES": {"name": "Descanso"}, "es-mx": {"name": "Reposo"}}});
    let id = editor.create("topics", &topic("rest", names));
    let keys = |json: &Value| json["translations"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let copy = editor.working("topics", &id).json;
    assert_eq!(keys(&copy), ["es", "es-MX"]);
    let renamed = editor.edit("topics", &id, &json!({"translations": {"ES": {"name": "Pausa"}}})).json;
    assert_eq!((keys(&renamed), &renamed["translations"]["es"]["name"]), (keys(&copy), &json!("Pausa")));
    let cleared = editor.edit("topics", &id, &json!({"translations": {"Es": null}})).json;
    assert_eq!(keys(&cleared), ["es-MX"], "a translation is cleared in any spelling of its locale");
    let target = format!("/v1/manage/topics/{id}");
    let twice = json!({"translations": {"DE": {"name": "Ruhe"}, "de": null}});
    editor
        .patch(&target, "*", &twice)
        .expect_problem(422, "validation_failed")
        .expect_error("/translations/de", "duplicate");
    let twice = json!({"translations": {"DE": {"name": "Ruhe"}, "de": {"name": "Rast"}}});
    let created = editor.post("/v1/manage/topics", &topic("other", twice));
    created.expect_problem(422, "validation_failed").expect_error("/translations/de", "duplicate");
    let underscored = json!({"translations": {"es_MX": {"name": "Reposo"}}});
    let refused = editor.patch(&target, "*", &underscored).expect_problem(422, "validation_failed");
    refused.expect_error("/translations/es_MX", "invalid_locale");
    assert!(id_of(&editor, "/v1/manage/topics", "rest") == id);
}
