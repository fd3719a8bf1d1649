//! Reads of one article and its parts.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{TestApp, all, article, ids, paragraph, phrase, publish, resource, sql, strings, unpublish};

const NO: &str = "/v1/articles/when-someone-you-love-says-no";
const NO_IN_SPANISH: &str = "/v1/articles/cuando-alguien-a-quien-quieres-dice-que-no";

#[test]
fn slug_and_id_return_the_same_article() {
    let app = TestApp::with_demo();
    let by_slug = app.anonymous().get(NO).expect(200);
    let by_id = app.anonymous().get(&format!("/v1/articles/{}", by_slug.id())).expect(200);
    assert_eq!(by_slug.text(), by_id.text());
    assert_eq!(by_slug.header("content-language"), "en");
    assert_eq!(by_slug.json["slug"], "when-someone-you-love-says-no");
}

#[test]
fn article_json_has_the_expected_shape() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let topic = editor.post("/v1/manage/topics", &crate::harness::topic("sleep", json!({}))).expect(201).id();
    let said = editor.post("/v1/manage/phrases", &phrase("Shall we rest now?", json!({}))).expect(201).id();
    let page = editor.post("/v1/manage/resources", &resource("A page on rest", json!({}))).expect(201).id();
    let fields = article(
        "rest-well",
        json!({
            "kicker": "Nights", "topics": [topic], "related": [page],
            "sections": [{"heading": "Begin", "body": [{"_type": "suggestedPhrase", "_key": "k1", "phraseId": said}]}],
            "authors": [{"name": "The desk"}], "lastReviewedAt": "2026-01-02T00:00:00Z",
        }),
    );
    publish(&editor, "articles", &fields);
    let answer = app.anonymous().get("/v1/articles/rest-well").expect(200);
    insta::assert_json_snapshot!(answer.json, {
        ".**.id" => "[id]", ".translationGroupId" => "[id]", ".**.sectionId" => "[id]", ".**.phraseId" => "[id]", ".**._key" => "[key]",
        ".firstPublishedAt" => "[time]", ".publishedAt" => "[time]", ".updatedAt" => "[time]",
    }, @r#"
    {
      "id": "[id]",
      "locale": "en",
      "slug": "rest-well",
      "url": "/v1/articles/rest-well?locale=en",
      "title": "About rest well",
      "kicker": "Nights",
      "summary": "What it is about.",
      "topics": [
        {
          "id": "[id]",
          "slug": "sleep",
          "name": "sleep",
          "kind": "subject"
        }
      ],
      "sections": [
        {
          "id": "[id]",
          "anchor": "begin",
          "heading": "Begin",
          "body": [
            {
              "_type": "suggestedPhrase",
              "_key": "[key]",
              "phraseId": "[id]",
              "phrase": {
                "id": "[id]",
                "text": "Shall we rest now?",
                "tone": "calm"
              }
            }
          ]
        }
      ],
      "phrases": [
        {
          "id": "[id]",
          "text": "Shall we rest now?",
          "tone": "calm",
          "sectionId": "[id]"
        }
      ],
      "related": [
        {
          "id": "[id]",
          "kind": "page",
          "title": "A page on rest",
          "excerpt": "Worth a look.",
          "url": "https://example.org/page"
        }
      ],
      "authors": [
        {
          "name": "The desk"
        }
      ],
      "reviewers": [],
      "review": {
        "lastReviewedAt": "2026-01-02T00:00:00.000Z",
        "state": "current"
      },
      "translations": [],
      "translationGroupId": "[id]",
      "seo": {
        "noIndex": false
      },
      "wordCount": 5,
      "readingMinutes": 1,
      "firstPublishedAt": "[time]",
      "publishedAt": "[time]",
      "updatedAt": "[time]",
      "version": 2,
      "changeHistory": []
    }
    "#);
}

#[test]
fn unknown_names_return_404() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for name in ["never-written", "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01", "Not%20a%20Name", "%00"] {
        for tail in
            ["", "/fields?fields=id", "/sections", "/sections/what-to-say", "/phrases", "/related", "/suggestions"]
        {
            reader.get(&format!("/v1/articles/{name}{tail}")).expect_problem(404, "not_found");
        }
    }
    reader.get(&format!("{NO}/sections/no-such-section")).expect_problem(404, "not_found");
    reader.get("/v1/sections/0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01").expect_problem(404, "not_found");
    reader.get("/v1/sections/what-to-say").expect_problem(404, "not_found");
}

#[test]
fn slugs_are_looked_up_in_the_default_locale_unless_the_request_names_one() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let led = reader.get(NO_IN_SPANISH).expect(302);
    assert_eq!(led.header("location"), format!("{NO_IN_SPANISH}?locale=es"));
    let spanish = reader.get(&format!("{NO_IN_SPANISH}?locale=es")).expect(200);
    assert_eq!(spanish.json["locale"], "es");
    assert_eq!(spanish.header("content-language"), "es");
    let translated = reader.get(&format!("{NO}?locale=es")).expect(200);
    assert_eq!(translated.json, spanish.json);
    reader.get(&format!("{NO}?locale=fr")).expect_problem(404, "not_found");
}

