//! Examples of search results.

use serde_json::{Value, json};

use super::{ARTICLE, SECTION, TIME, card, page, topics, with};

pub(super) fn example(schema_name: &str) -> Option<Value> {
    let section = json!({
        "id": SECTION, "anchor": "why-people-say-no",
        "heading": {"text": "Why people say no", "marks": [{"start": 11, "end": 17}]}, "score": 5.8231,
        "snippet": {"text": "From the outside, no can look like not caring.", "marks": [{"start": 18, "end": 20}]},
    });
    let hit = json!({
        "kind": "article", "score": 7.1024, "article": card(), "marks": {"title": [{"start": 14, "end": 16}]},
        "sections": [section],
    });
    match schema_name {
        "SearchResults" => Some(with(page(&hit), &json!({"matching": "all", "didYouMean": "say no"}))),
        "SuggestionList" => Some(json!({"data": [{
            "article": card(), "score": 5.42,
            "reasons": [
                {"kind": "sharedTopics", "topics": topics()}, {"kind": "linkedFrom"},
                {"kind": "similarWords", "words": ["boundary", "rescue"]},
            ],
        }]})),
        "WorkingCopyHits" => Some(json!({"hasAllWords": true, "data": [{
            "kind": "article", "id": ARTICLE, "label": {"text": "When the answer is no", "marks": [{"start": 19, "end": 21}]},
            "status": "draft", "version": 3, "updatedAt": TIME, "score": 4.0312,
            "snippet": {"text": "You asked, and they said no.", "marks": [{"start": 25, "end": 27}]},
        }]})),
        "Synonyms" => Some(with(synonyms(), &json!({"version": 3, "updatedAt": TIME}))),
        "SynonymsInput" => Some(synonyms()),
        _ => None,
    }
}

fn synonyms() -> Value {
    json!({"groups": [{"locale": "en", "words": ["helpline", "hotline", "crisis line"]}]})
}
