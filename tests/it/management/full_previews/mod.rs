//! Previews of all unpublished work: with a token, the reads of delivery respond as if everything were published.

mod copies;
mod reads;
mod tokens;

use serde_json::json;

use crate::harness::editing::{article_of, phrase_block};
use crate::harness::{Answer, Client, TestApp, paragraph, phrase, resource, topic};

const TOKENS: &str = "/v1/manage/preview-tokens";

/// A word that only drafts contain.
const WORD: &str = "Unpublishedword";

#[track_caller]
fn full_token(author: &Client) -> Answer {
    author.post(TOKENS, &json!({"scope": "all"})).expect(201)
}

fn text(made: &Answer) -> &str {
    made.json["token"].as_str().unwrap()
}

#[track_caller]
fn read(app: &TestApp, target: &str, token: &str) -> Answer {
    app.anonymous().get_with(target, &[("X-Preview-Token", token)])
}

fn with_parameter(target: &str, token: &str) -> String {
    let separator = if target.contains('?') { '&' } else { '?' };
    format!("{target}{separator}token={token}")
}

/// Creates a draft of each kind, and returns the id of the article.
fn write_drafts(author: &Client) -> String {
    let topic_id = author.create("topics", &topic("a-drafted-topic", json!({"name": format!("{WORD} topic")})));
    let phrase_id = author.create("phrases", &phrase(&format!("{WORD} phrase."), json!({"topics": [topic_id]})));
    author.create("resources", &resource(&format!("{WORD} resource"), json!({})));
    let body = json!([paragraph(&format!("{WORD} in a section.")), phrase_block(&phrase_id)]);
    let mut input = article_of("a-draft", body);
    input["title"] = json!(format!("{WORD} article"));
    input["topics"] = json!([topic_id]);
    author.create("articles", &input)
}
