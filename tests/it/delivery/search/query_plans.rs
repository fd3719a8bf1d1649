//! No query of a search scans a large table.

use std::collections::BTreeSet;

use serde_json::json;

use super::search;
use crate::harness::{TestApp, article, plan, queries_since, record_queries};

/// The tables that a search reads, and those of management.
const TABLES: &[&str] = &[
    "published_findables",
    "published_passage",
    "published_locales",
    "published_word",
    "published_synonym",
    "working_index",
    "working_findables",
];

#[test]
fn every_query_of_a_search_uses_an_index() {
    record_queries();
    let app = TestApp::with_demo();
    let (reader, editor) = (app.anonymous(), app.editor());
    let groups = json!({"groups": [{"locale": "en", "words": ["kid", "child"]}]});
    editor.put("/v1/manage/synonyms", "*", &groups).expect(200);
    let before = queries_since(&BTreeSet::new(), &app.database_file());
    for q in ["relapse", "kids what to say", "naloxne withdrawl", "\"say no\" -money", "zzzzzz qqqqqq"] {
        search(&reader, q, "&locale=en&topic=talking&count=true");
        search(&reader, q, "&kind=article,phrase,resource");
        editor.get(&format!("/v1/manage/search?q={}", super::encoded(q))).expect(200);
    }
    reader.get("/v1/articles/after-a-relapse/suggestions").expect(200);
    let id = editor.create("articles", &article("one", json!({"title": "Harbours", "locale": "fr"})));
    editor.publish("articles", &id);
    editor.edit("articles", &id, &json!({"title": "Lighthouses"}));
    editor.publish("articles", &id);
    let recorded = queries_since(&before, &app.database_file());
    let of_search = recorded.iter().filter(|query| TABLES.iter().any(|table| query.contains(table)));
    let mut explained = 0;
    for query in of_search.filter(|query| ["SELECT", "DELETE", "UPDATE"].iter().any(|verb| query.starts_with(verb))) {
        for detail in plan(&app.database_file(), query) {
            // Reading the only row or the last row of a table is not a scan.
            let is_one_row = query.contains("published_synonym_versions") || query.trim_end().ends_with("DESC LIMIT ?");
            let is_scan = detail.starts_with("SCAN") && !detail.contains("VIRTUAL TABLE INDEX");
            // A full-text index is scanned if it is queried neither for words nor for rowids.
            let is_whole_index = detail.trim_end().ends_with("VIRTUAL TABLE INDEX 0:");
            assert!(is_one_row || !is_scan && !is_whole_index, "{detail}: {query}");
        }
        explained += 1;
    }
    assert!(explained > 20, "{explained}: {recorded:#?}");
}