#[test]
fn fallbacks_are_tried_in_order_and_the_translation_in_the_preferred_locale_wins() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let locale_of = |target: &str| reader.get(target).expect(200).json["locale"].clone();
    assert_eq!(locale_of(&format!("{NO}?locale=fr&fallback=de,en")), "en");
    assert_eq!(locale_of(&format!("{NO}?locale=fr&fallback=es,en")), "es", "the Spanish translation is preferred");
    assert_eq!(locale_of("/v1/articles/setting-limits?locale=es&fallback=en"), "en", "it has no translation");
    reader.get(&format!("{NO}?locale=fr&fallback=de")).expect_problem(404, "not_found");
}

#[test]
fn an_id_with_a_locale_selects_the_translation_in_that_locale() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let english = reader.get(NO).expect(200);
    assert_eq!(english.json["translations"][0]["locale"], "es");
    let spanish = reader.get(&format!("/v1/articles/{}?locale=es", english.id())).expect(200);
    assert_eq!(spanish.json["locale"], "es");
    let back = reader.get(&format!("/v1/articles/{}?locale=en", spanish.id())).expect(200);
    assert_eq!(back.json, english.json);
    let plain = reader.get(&format!("/v1/articles/{}", spanish.id())).expect(200);
    assert_eq!(plain.json["locale"], "es", "an id without a locale selects the article with that id");
    reader.get(&format!("/v1/articles/{}?locale=fr", english.id())).expect_problem(404, "not_found");
}

#[test]
fn body_selects_the_formats_of_sections() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for (body, present) in [
        ("", vec!["body"]),
        ("?body=portable-text", vec!["body"]),
        ("?body=html", vec!["html"]),
        ("?body=markdown,text", vec!["markdown", "text"]),
        ("?body=text,html,portable-text,markdown", vec!["body", "html", "markdown", "text"]),
    ] {
        let article = reader.get(&format!("{NO}{body}")).expect(200).json;
        let list = reader.get(&format!("{NO}/sections{body}")).expect(200).json;
        assert_eq!(article["sections"], list["data"], "{body}");
        for section in list["data"].as_array().unwrap() {
            let forms: Vec<&str> =
                ["body", "html", "markdown", "text"].into_iter().filter(|form| section.get(form).is_some()).collect();
            assert_eq!(forms, present, "{body}");
            let id = section["id"].as_str().unwrap();
            let anchor = section["anchor"].as_str().unwrap();
            assert_eq!(reader.get(&format!("{NO}/sections/{id}{body}")).expect(200).json, *section);
            assert_eq!(reader.get(&format!("{NO}/sections/{anchor}{body}")).expect(200).json, *section);
        }
    }
    reader.get(&format!("{NO}?body=rtf")).expect_problem(400, "invalid_query").expect_error("body", "invalid_value");
}

#[test]
fn a_section_by_id_has_the_card_of_its_article() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let section = reader.get(&format!("{NO}/sections/when-to-act")).expect(200).json;
    let alone = reader.get(&format!("/v1/sections/{}", section["id"].as_str().unwrap())).expect(200).json;
    let card = reader.get("/v1/articles?slug=when-someone-you-love-says-no").expect(200).json["data"][0].clone();
    assert_eq!(alone["article"], card);
    for member in ["id", "anchor", "heading", "body"] {
        assert_eq!(alone[member], section[member], "{member}");
    }
    let html = reader.get(&format!("/v1/sections/{}?body=html", alone["id"].as_str().unwrap())).expect(200).json;
    assert!(html["html"].as_str().unwrap().starts_with("<p>") && html.get("body").is_none());
}

#[test]
fn a_section_of_another_article_returns_404() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let other = reader.get("/v1/articles/setting-limits/sections/start-small").expect(200).id();
    reader.get(&format!("{NO}/sections/{other}")).expect_problem(404, "not_found");
}

#[test]
fn phrases_and_related_resources_match_those_in_the_article() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let whole = reader.get(NO).expect(200).json;
    assert_eq!(reader.get(&format!("{NO}/phrases")).expect(200).json, json!({"data": whole["phrases"]}));
    assert_eq!(reader.get(&format!("{NO}/related")).expect(200).json, json!({"data": whole["related"]}));
    assert_eq!(whole["phrases"].as_array().unwrap().len(), 5);
    assert_eq!(
        strings(whole["related"].as_array().unwrap(), "title"),
        ["Keep the door open", "Set limits you can keep", "Al-Anon Family Groups"]
    );
}

