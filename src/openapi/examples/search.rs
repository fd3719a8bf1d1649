//! Examples of what a search finds.

use serde_json::{Value, json};

use super::{SECTION, card, page, with};

pub(super) fn example(shape: &str) -> Option<Value> {
    let section = json!({
        "id": SECTION, "anchor": "why-people-say-no",
        "heading": {"text": "Why people say no", "marks": [{"start": 11, "end": 17}]}, "score": 5.8231,
        "snippet": {"text": "From the outside, no can look like not caring.", "marks": [{"start": 18, "end": 20}]},
    });
    let hit = json!({
        "kind": "article", "score": 7.1024, "article": card(), "marks": {"title": [{"start": 14, "end": 16}]},
        "sections": [section],
    });
    match shape {
        "SearchResults" => Some(with(page(&hit), &json!({"matching": "all", "didYouMean": "say no"}))),
        _ => None,
    }
}
