//! Attacks and their outcome. Guessed keys and compressed bodies are tested with the limits, forged tokens with the login,
//! private addresses also with webhooks and links.

mod cache_poisoning;
mod cors;
mod foreign_ids;
mod forged_cursors;
mod forged_exports;
mod header_injection;
mod import_side_effects;
mod open_redirects;
mod path_traversal;
mod request_smuggling;
mod roles;
mod sql_injection;
mod ssrf;
mod ssrf_dns;
mod userinfo_urls;
mod xss;

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::{Answer, Client, all};
use crate::openapi::operations;

/// Percent-encodes text for a URL.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
        encoded
    })
}

/// Returns all read operations with the names of their path and query parameters, and true for path parameters.
fn read_operations() -> Vec<(&'static str, Vec<(&'static str, bool)>)> {
    let read_operations = operations().into_iter().filter(|(_, method, _)| method == "GET");
    let with_parameters = read_operations.map(|(path, _, operation)| {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let named = parameters.filter(|parameter| parameter["in"] == "path" || parameter["in"] == "query");
        (path, named.map(|one| (one["name"].as_str().unwrap(), one["in"] == "path")).collect())
    });
    with_parameters.collect()
}

/// Returns all entities as editors see them.
fn all_entities(client: &Client) -> Vec<Value> {
    let collections = ["articles", "phrases", "resources", "topics"];
    collections.iter().flat_map(|collection| all(client, &format!("/v1/manage/{collection}?limit=100"))).collect()
}

/// Fails if the response is a server error or reveals internals.
#[track_caller]
fn assert_no_leak(answer: &Answer, target: &str) {
    assert!(answer.status < 500, "{target}: {}", answer.text());
    if answer.status >= 400 {
        let text = answer.text().to_lowercase();
        for hint in ["sqlite", "diesel", "fts5", "syntax error near", "no such column", "panicked", ".rs:"] {
            assert!(!text.contains(hint), "{target} reveals {hint}: {text}");
        }
    }
}
