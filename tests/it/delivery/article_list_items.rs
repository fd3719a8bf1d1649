//! The items of the list of articles: cards, cards with more members, and whole articles.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, article, publish, sql};

fn items(reader: &Client, query: &str) -> Vec<Value> {
    reader.get(&format!("/v1/articles?{query}")).expect(200).json["data"].as_array().unwrap().clone()
}

fn members(item: &Value) -> BTreeSet<String> {
    item.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn fields_adds_members_of_the_article_to_the_card() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let cards = items(&reader, "limit=5");
    let wider = items(&reader, "limit=5&fields=seo,related,title,seo");
    assert_eq!(cards.len(), 5);
    for (card, wide) in cards.iter().zip(&wider) {
        let mut expected = members(card);
        expected.extend(["seo".to_owned(), "related".to_owned()]);
        assert_eq!(members(wide), expected);
        let whole = reader.get(&format!("/v1/articles/{}", card["id"].as_str().unwrap())).expect(200).json;
        for (name, value) in wide.as_object().unwrap() {
            assert_eq!(*value, whole[name], "{name}");
        }
    }
    let full = items(&reader, "view=full");
    let names: BTreeSet<String> = full.iter().flat_map(members).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(",");
    assert_eq!(items(&reader, &format!("fields={names}")), full);
}

#[test]
fn body_selects_the_formats_of_the_sections_in_a_list() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for body in ["body=html", "body=text,portable-text"] {
        let whole = reader.get(&format!("/v1/articles/setting-limits?{body}")).expect(200).json;
        let full = items(&reader, &format!("slug=setting-limits&view=full&{body}"));
        assert_eq!(full, std::slice::from_ref(&whole), "{body}");
        let wide = items(&reader, &format!("slug=setting-limits&fields=sections&{body}"));
        assert_eq!(wide[0]["sections"], whole["sections"], "{body}");
        assert!(wide[0].get("related").is_none(), "{body}");
    }
}

#[test]
fn parameters_of_the_items_that_contradict_each_other_are_rejected() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let refused = |query: &str| reader.get(&format!("/v1/articles?{query}")).expect_problem(400, "invalid_query");
    refused("view=full&fields=seo").expect_error("fields", "invalid_value");
    for query in ["body=html", "body=html&view=card", "body=html&fields=seo"] {
        refused(query).expect_error("body", "invalid_value");
    }
    let misspelt = refused("fields=sectoins&body=html");
    assert_eq!(misspelt.json["errors"].as_array().unwrap().len(), 1, "{}", misspelt.text());
    misspelt.expect_error("fields", "invalid_value");
}

#[test]
fn the_review_state_in_a_list_is_that_at_the_time_of_the_request() {
    let app = TestApp::spawn_with(&["--cache-mb", "0"]);
    publish(&app.editor(), "articles", &article("reviewed", json!({"nextReviewAt": "2099-05-05T00:00:00Z"})));
    let passing = "UPDATE published_articles SET document = replace(document, '2099-05-05', '2019-05-05'), \
                   next_review_at = next_review_at - 2524608000000";
    assert_eq!(sql(&app.database_file(), passing), 1);
    let listed = items(&app.anonymous(), "fields=review");
    assert_eq!(listed[0]["review"], json!({"nextReviewAt": "2019-05-05T00:00:00.000Z", "state": "overdue"}));
}

#[test]
fn a_list_with_members_is_revalidated_and_follows_changes() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("tea", json!({"seo": {"title": "Tea"}}))).id();
    let target = "/v1/articles?fields=seo,sections&body=text&fallback=fr";
    let before = reader.get(target).expect(200);
    assert_eq!(before.json["data"][0]["seo"]["title"], "Tea");
    reader.get_with(target, &[("If-None-Match", &before.etag())]).expect(304);
    editor.edit("articles", &id, &json!({"seo": {"title": "Green tea"}}));
    editor.publish("articles", &id);
    let after = reader.get_with(target, &[("If-None-Match", &before.etag())]).expect(200);
    assert_eq!(after.json["data"][0]["seo"]["title"], "Green tea");
    assert!(after.header("surrogate-key").contains(&id), "{}", after.header("surrogate-key"));
}
