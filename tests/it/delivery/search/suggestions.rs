//! Suggestions of related articles, with their reasons.

use serde_json::{Value, json};

use super::one_section;
use crate::harness::editing::{link_to, phrase_block, resource_of};
use crate::harness::{Client, TestApp, article, phrase, publish, topic};

fn suggestions(client: &Client, slug: &str) -> Vec<Value> {
    let answer = client.get(&format!("/v1/articles/{slug}/suggestions")).expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json["data"].as_array().unwrap().clone()
}

/// Returns each suggested article with the kinds of its reasons.
fn reasons(suggestions: &[Value]) -> Vec<(String, Vec<String>)> {
    let of = |proposal: &Value| {
        let kinds = proposal["reasons"].as_array().unwrap().iter();
        let kinds = kinds.map(|reason| reason["kind"].as_str().unwrap().to_owned()).collect();
        (proposal["article"]["slug"].as_str().unwrap().to_owned(), kinds)
    };
    suggestions.iter().map(of).collect()
}

#[test]
fn articles_with_common_properties_are_suggested_with_the_reasons() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let calm = publish(&editor, "topics", &topic("calm", json!({}))).id();
    let said = publish(&editor, "phrases", &phrase("Come with me.", json!({}))).id();
    let linked = publish(&editor, "articles", &article("linked", json!({"title": "Elsewhere"}))).id();
    let body = json!([phrase_block(&said), link_to(&linked)]);
    let fields = json!({
        "title": "Harbour lights", "summary": "Lanterns of an evening.", "topics": [calm],
        "sections": [{"heading": "Ferries", "body": body}],
    });
    let own = publish(&editor, "articles", &article("own", fields)).id();
    publish(&editor, "articles", &article("topical", json!({"title": "One", "topics": [calm]})));
    let sections = json!([{"heading": "Two", "body": [phrase_block(&said)]}]);
    publish(&editor, "articles", &article("saying", json!({"title": "Two", "sections": sections})));
    let sections = json!([{"heading": "Three", "body": [link_to(&own)]}]);
    publish(&editor, "articles", &article("linking", json!({"title": "Three", "sections": sections})));
    publish(&editor, "articles", &one_section("alike", "Four", "The ferries pass the harbour and its lanterns."));
    publish(&editor, "articles", &article("apart", json!({"title": "Nothing of it", "summary": "Quite other."})));
    publish(&editor, "articles", &article("spanish", json!({"locale": "es", "topics": [calm]})));
    let found = suggestions(&reader, "own");
    let mut kinds = reasons(&found);
    kinds.sort();
    let reason = |kind: &str| vec![kind.to_owned()];
    assert_eq!(
        kinds,
        [
            ("alike".to_owned(), reason("similarWords")),
            ("linked".to_owned(), reason("linksTo")),
            ("linking".to_owned(), reason("linkedFrom")),
            ("saying".to_owned(), reason("sharedPhrases")),
            ("topical".to_owned(), reason("sharedTopics")),
        ]
    );
    let alike = found.iter().find(|proposal| proposal["article"]["slug"] == "alike").unwrap();
    let words: Vec<&str> =
        alike["reasons"][0]["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(words, ["ferries", "lanterns", "harbour"], "the rarest first");
    assert_eq!(suggestions(&reader, "own"), found);
    // Related articles are not suggested again.
    let alike = reader.get("/v1/articles/alike").expect(200).id();
    let card = publish(&editor, "resources", &resource_of(&alike)).id();
    editor.edit("articles", &own, &json!({"related": [card]}));
    editor.publish("articles", &own);
    assert!(reasons(&suggestions(&reader, "own")).iter().all(|(slug, _)| slug != "alike"));
    // The list of the editors has not changed.
    let chosen = reader.get("/v1/articles/own/related").expect(200);
    assert_eq!(chosen.json["data"].as_array().unwrap().len(), 1);
}

#[test]
fn suggestions_for_the_demo_content_are_reproducible_and_at_most_ten() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let found = suggestions(&reader, "after-a-relapse");
    assert!((3..=10).contains(&found.len()), "{}", found.len());
    let scores: Vec<f64> = found.iter().map(|proposal| proposal["score"].as_f64().unwrap()).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]), "{scores:?}");
    assert!(reasons(&found).iter().all(|(slug, reasons)| slug != "after-a-relapse" && !reasons.is_empty()));
    let again = reader.get("/v1/articles/after-a-relapse/suggestions?locale=en").expect(200).json;
    assert_eq!(again["data"].as_array().unwrap(), &found);
    reader.get("/v1/articles/nothing/suggestions").expect_problem(404, "not_found");
    reader.get("/v1/articles/after-a-relapse/related?suggested=true").expect_problem(400, "invalid_query");
}
