//! Bulk lookup of ids and slugs.

use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{TestApp, article, phrase, publish, resource, sql, topic};

#[test]
fn every_state_is_returned_in_the_order_of_the_request() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let new = |slug: &str| publish(&editor, "articles", &article(slug, json!({}))).id();
    let unpublish = |kind: &str, id: &str, how: Value| {
        editor.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish"), "*", &how).expect(200);
    };
    let (here, renamed, led, shown, gone, lost) =
        (new("here"), new("before"), new("led"), new("shown"), new("gone"), new("lost"));
    let away = new("away");
    editor.edit("articles", &renamed, &json!({"slug": "after"}));
    editor.publish("articles", &renamed);
    unpublish("articles", &led, json!({"mode": "redirect", "alternative": {"articleId": renamed}}));
    let notice =
        json!({"mode": "withdrawn", "explanation": "Out of date.", "alternative": {"url": "https://example.org/"}});
    unpublish("articles", &shown, notice);
    unpublish("articles", &gone, json!({"explanation": "Nobody knows better.", "alternative": {"articleId": here}}));
    unpublish("articles", &away, json!({"mode": "redirect", "alternative": {"url": "https://example.org/away"}}));
    unpublish("articles", &lost, json!({"mode": "redirect", "alternative": {"articleId": here}}));
    let words = publish(&editor, "phrases", &phrase("Here I am.", json!({}))).id();
    let card = publish(&editor, "resources", &resource("Elsewhere", json!({}))).id();
    unpublish("resources", &card, json!({}));
    let link = publish(&editor, "resources", &resource("Nearby", json!({}))).id();
    let subject = publish(&editor, "topics", &topic("subject", json!({}))).id();
    let draft = editor.create("articles", &article("draft", json!({})));
    let url = |slug: &str| format!("/v1/articles/{slug}?locale=en");
    let here_card = json!({"url": url("here"), "article": {"id": here, "slug": "here"}});
    let after_card = json!({"url": url("after"), "article": {"id": renamed, "slug": "after"}});
    let readable = |address: &str, state: &str, id: &str, slug: &str| json!({"address": address, "state": state, "kind": "article", "id": id, "locale": "en", "slug": slug});
    let unpublished = |address: &str, state: &str, id: &str| json!({"address": address, "state": state, "kind": "article", "id": id, "locale": "en"});
    let with = crate::harness::editing::with;
    let expected = [
        with(readable("here", "published", &here, "here"), json!({"url": url("here")})),
        with(readable(&here, "published", &here, "here"), json!({"url": url("here")})),
        with(readable("before", "moved", &renamed, "after"), json!({"url": url("after")})),
        with(unpublished("led", "redirected", &led), json!({"url": url("after"), "alternative": after_card})),
        with(
            unpublished("away", "redirected", &away),
            json!({"url": "https://example.org/away", "alternative": {"url": "https://example.org/away"}}),
        ),
        with(
            readable(&shown, "withdrawn", &shown, "shown"),
            json!({"url": url("shown"), "explanation": "Out of date.", "alternative": {"url": "https://example.org/"}}),
        ),
        with(
            unpublished("gone", "gone", &gone),
            json!({"explanation": "Nobody knows better.", "alternative": here_card}),
        ),
        json!({"address": words, "state": "published", "kind": "phrase", "id": words, "locale": "en"}),
        json!({"address": card, "state": "gone", "kind": "resource", "id": card}),
        json!({"address": link, "state": "published", "kind": "resource", "id": link, "locale": "en"}),
        json!({"address": subject, "state": "published", "kind": "topic", "id": subject, "slug": "subject"}),
        json!({"address": "subject", "state": "published", "kind": "topic", "id": subject, "slug": "subject"}),
        json!({"address": "draft", "state": "unknown"}),
        json!({"address": draft, "state": "unknown"}),
        json!({"address": UNKNOWN_ID.to_uppercase(), "state": "unknown"}),
        with(readable("here", "published", &here, "here"), json!({"url": url("here")})),
    ];
    let query: Vec<String> =
        expected.iter().map(|result| format!("address={}", result["address"].as_str().unwrap())).collect();
    let answer = reader.get(&format!("/v1/lookup?{}", query.join("&"))).expect(200);
    assert_eq!(answer.json["data"], json!(expected), "{}", answer.text());
    let known = answer.etag();
    reader.get_with(&format!("/v1/lookup?{}", query.join("&")), &[("If-None-Match", &known)]).expect(304);
    unpublish("articles", &here, json!({}));
    let after = reader.get(&format!("/v1/lookup?address={lost},here")).expect(200).json;
    assert_eq!((&after["data"][0]["state"], &after["data"][1]["state"]), (&json!("gone"), &json!("gone")));
    reader.get("/v1/articles/lost").expect_problem(410, "gone");
    // Without the record of an unpublishing, the change log decides.
    sql(&app.database_file(), &format!("DELETE FROM published_unpublishings WHERE id = '{card}'"));
    let old = reader.get(&format!("/v1/lookup?address={card}")).expect(200).json;
    assert_eq!(old["data"], json!([{"address": card, "state": "gone", "kind": "resource", "id": card}]));
}

#[test]
fn slugs_are_looked_up_in_the_requested_locale() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let english = publish(&editor, "articles", &article("radio", json!({}))).id();
    let spanish = publish(&editor, "articles", &article("radio", json!({"locale": "es"}))).id();
    let id_of = |query: &str| reader.get(&format!("/v1/lookup?{query}")).expect(200).json["data"][0]["id"].clone();
    assert_eq!(id_of("address=radio"), english.as_str());
    assert_eq!(id_of("address=radio&locale=es"), spanish.as_str());
    assert_eq!(id_of("address=radio&locale=fr"), Value::Null);
    assert_eq!(id_of(&format!("address={english}&locale=es")), english.as_str());
}

#[test]
fn at_most_a_hundred_addresses_are_looked_up() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let query = |count: usize| (0..count).map(|index| format!("address=nothing-{index}")).collect::<Vec<_>>().join("&");
    let results = reader.get(&format!("/v1/lookup?{}", query(100))).expect(200).json;
    assert_eq!(results["data"].as_array().unwrap().len(), 100);
    let refused = |query: &str, code: &str| {
        reader.get(&format!("/v1/lookup{query}")).expect_problem(400, "invalid_query").expect_error("address", code);
    };
    refused(&format!("?{}", query(101)), "too_many");
    refused("", "required");
    refused("?address=", "invalid_value");
    refused("?address=Not%20a%20name", "invalid_value");
    refused("?address=setting-limits,,x", "invalid_value");
    let mistyped = reader.get("/v1/lookup?adress=x").expect_problem(400, "invalid_query");
    assert!(mistyped.text().contains("Did you mean \\\"address\\\"?"), "{}", mistyped.text());
}
