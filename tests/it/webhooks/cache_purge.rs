//! Purge events for caches in front of the server.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{spawn, subscribe};
use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{Answer, WebhookReceiver, phrase, unpublish};

fn keys(answer: &Answer) -> BTreeSet<String> {
    let keys: BTreeSet<String> = answer.header("surrogate-key").split(' ').map(str::to_owned).collect();
    assert_eq!(answer.header("cache-tag").split(',').map(str::to_owned).collect::<BTreeSet<_>>(), keys);
    keys
}

fn told(message: &Value) -> BTreeSet<String> {
    assert_eq!(message["type"], "cache.purge");
    serde_json::from_value(message["data"]["keys"].clone()).unwrap()
}

#[test]
fn every_publish_sends_the_keys_of_all_changed_responses() {
    let app = spawn("0");
    let (admin, editor, reader) = (app.admin(), app.editor(), app.anonymous());
    let receiver = WebhookReceiver::start(&[204]);
    subscribe(&admin, &receiver, &["cache.purge"]);
    let words = editor.create("phrases", &phrase("Take your time.", json!({})));
    let id = editor.create("articles", &article_of("told", json!([phrase_block(&words)])));
    editor.publish_with_references("articles", &id);
    let both = BTreeSet::from([id.clone(), words.clone(), "lists".to_owned()]);
    assert_eq!(told(&receiver.messages(1)[0].json()), both);

    let shown = keys(&reader.get("/v1/articles/told"));
    assert!(shown.contains(&id) && shown.contains(&words) && !shown.contains("lists"));
    for list in ["/v1/articles", "/v1/topics", "/v1/phrases/daily?date=2026-01-01", "/v1/lookup?address=told"] {
        assert!(keys(&reader.get(list)).contains("lists"), "{list}");
    }

    editor.edit("phrases", &words, &json!({"text": "Take all the time you need."}));
    editor.publish("phrases", &words);
    assert_eq!(told(&receiver.messages(2)[1].json()), both);

    editor.edit("articles", &id, &json!({"slug": "told-again"}));
    editor.publish("articles", &id);
    assert!(keys(&reader.get("/v1/articles/told").expect(301)).contains("lists"));
    assert_eq!(told(&receiver.messages(3)[2].json()), BTreeSet::from([id, "lists".to_owned()]));
}

#[test]
fn purge_events_need_an_explicit_subscription() {
    let app = spawn("0");
    let (admin, editor) = (app.admin(), app.editor());
    let receiver = WebhookReceiver::start(&[204]);
    subscribe(&admin, &receiver, &[]);
    let words = editor.create("phrases", &phrase("Take your time.", json!({})));
    editor.publish("phrases", &words);
    unpublish(&editor, "phrases", &words);
    let events = receiver.messages(2).iter().map(|message| message.json()["type"].to_string()).collect::<BTreeSet<_>>();
    assert_eq!(events, ["phrase.published", "phrase.unpublished"].map(|name| format!("\"{name}\"")).into());
}
