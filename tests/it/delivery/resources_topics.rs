//! Resources and topics: lists, single entities, and counts.

use serde_json::{Value, json};

use crate::harness::{TestApp, all, article, id_of, ids, phrase, publish, resource, strings, topic, unpublish};

fn carries(item: &Value, slug: &str) -> bool {
    item["topics"].as_array().unwrap().iter().any(|topic| topic["slug"] == slug)
}

#[test]
fn resources_are_filtered_by_kind_topic_and_locale() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let everything = all(&reader, "/v1/resources");
    let assert_filters = |query: &str, fits: &dyn Fn(&Value) -> bool| {
        let mut expected = ids(everything.iter().filter(|resource| fits(resource)));
        let mut found = ids(&all(&reader, &format!("/v1/resources?{query}")));
        assert!(
            !expected.is_empty() && expected.len() < everything.len(),
            "{query} must match some resources, but not all"
        );
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{query}");
        let counted = reader.get(&format!("/v1/resources?{query}&count=true&limit=1")).expect(200).json;
        assert_eq!(counted["page"]["total"], expected.len(), "{query}");
    };
    assert_filters("kind=helpline", &|resource| resource["kind"] == "helpline");
    assert_filters("kind=article&locale=en", &|resource| resource["kind"] == "article" && resource["locale"] == "en");
    assert_filters("locale=es", &|resource| resource["locale"] == "es");
    assert_filters("topic=boundaries", &|resource| carries(resource, "boundaries"));
    assert_filters("topic=boundaries,families", &|resource| {
        carries(resource, "boundaries") && carries(resource, "families")
    });
}

#[test]
fn every_order_of_resources_can_be_reversed() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for column in ["publishedAt", "updatedAt", "title"] {
        let up = all(&reader, &format!("/v1/resources?sort={column}&limit=6"));
        let mut down = all(&reader, &format!("/v1/resources?sort=-{column}&limit=100"));
        down.reverse();
        assert!(strings(&up, column).is_sorted(), "{column}");
        assert_eq!(ids(&up), ids(&down), "{column}");
    }
}

#[test]
fn invalid_filters_of_resources_and_topics_are_reported() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    for (target, parameter, code) in [
        ("/v1/resources?kind=helplines", "kind", "invalid_value"),
        ("/v1/resources?topic=nowhere", "topic", "unknown_reference"),
        ("/v1/resources?sort=random", "sort", "invalid_value"),
        ("/v1/topics?kind=mood", "kind", "invalid_value"),
        ("/v1/topics?parent=nowhere", "parent", "unknown_reference"),
        ("/v1/topics?parent=No%20Slug", "parent", "invalid_value"),
        ("/v1/topics?locale=-", "locale", "invalid_value"),
        ("/v1/topics/x?locale=-", "locale", "invalid_value"),
    ] {
        reader.get(target).expect_problem(400, "invalid_query").expect_error(parameter, code);
    }
    let unknown = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
    for target in ["/v1/topics/nowhere", "/v1/topics/No%20Slug", "/v1/resources/a-slug"] {
        reader.get(target).expect_problem(404, "not_found");
    }
    reader.get(&format!("/v1/topics/{unknown}")).expect_problem(404, "not_found");
    reader.get(&format!("/v1/resources/{unknown}")).expect_problem(404, "not_found");
}

#[test]
fn resource_json_has_the_expected_shape() {
    let app = TestApp::spawn();
    let fields = json!({"kind": "helpline", "phone": "555 0100", "regions": ["GB", "US-CA"]});
    let id = publish(&app.editor(), "resources", &resource("A line to call", fields)).id();
    let answer = app.anonymous().get(&format!("/v1/resources/{id}")).expect(200);
    insta::assert_json_snapshot!(answer.json, {
        ".id" => "[id]", ".firstPublishedAt" => "[time]", ".publishedAt" => "[time]", ".updatedAt" => "[time]",
    }, @r#"
    {
      "id": "[id]",
      "locale": "en",
      "kind": "helpline",
      "title": "A line to call",
      "excerpt": "Worth a look.",
      "url": "https://example.org/page",
      "phone": "555 0100",
      "regions": [
        "GB",
        "US-CA"
      ],
      "topics": [],
      "firstPublishedAt": "[time]",
      "publishedAt": "[time]",
      "updatedAt": "[time]",
      "version": 2
    }
    "#);
    assert_eq!(app.anonymous().get("/v1/resources").expect(200).json["data"][0], answer.json);
}

#[test]
fn a_resource_follows_its_article_to_a_new_slug() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let goal = publish(&editor, "articles", &article("old-goal", json!({}))).id();
    let fields = json!({"locale": "en", "kind": "article", "title": "Go on", "excerpt": "There.", "articleId": goal});
    let card = publish(&editor, "resources", &fields).id();
    editor.patch(&format!("/v1/manage/articles/{goal}"), "*", &json!({"slug": "new-goal"})).expect(200);
    editor.post_matching(&format!("/v1/manage/articles/{goal}/publish"), "*", &json!({})).expect(200);
    let followed = reader.get(&format!("/v1/resources/{card}")).expect(200).json;
    assert_eq!(followed["article"], json!({"id": goal, "slug": "new-goal"}));
    assert_eq!(followed["url"], "/v1/articles/new-goal?locale=en");
}

