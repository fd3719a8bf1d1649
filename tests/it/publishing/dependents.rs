//! A change of a published entity reaches every document that embeds it, and no other.

use std::collections::BTreeMap;

use serde_json::json;

use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{Client, TestApp, all, article, phrase, publish};

/// Returns the `ETag` of every published article.
fn etags(reader: &Client, slugs: &[String]) -> BTreeMap<String, String> {
    slugs.iter().map(|slug| (slug.clone(), reader.get(&format!("/v1/articles/{slug}")).expect(200).etag())).collect()
}

#[test]
fn a_changed_phrase_changes_each_article_that_embeds_it_and_no_other() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let other = publish(&editor, "phrases", &phrase("Take your time.", json!({}))).id();
    let users: Vec<String> = (0..25).map(|number| format!("user-{number}")).collect();
    for slug in &users {
        publish(&editor, "articles", &article_of(slug, json!([phrase_block(&phrase_id), phrase_block(&other)])));
    }
    publish(&editor, "articles", &article_of("neighbour", json!([phrase_block(&other)])));
    publish(&editor, "articles", &article("stranger", json!({})));
    let draft = editor.create("articles", &article_of("draft", json!([phrase_block(&phrase_id)])));
    let others = ["neighbour", "stranger"].map(str::to_owned);
    let (before, untouched) = (etags(&reader, &users), etags(&reader, &others));
    let other_phrase = reader.get(&format!("/v1/phrases/{other}")).expect(200).etag();

    editor.edit("phrases", &phrase_id, &json!({"text": "I am listening."}));
    assert_eq!(etags(&reader, &users), before, "a draft changes nothing");
    editor.publish("phrases", &phrase_id);

    let after = etags(&reader, &users);
    for slug in &users {
        assert_ne!(after[slug], before[slug], "{slug}");
        let read = reader.get(&format!("/v1/articles/{slug}/phrases")).expect(200);
        assert_eq!(read.json["data"][0]["text"], "I am listening.", "{slug}");
    }
    assert_eq!(etags(&reader, &others), untouched);
    assert_eq!(reader.get(&format!("/v1/phrases/{other}")).expect(200).etag(), other_phrase);
    assert_eq!(editor.working("articles", &draft).json["version"], 1);
    // All documents of one transaction have the same time.
    let shown = all(&reader, &format!("/v1/articles?phrase={phrase_id}&limit=100"));
    let time = &reader.get(&format!("/v1/phrases/{phrase_id}")).expect(200).json["updatedAt"];
    assert_eq!(shown.len(), users.len());
    assert!(shown.iter().all(|card| card["updatedAt"] == *time), "{shown:#?}");
}
