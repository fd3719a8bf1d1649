//! No query of a search reads a table from one end to the other.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use serde_json::json;

use super::search;
use crate::harness::{TestApp, article};

static IS_RECORDING: AtomicBool = AtomicBool::new(false);
static RECORDED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Notes the queries of every connection that is opened from now on, while something is recorded.
struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && IS_RECORDING.load(Ordering::Relaxed)
        {
            let text = query.to_string();
            let statement = text.split(" -- binds").next().unwrap_or_default();
            RECORDED.lock().unwrap().insert(statement.to_owned());
        }
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The tables that a search reads, and management's beside them.
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
fn every_query_of_a_search_goes_by_an_index() {
    set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let app = TestApp::with_demo();
    let (reader, editor) = (app.anonymous(), app.editor());
    let groups = json!({"groups": [{"locale": "en", "words": ["kid", "child"]}]});
    editor.put("/v1/manage/synonyms", "*", &groups).expect(200);
    IS_RECORDING.store(true, Ordering::Relaxed);
    for q in ["relapse", "kids what to say", "naloxne withdrawl", "\"say no\" -money", "zzzzzz qqqqqq"] {
        search(&reader, q, "&locale=en&topic=talking&count=true");
        search(&reader, q, "&kind=article,phrase,resource");
        editor.get(&format!("/v1/manage/search?q={}", super::encoded(q))).expect(200);
    }
    reader.get("/v1/articles/after-a-relapse/related?suggested=true").expect(200);
    let id = editor.create("articles", &article("one", json!({"title": "Harbours", "locale": "fr"})));
    editor.publish("articles", &id);
    editor.edit("articles", &id, &json!({"title": "Lighthouses"}));
    editor.publish("articles", &id);
    IS_RECORDING.store(false, Ordering::Relaxed);
    let mut connection = SqliteConnection::establish(&app.database_file().display().to_string()).unwrap();
    let recorded = std::mem::take(&mut *RECORDED.lock().unwrap());
    let of_search = recorded.iter().filter(|query| TABLES.iter().any(|table| query.contains(table)));
    let mut explained = 0;
    for query in of_search.filter(|query| ["SELECT", "DELETE", "UPDATE"].iter().any(|verb| query.starts_with(verb))) {
        let steps: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(&mut connection).unwrap();
        for Step { detail } in steps {
            // Reading the one row there is, or the last, is no reading of a table.
            let is_one_row = query.contains("published_synonym_versions") || query.trim_end().ends_with("DESC LIMIT ?");
            let is_scan = detail.starts_with("SCAN") && !detail.contains("VIRTUAL TABLE INDEX");
            // An index of words that is asked for neither words nor rows is read whole.
            let is_whole_index = detail.trim_end().ends_with("VIRTUAL TABLE INDEX 0:");
            assert!(is_one_row || !is_scan && !is_whole_index, "{detail}: {query}");
        }
        explained += 1;
    }
    assert!(explained > 20, "{explained}: {recorded:#?}");
}