#[test]
fn topics_are_filtered_by_kind_and_parent_and_sorted_by_name() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let everything = all(&reader, "/v1/topics");
    assert!(strings(&everything, "name").is_sorted());
    let mut down = all(&reader, "/v1/topics?sort=-name&limit=5");
    down.reverse();
    assert_eq!(down, everything);
    let audiences = all(&reader, "/v1/topics?kind=audience");
    assert_eq!(strings(&audiences, "slug"), ["children", "families"]);
    let parent = id_of(&reader, "/v1/topics", "boundaries");
    for name in ["boundaries", &parent] {
        let children = all(&reader, &format!("/v1/topics?parent={name}"));
        assert_eq!(strings(&children, "slug"), ["money"]);
        assert_eq!(children[0]["parentId"], *parent);
    }
}

#[test]
fn names_of_topics_are_in_the_requested_locale_or_the_default_one() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let english = reader.get("/v1/topics/boundaries").expect(200);
    assert_eq!((&english.json["name"], english.header("content-language")), (&json!("Boundaries"), "en"));
    let spanish = reader.get("/v1/topics/boundaries?locale=es").expect(200);
    assert_eq!((&spanish.json["name"], spanish.header("content-language")), (&json!("Límites"), "es"));
    assert!(spanish.json["description"].as_str().unwrap().starts_with("Decir qué"));
    let untranslated = reader.get("/v1/topics/money?locale=es").expect(200).json;
    assert_eq!(untranslated["name"], "Money and helping");
    let by_id = reader.get(&format!("/v1/topics/{}?locale=es", spanish.id())).expect(200).json;
    assert_eq!(by_id, spanish.json);
    let listed = all(&reader, "/v1/topics?locale=es");
    assert!(listed.contains(&spanish.json) && listed.contains(&untranslated));
    for (item, name) in [
        ("/v1/articles?locale=es&topic=talking", "Hablar y escuchar"),
        ("/v1/articles?locale=en&topic=talking", "Talking and listening"),
    ] {
        let card = &reader.get(item).expect(200).json["data"][0];
        let named = strings(card["topics"].as_array().unwrap(), "name");
        assert!(named.contains(&name.to_owned()), "{named:?}");
    }
}

#[test]
fn topics_count_their_entities_in_one_locale_or_all() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for locale in ["", "locale=es", "locale=en"] {
        for topic in all(&reader, &format!("/v1/topics?{locale}")) {
            let slug = topic["slug"].as_str().unwrap();
            let carrying = |list: &str| all(&reader, &format!("/v1/{list}?topic={slug}&{locale}")).len();
            let counts = json!({
                "articles": carrying("articles"), "phrases": carrying("phrases"), "resources": carrying("resources"),
            });
            assert_eq!(topic["counts"], counts, "{slug} {locale}");
            assert_eq!(reader.get(&format!("/v1/topics/{slug}?{locale}")).expect(200).json, topic);
        }
    }
}

#[test]
fn topics_count_entities_only_while_they_are_published() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "topics", &topic("counted", json!({}))).id();
    let count = || reader.get("/v1/topics/counted").expect(200).json["counts"]["phrases"].clone();
    let before = reader.get("/v1/topics/counted").expect(200);
    let fields = phrase("Shall we count?", json!({"topics": [id]}));
    let draft = editor.post("/v1/manage/phrases", &fields).expect(201).id();
    assert_eq!(count(), 0);
    editor.post_matching(&format!("/v1/manage/phrases/{draft}/publish"), "*", &json!({})).expect(200);
    assert_eq!(count(), 1);
    assert_ne!(reader.get("/v1/topics/counted").expect(200).etag(), before.etag());
    unpublish(&editor, "phrases", &draft);
    assert_eq!(count(), 0);
    let refused = editor.delete(&format!("/v1/manage/topics/{id}"), "*");
    assert_eq!(refused.status, 409, "a published topic cannot be deleted");
}
