//! Search: the hits and their order.

mod hostile_queries;
mod index;
mod pagination;
mod parameters;
mod query_plans;
mod ranking;
mod relevance;
mod suggestions;
mod synonyms;
mod tokenization;

use serde_json::{Value, json};

use crate::harness::{Answer, Client, article};

/// Returns the query in the encoding of URLs.
fn encoded(q: &str) -> String {
    url::form_urlencoded::byte_serialize(q.as_bytes()).collect()
}

/// Returns the response to a search.
#[track_caller]
fn search(client: &Client, q: &str, more: &str) -> Answer {
    client.get(&format!("/v1/search?q={}{more}", encoded(q))).expect(200)
}

/// Returns the slugs of the articles that a search finds, in order.
#[track_caller]
fn found(client: &Client, q: &str) -> Vec<String> {
    slugs(&search(client, q, "").json)
}

fn slugs(answer: &Value) -> Vec<String> {
    let hits = answer["data"].as_array().unwrap().iter();
    hits.map(|hit| hit["article"]["slug"].as_str().unwrap().to_owned()).collect()
}

/// Returns the sections in a response, in order.
fn sections(answer: &Value) -> Vec<String> {
    let hits = answer["data"].as_array().unwrap().iter();
    let of_hit = |hit: &Value| -> Vec<String> {
        let slug = hit["article"]["slug"].as_str().unwrap();
        let anchors = hit["sections"].as_array().unwrap().iter();
        anchors.map(|section| format!("{slug}#{}", section["anchor"].as_str().unwrap())).collect()
    };
    hits.flat_map(of_hit).collect()
}

/// Returns an article with one section.
fn one_section(slug: &str, heading: &str, markdown: &str) -> Value {
    article(slug, json!({"title": "A page", "sections": [{"heading": heading, "markdown": markdown}]}))
}

/// Returns the text with its marked parts in brackets.
fn bracketed(text: &str, marks: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |from: usize, to: usize| String::from_utf16(&units[from..to]).unwrap();
    let mut out = String::new();
    let mut at = 0;
    for mark in marks.as_array().into_iter().flatten() {
        let [start, end] = ["start", "end"].map(|name| usize::try_from(mark[name].as_u64().unwrap()).unwrap());
        out.extend([part(at, start), "[".to_owned(), part(start, end), "]".to_owned()]);
        at = end;
    }
    out + &part(at, units.len())
}

fn snippet(section: &Value) -> String {
    bracketed(section["snippet"]["text"].as_str().unwrap(), &section["snippet"]["marks"])
}
