//! Examples of offline copies.

use serde_json::{Value, json};

use super::{PHRASE, RESOURCE, TIME, phrase};

const TOKEN: &str = "Zk3vT1c2e9yBeyJzIjo0NzEyfQ";

pub(super) fn example(schema_name: &str) -> Option<Value> {
    let entry = json!({"type": "phrase", "seq": 4711, "id": PHRASE, "changedAt": TIME, "document": phrase()});
    let tombstone = json!({"type": "tombstone", "seq": 4712, "id": RESOURCE, "changedAt": TIME, "kind": "resource"});
    match schema_name {
        "Sync" => Some(json!({"items": [entry, tombstone], "nextToken": TOKEN})),
        "Bundle" => {
            let end = json!({"type": "end", "nextToken": TOKEN});
            Some(json!(format!("{entry}\n{tombstone}\n{end}\n")))
        }
        _ => None,
    }
}
