//! Examples of imports, exports and links.

use serde_json::{Value, json};

use super::{ARTICLE, LATER, TIME, TOPIC};

pub(super) fn example(schema_name: &str) -> Option<Value> {
    match schema_name {
        "ImportText" => Some(json!("# A quiet moment\n\nBegin a conversation when nobody is in a hurry.\n")),
        "ImportReport" => Some(json!({
            "dryRun": false, "created": 1, "updated": 0, "unchanged": 0, "skipped": 0, "published": 0,
            "documents": [{
                "location": "the body", "kind": "article", "sourceId": "en/a-quiet-moment", "id": ARTICLE,
                "outcome": "created", "published": false, "notes": [],
            }],
        })),
        "LinkList" => {
            let used_by = json!([{"kind": "article", "id": ARTICLE, "label": "A quiet moment"}]);
            let link = json!({
                "url": "https://example.org/moved", "status": "broken", "httpStatus": 404,
                "detail": "the page does not exist", "failures": 2, "lastCheckedAt": TIME, "nextCheckAt": LATER,
                "usedBy": used_by,
            });
            Some(json!({"data": [link], "page": {"limit": 20}}))
        }
        "ExportFile" => {
            let content = json!({"kind": "subject", "slug": "boundaries", "name": "Boundaries"});
            let lines = [
                json!({"type": "cairn.export", "format": 1, "exportedAt": TIME, "revisions": false}),
                json!({
                    "type": "entity", "kind": "topic", "id": TOPIC, "version": 1, "status": "draft",
                    "createdAt": TIME, "updatedAt": TIME, "content": content,
                }),
                json!({"type": "end", "lines": 2}),
            ];
            let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
            Some(json!(lines.join("\n") + "\n"))
        }
        _ => None,
    }
}