#[test]
fn a_former_slug_redirects_to_the_current_one_and_keeps_the_query() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let reader = app.anonymous();
    let sections = json!([{"heading": "First words", "body": [paragraph("Sit down together.")]}]);
    let id = publish(&editor, "articles", &article("first-name", json!({"sections": sections}))).id();
    for slug in ["second-name", "third-name"] {
        editor.patch(&format!("/v1/manage/articles/{id}"), "*", &json!({"slug": slug})).expect(200);
        assert_eq!(reader.get(&format!("/v1/articles/{slug}")).status, 404, "a draft's slug is not public");
        editor.post_matching(&format!("/v1/manage/articles/{id}/publish"), "*", &json!({})).expect(200);
    }
    for old in ["first-name", "second-name"] {
        for tail in ["", "/sections", "/sections/first-words", "/phrases", "/related", "/suggestions"] {
            let query = if tail.contains("section") { "?locale=en&body=html,text" } else { "?locale=en" };
            let moved = reader.get(&format!("/v1/articles/{old}{tail}{query}")).expect(301);
            let location = moved.header("location").to_owned();
            let encoded = query.replace(',', "%2C");
            assert_eq!(location, format!("/v1/articles/third-name{tail}{encoded}"));
            reader.get(&location).expect(200);
        }
    }
    let head = reader.send(Method::HEAD, "/v1/articles/first-name", &[], None).expect(301);
    assert_eq!(head.header("location"), "/v1/articles/third-name");
}

#[test]
fn unpublished_entities_return_410() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let reader = app.anonymous();
    let sections = json!([{"heading": "First words", "body": [paragraph("Sit down together.")]}]);
    let id = publish(&editor, "articles", &article("taken-back", json!({"sections": sections}))).id();
    let section = reader.get("/v1/articles/taken-back/sections/first-words").expect(200).id();
    unpublish(&editor, "articles", &id);
    for name in ["taken-back", &id] {
        for tail in ["", "/sections", "/sections/first-words", "/phrases", "/related", "/suggestions"] {
            reader.get(&format!("/v1/articles/{name}{tail}")).expect_problem(410, "gone");
        }
    }
    reader.get(&format!("/v1/sections/{section}")).expect_problem(404, "not_found");
    assert!(all(&reader, "/v1/articles").is_empty());
    for (collection, fields) in [("phrases", phrase("Come in.", json!({}))), ("resources", resource("A", json!({})))] {
        let id = publish(&editor, collection, &fields).id();
        unpublish(&editor, collection, &id);
        reader.get(&format!("/v1/{collection}/{id}")).expect_problem(410, "gone");
    }
    editor.post_matching(&format!("/v1/manage/articles/{id}/publish"), "*", &json!({})).expect(200);
    reader.get("/v1/articles/taken-back").expect(200);
}

#[test]
fn the_review_state_is_that_at_the_time_of_the_request() {
    let app = TestApp::spawn_with(&["--cache-mb", "0"]);
    let editor = app.editor();
    let reader = app.anonymous();
    publish(&editor, "articles", &article("reviewed", json!({"nextReviewAt": "2099-05-05T00:00:00Z"})));
    let before = reader.get("/v1/articles/reviewed").expect(200);
    assert_eq!(before.json["review"]["state"], "current");
    // The stored document becomes 70 years older.
    let passing = "UPDATE published_articles SET document = replace(document, '2099-05-05', '2019-05-05'), \
                   next_review_at = next_review_at - 2524608000000, updated_at = updated_at - 2524608000000";
    assert_eq!(sql(&app.database_file(), passing), 1);
    let after = reader.get("/v1/articles/reviewed").expect(200);
    assert_eq!(after.json["review"], json!({"nextReviewAt": "2019-05-05T00:00:00.000Z", "state": "overdue"}));
    assert_ne!(before.etag(), after.etag());
    let listed = reader.get("/v1/articles?view=full").expect(200).json;
    assert_eq!(listed["data"][0], after.json);
    let chosen = reader.get("/v1/articles/reviewed/fields?fields=review").expect(200).json;
    assert_eq!(chosen["review"]["state"], "overdue");
}

#[test]
fn a_review_is_due_a_month_ahead() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let in_days = |days: i64| {
        let now = cairn::content::Timestamp::now().unix_ms();
        cairn::content::Timestamp::from_unix_ms(now + days * 86_400_000).to_string()
    };
    for (slug, next, state) in
        [("past", in_days(-1), "overdue"), ("soon", in_days(29), "due"), ("later", in_days(31), "current")]
    {
        publish(&editor, "articles", &article(slug, json!({"nextReviewAt": next})));
        let read = app.anonymous().get(&format!("/v1/articles/{slug}")).expect(200);
        assert_eq!(read.json["review"]["state"], state, "{slug}");
    }
    publish(&editor, "articles", &article("never", json!({"nextReviewAt": Value::Null})));
    let never = app.anonymous().get("/v1/articles/never").expect(200).json;
    assert_eq!(never["review"], json!({"state": "current"}));
    assert_eq!(ids(&all(&app.anonymous(), "/v1/articles")).len(), 4);
}
