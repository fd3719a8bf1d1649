//! Pages of hits, and their cache headers.

use serde_json::json;

use super::{found, one_section, search, slugs};
use crate::harness::{TestApp, all, article, publish};

#[test]
fn pages_of_a_search_are_consistent_forwards_and_backwards() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for number in 0..11 {
        let title =
            if number % 3 == 0 { "The tide".to_owned() } else { format!("The tide {}", "and more ".repeat(number)) };
        publish(&editor, "articles", &article(&format!("tide-{number}"), json!({"title": title.trim()})));
    }
    let reader = app.anonymous();
    let whole = slugs(&search(&reader, "tide", "&limit=100&count=true").json);
    assert_eq!(whole.len(), 11);
    let walked = all(&reader, "/v1/search?q=tide&limit=3");
    let walked: Vec<&str> = walked.iter().map(|hit| hit["article"]["slug"].as_str().unwrap()).collect();
    assert_eq!(walked, whole);
    let first = search(&reader, "tide", "&limit=3&count=true").json;
    assert_eq!(first["page"]["total"], 11);
    let second = search(&reader, "tide", &format!("&limit=3&cursor={}", first["page"]["next"].as_str().unwrap())).json;
    let back = search(&reader, "tide", &format!("&limit=3&cursor={}", second["page"]["prev"].as_str().unwrap())).json;
    assert_eq!(back["data"], first["data"]);
    let other = format!("/v1/search?q=tides&cursor={}", first["page"]["next"].as_str().unwrap());
    reader.get(&other).expect_problem(400, "invalid_cursor");
    reader.get("/v1/search?q=tide&limit=101").expect_problem(400, "invalid_query");
}

#[test]
fn a_response_has_validators_and_surrogate_keys() {
    let app = TestApp::spawn();
    let id = publish(&app.editor(), "articles", &one_section("one", "The harbour", "Text.")).id();
    let reader = app.anonymous();
    let answer = search(&reader, "harbour", "&locale=en");
    assert!(answer.header("surrogate-key").starts_with("lists ") && answer.header("surrogate-key").contains(&id));
    assert_eq!(answer.header("content-language"), "en");
    assert!(answer.header("cache-control").starts_with("public, max-age="));
    assert!(!answer.header("last-modified").is_empty());
    let known = [("If-None-Match", answer.header("etag"))];
    reader.get_with("/v1/search?q=harbour&locale=en", &known).expect(304);
    reader.get_with("/v1/search?q=harbour", &[("Accept", "text/html")]).expect_problem(406, "not_acceptable");
}

#[test]
fn a_publication_invalidates_cached_responses() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let reader = app.anonymous();
    assert!(found(&reader, "harbour").is_empty());
    publish(&editor, "articles", &one_section("one", "The harbour", "Text."));
    assert_eq!(found(&reader, "harbour"), ["one"]);
    publish(&editor, "articles", &one_section("two", "The harbour", "Text."));
    assert_eq!(found(&reader, "harbour").len(), 2);
}
