//! Examples of offline copies, and of the lists for static sites.

use serde_json::{Value, json};

use super::{ARTICLE, PHRASE, RESOURCE, TIME, TOPIC, page, phrase};

const TOKEN: &str = "Zk3vT1c2e9yBeyJzIjo0NzEyfQ";

pub(super) fn example(schema_name: &str) -> Option<Value> {
    let entry = json!({"type": "phrase", "seq": 4711, "id": PHRASE, "changedAt": TIME, "document": phrase()});
    let tombstone = json!({"type": "tombstone", "seq": 4712, "id": RESOURCE, "changedAt": TIME, "kind": "resource", "reason": "filtered"});
    match schema_name {
        "SyncPage" => Some(json!({"items": [entry, tombstone], "nextToken": TOKEN})),
        "Bundle" => {
            let end = json!({"type": "end", "nextToken": TOKEN});
            Some(json!(format!("{entry}\n{tombstone}\n{end}\n")))
        }
        "RedirectList" => {
            let url = "/v1/articles/when-someone-you-love-says-no?locale=en";
            let article =
                json!({"kind": "article", "locale": "en", "slug": "when-the-answer-is-no", "id": ARTICLE, "url": url});
            let topic = json!({"kind": "topic", "slug": "limits", "id": TOPIC, "url": "/v1/topics/boundaries"});
            let mut list = page(&article);
            list["data"] = json!([article, topic]);
            Some(list)
        }
        "PublishedLocaleList" => Some(json!({"data": [
            {"locale": "en", "articles": 24, "phrases": 60, "resources": 18},
            {"locale": "es", "articles": 11, "phrases": 0, "resources": 4},
        ]})),
        _ => None,
    }
}
