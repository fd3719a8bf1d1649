//! HEAD operations: the server answers HEAD wherever it answers GET, with the headers only.

use serde_json::{Map, Value, json};

use super::tree::object;

/// Operations whose response never ends, which have no use for HEAD.
const WITHOUT: &[&str] = &["stream_changes"];

/// Adds a HEAD operation beside each GET.
pub(super) fn add(document: &mut Value) {
    for item in object(&mut document["paths"]).values_mut().map(object) {
        let Some(get) = item.get("get").and_then(Value::as_object) else { continue };
        let id = get.get("operationId").and_then(Value::as_str).unwrap_or_default();
        if !WITHOUT.contains(&id) {
            let head = head_of(get, id);
            *item = item.iter().flat_map(|(method, operation)| with_head(method, operation, &head)).collect();
        }
    }
}

/// Returns an operation of a path item, and after GET also HEAD.
fn with_head(method: &str, operation: &Value, head: &Value) -> Vec<(String, Value)> {
    let mut operations = vec![(method.to_owned(), operation.clone())];
    if method == "get" {
        operations.push(("head".to_owned(), head.clone()));
    }
    operations
}

/// Returns the HEAD operation of a GET: the same parameters and responses, without bodies.
fn head_of(get: &Map<String, Value>, id: &str) -> Value {
    let mut head = get.clone();
    head.insert("operationId".to_owned(), json!(format!("head_{}", id.strip_prefix("get_").unwrap_or(id))));
    head.insert("summary".to_owned(), json!(format!("The headers of `{id}`")));
    head.insert("description".to_owned(), json!(format!("Answers as `{id}` does, without the body.")));
    for (status, response) in head.get_mut("responses").map(object).into_iter().flatten() {
        if response["$ref"].is_string() {
            *response = json!({"description": format!("As for GET, status {status}")});
        }
        object(response).remove("content");
    }
    if let Some(responses) = head.get_mut("responses").map(object) {
        responses.retain(|status, _| status.starts_with(['2', '3']));
        for errors in ["4XX", "5XX"] {
            responses.insert(errors.to_owned(), json!({"$ref": "#/components/responses/HeadProblem"}));
        }
    }
    Value::Object(head)
}
