//! The requests of the sweep, derived from the OpenAPI document.

use super::{MARKER, Names};
use crate::openapi::operations;
use reqwest::Method;
use serde_json::Value;
use std::collections::BTreeMap;

/// Returns the values to try for a query parameter of delivery. Add the values of new parameters here.
pub(super) fn values(parameter: &str, names: &Names) -> Vec<String> {
    let fixed: &[&str] = match parameter {
        "locale" => &["en", "es", "fr"],
        "fallback" => &["en,es", "fr"],
        "body" => &["portable-text", "html", "markdown", "text", "portable-text,html,markdown,text"],
        "fields" => &["title,kicker,summary,sections,phrases,related", "topics,authors,reviewers,seo,translations"],
        "view" => &["full", "card"],
        "count" | "initial" => &["true"],
        "limit" => &["100"],
        "updatedSince" | "publishedSince" => &["2001-01-01T00:00:00Z"],
        "updatedBefore" | "publishedBefore" => &["2101-01-01T00:00:00Z"],
        "sort" => &["publishedAt", "-updatedAt", "title", "slug", "text", "name", "random"],
        "seed" => &["tea"],
        "q" => &[MARKER, "unpublishedword", "of the", "public"],
        "date" => &["2026-10-01", "2026-10-02"],
        "tone" => &["calm"],
        "region" => &["GB", "US-CA"],
        "kind" => &["page", "subject"],
        "cursor" => &["x"],
        "part" => &["1", "2"],
        "topic" | "anyTopic" | "phrase" | "resource" | "article" | "parent" | "ids" | "slug" | "address" => {
            return names.entities.iter().cloned().collect();
        }
        "token" => return names.tokens.clone(),
        other => panic!("add values of \"{other}\" that could leak a draft"),
    };
    fixed.iter().map(|value| (*value).to_owned()).collect()
}

/// Returns every path of delivery with every name, by path template.
pub(super) fn addresses(names: &Names) -> BTreeMap<&'static str, Vec<String>> {
    let mut addresses = BTreeMap::new();
    for (template, method, _) in operations() {
        if method != Method::GET || template.starts_with("/v1/manage") {
            continue;
        }
        let mut filled = vec![String::new()];
        for segment in template.split('/').skip(1) {
            let words: Vec<&str> = match segment {
                "{idOrAnchor}" => names.sections.iter().map(String::as_str).collect(),
                "{id}" if template.starts_with("/v1/sections") => names.sections.iter().map(String::as_str).collect(),
                "{id}" | "{idOrSlug}" => names.entities.iter().map(String::as_str).collect(),
                word => {
                    assert!(!word.starts_with('{'), "add values for {word} of {template}");
                    vec![word]
                }
            };
            filled = filled.iter().flat_map(|start| words.iter().map(move |word| format!("{start}/{word}"))).collect();
        }
        addresses.insert(template, filled);
    }
    addresses
}

/// Returns the queries to try with an operation: none, and each value of each parameter. A parameter that requires another
/// one is tried with it.
pub(super) fn queries(operation: &Value, names: &Names) -> Vec<String> {
    if operation["operationId"] == "search" {
        return searches(operation, names);
    }
    let is_of_fields = operation["operationId"] == "get_article_fields";
    let has_list_items = operation["operationId"] == "list_articles";
    let mut queries = vec![String::new()];
    for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
        let name = parameter["name"].as_str().unwrap();
        for value in values(name, names) {
            let required = match name {
                "sort" if value == "random" => "&seed=tea",
                "body" if has_list_items => "&view=full",
                "body" | "locale" | "fallback" if is_of_fields => "&fields=title,summary,sections,translations",
                _ => "",
            };
            queries.push(format!("?{name}={value}{required}"));
            if ["body", "view", "address"].contains(&name) {
                queries.push(format!("?{name}={value}{required}&locale=en"));
            }
        }
    }
    queries
}

/// Returns the searches to try. Every other parameter of a search requires `q`.
pub(super) fn searches(operation: &Value, names: &Names) -> Vec<String> {
    let mut words: Vec<String> = values("q", names).iter().map(|q| format!("?q={}", q.replace(' ', "+"))).collect();
    // Similar to the marker, so that a correction would reveal it; and a prefix of it.
    words.extend(["?q=Unpublishedwrod".to_owned(), "?q=Unpubl".to_owned()]);
    let mut searches = words.clone();
    for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
        let name = parameter["name"].as_str().unwrap();
        let tried = match name {
            "q" => continue,
            "kind" => ["article", "phrase", "resource", "article,phrase,resource"].map(str::to_owned).to_vec(),
            _ => values(name, names),
        };
        searches.extend(words.iter().flat_map(|q| tried.iter().map(move |value| format!("{q}&{name}={value}"))));
    }
    searches
}

/// Returns the media types of the responses of an operation.
pub(super) fn media_types(operation: &Value) -> Vec<String> {
    operation["responses"]["200"]["content"].as_object().into_iter().flatten().map(|(media, _)| media.clone()).collect()
}
