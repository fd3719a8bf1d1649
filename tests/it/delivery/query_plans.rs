//! No query of delivery scans a large table, by the query plans of the database.

use std::collections::BTreeSet;

use super::caching::targets;
use crate::harness::{TestApp, ids, plan, queries_since, record_queries};

/// The tables that grow with the published content. All other tables that delivery reads have a few rows.
const LARGE: [&str; 14] = [
    "published_articles",
    "published_sections",
    "published_phrases",
    "published_resources",
    "published_resource_regions",
    "published_references",
    "published_addresses",
    "published_topic_addresses",
    "published_sources",
    "published_unpublishings",
    "published_changes",
    "published_passages",
    "published_findables",
    "changes",
];

/// Queries that may scan a table or sort, with the reasons.
const ALLOWED: [(&str, &str); 6] = [
    ("COUNT(*)", "a list is counted only on request"),
    ("WHERE (`published_articles`.`slug` = ?) ORDER BY", "one row for each locale of a slug"),
    ("`published_articles`.`updated_at` >= ?", "rows that changed since a time, in any order: only these are read"),
    ("INSTR(lower(", "a substring search, which no index supports"),
    ("GROUP BY", "the counts of topics: one scan of an index of references"),
    ("SELECT `published_phrases`.`id` FROM `published_phrases`", "the random order requires the ids of all phrases"),
];

/// Returns URLs with every parameter of every list, alone and combined.
fn more_targets() -> Vec<String> {
    let mut targets = Vec::new();
    for sort in ["publishedAt", "-publishedAt", "updatedAt", "-updatedAt", "title", "-title", "slug"] {
        for filter in ["", "&locale=en", "&topic=talking", "&locale=en&topic=talking,boundaries"] {
            targets.push(format!("/v1/articles?sort={sort}{filter}"));
        }
    }
    let lists = [
        "/v1/articles?slug=setting-limits,money-and-helping",
        "/v1/articles?updatedSince=2020-01-01T00:00:00Z&locale=en",
        "/v1/articles?publishedSince=2020-01-01T00:00:00Z&publishedBefore=2100-01-01T00:00:00Z&locale=en",
        "/v1/articles?publishedBefore=2100-01-01T00:00:00Z",
        "/v1/articles?updatedBefore=2100-01-01T00:00:00Z&sort=updatedAt",
        "/v1/articles?anyTopic=talking,boundaries&topic=families",
        "/v1/articles?anyTopic=talking,boundaries&locale=en&fields=sections&body=html",
        "/v1/articles?locale=es&fallback=en,fr&limit=3",
        "/v1/articles?locale=es&fallback=en&sort=title&limit=3&topic=talking",
        "/v1/articles?locale=es&fallback=en&sort=-slug&limit=3&view=full",
        "/v1/articles?locale=es&fallback=en&sort=updatedAt&limit=3&fields=seo",
        "/v1/articles?count=true",
        "/v1/phrases?locale=en&tone=calm",
        "/v1/phrases?topic=talking&locale=en",
        "/v1/phrases?anyTopic=talking,boundaries&locale=en",
        "/v1/phrases?publishedSince=2020-01-01T00:00:00Z&locale=en",
        "/v1/phrases?q=help",
        "/v1/phrases?sort=random&seed=1",
        "/v1/phrases?sort=text&locale=en",
        "/v1/resources?kind=helpline&locale=en",
        "/v1/resources?topic=talking",
        "/v1/resources?anyTopic=talking,boundaries&publishedBefore=2100-01-01T00:00:00Z",
        "/v1/resources?sort=title",
        "/v1/resources?region=US-CA",
        "/v1/resources?region=GB&locale=en&sort=-title",
        "/v1/redirects?limit=2",
        "/v1/redirects?locale=en&count=true",
        "/v1/topics?kind=subject&locale=en",
        "/v1/articles/setting-limits?locale=es&fallback=en",
        "/v1/articles/nowhere",
        "/v1/sync?initial=true&kind=article&locale=en&topic=talking",
        "/v1/sync?initial=true&kind=resource&locale=en,es&region=GB",
        "/v1/bundle?locale=en",
        "/v1/search?q=say+no",
        "/v1/search?q=relapse&locale=en&topic=talking&kind=article,phrase",
        "/v1/search?q=relaspe",
    ];
    targets.extend(lists.map(str::to_owned));
    targets
}

#[test]
fn no_query_of_delivery_scans_a_large_table() {
    record_queries();
    let app = TestApp::with_demo_and(&["--cache-mb", "0"]);
    let reader = app.anonymous();
    let mut asked = targets(&reader);
    asked.extend(more_targets());
    for target in &asked {
        let answer = reader.get(target);
        assert!(answer.status == 200 || answer.status == 404, "{target}: {}", answer.text());
        let next = answer.json["page"]["next"].as_str().map(str::to_owned);
        if let Some(next) = next {
            let mark = if target.contains('?') { '&' } else { '?' };
            reader.get(&format!("{target}{mark}cursor={next}")).expect(200);
        }
    }
    let articles = reader.get("/v1/articles?limit=3").expect(200).json["data"].as_array().unwrap().clone();
    reader.get(&format!("/v1/articles?ids={}", ids(&articles).join(","))).expect(200);
    reader.get(&format!("/v1/phrases?article={}", ids(&articles)[0])).expect(200);

    let begun = queries_since(&BTreeSet::new(), &app.database_file());
    // Delivery reads the published tables, except the sources, and the change log.
    let of_delivery = |query: &&String| {
        query.starts_with("SELECT")
            && query
                .split('`')
                .skip(1)
                .step_by(2)
                .all(|name| !name.starts_with("working_") && !name.starts_with("webhook"))
            && (query.contains("`published_") || query.contains("`changes`"))
            && !query.contains("`published_sources`")
    };
    let queries: Vec<&String> = begun.iter().filter(of_delivery).collect();
    assert!(queries.len() > 40, "only {} queries were recorded", queries.len());
    let mut faults = Vec::new();
    for query in queries {
        if ALLOWED.iter().any(|(part, _)| query.contains(part)) {
            continue;
        }
        for step in plan(&app.database_file(), query) {
            let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()).unwrap_or_default();
            let uses_index = step.contains("USING INDEX") || step.contains("USING COVERING INDEX");
            // The number of a change is its rowid.
            let uses_index = uses_index || query.contains("ORDER BY `changes`.`seq`");
            let is_full_scan = LARGE.contains(&table) && !(uses_index && query.contains("LIMIT"));
            if is_full_scan || step.contains("USE TEMP B-TREE FOR ORDER BY") && !query.contains(" IN (") {
                faults.push(format!("{step}: {query}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
