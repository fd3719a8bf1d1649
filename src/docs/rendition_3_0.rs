//! The document as OpenAPI 3.0, for tools that read no later version.
//!
//! 3.0 has its own dialect of JSON Schema. What it cannot say (`if`, `const`, boolean schemas, nested formats of text) is left
//! out; everything that stays means the same.

use serde_json::{Map, Value, json};

use super::json_text;

/// Keywords of JSON Schema 2020-12 without a counterpart in 3.0.
const DROPPED: &[&str] =
    &["if", "then", "else", "propertyNames", "contentMediaType", "contentSchema", "contentEncoding"];

/// Returns the text of the 3.0 rendition of a 3.1 document.
pub(super) fn render(document: &str) -> String {
    json_text(&convert_document(serde_json::from_str(document).unwrap_or_default()))
}

fn convert_document(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(license) = document["info"]["license"].as_object_mut() {
        license.remove("identifier");
    }
    let mut schemas = document["components"]["schemas"].take();
    for schema in schemas.as_object_mut().into_iter().flat_map(Map::values_mut) {
        convert(schema);
    }
    document["components"]["schemas"] = schemas;
    let parameters = document["components"]["parameters"].as_object_mut().into_iter().flat_map(Map::values_mut);
    parameters.for_each(convert_holder);
    let headers = document["components"]["headers"].as_object_mut().into_iter().flat_map(Map::values_mut);
    headers.for_each(convert_holder);
    let shared = document["components"]["responses"].as_object_mut().into_iter().flat_map(Map::values_mut);
    shared.for_each(convert_contents);
    let items = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in items.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        parameters.into_iter().flatten().for_each(convert_holder);
        if let Some(body) = operation.get_mut("requestBody") {
            convert_contents(body);
        }
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        responses.into_iter().flat_map(Map::values_mut).for_each(convert_contents);
    }
    document
}

/// Converts the schemas of the bodies of a request or response.
fn convert_contents(holder: &mut Value) {
    let contents = holder.get_mut("content").and_then(Value::as_object_mut);
    contents.into_iter().flat_map(Map::values_mut).for_each(convert_holder);
}

/// Converts the member `schema` of a parameter, header or media type.
fn convert_holder(holder: &mut Value) {
    if let Some(schema) = holder.get_mut("schema") {
        convert(schema);
    }
}

/// Converts a schema and all schemas in it.
fn convert(schema: &mut Value) {
    if let Value::Bool(allowed) = schema {
        *schema = if *allowed { json!({}) } else { json!({"not": {}}) };
        return;
    }
    let Some(members) = schema.as_object_mut() else { return };
    members.retain(|name, _| !DROPPED.contains(&name.as_str()));
    for name in ["properties", "patternProperties"] {
        let properties = members.get_mut(name).and_then(Value::as_object_mut);
        properties.into_iter().flat_map(Map::values_mut).for_each(convert);
    }
    for name in ["items", "not"] {
        members.get_mut(name).into_iter().for_each(convert);
    }
    if let Some(values) = members.get_mut("additionalProperties").filter(|values| values.is_object()) {
        convert(values);
    }
    for name in ["oneOf", "anyOf", "allOf"] {
        members.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten().for_each(convert);
    }
    allow_null(members);
    if let Some(value) = members.remove("const") {
        members.insert("enum".to_owned(), json!([value]));
    }
    if let Some(examples) = members.remove("examples").filter(Value::is_array) {
        members.insert("example".to_owned(), examples[0].clone());
    }
    // A reference has no siblings in 3.0.
    if members.len() > 1
        && let Some(target) = members.remove("$ref")
    {
        members.insert("allOf".to_owned(), json!([{ "$ref": target }]));
    }
}

/// Replaces the type `null` by `nullable`.
fn allow_null(members: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = members.get("type") {
        let others: Vec<Value> = types.iter().filter(|name| *name != "null").cloned().collect();
        if others.len() < types.len() {
            members.insert("nullable".to_owned(), json!(true));
        }
        members.insert("type".to_owned(), others.into_iter().next().unwrap_or_else(|| json!("object")));
    }
    let Some(Value::Array(choices)) = members.get("oneOf") else { return };
    let others: Vec<Value> = choices.iter().filter(|choice| choice["type"] != "null").cloned().collect();
    if others.len() < choices.len() {
        members.remove("oneOf");
        members.insert("nullable".to_owned(), json!(true));
        members.insert("allOf".to_owned(), Value::Array(others));
    }
}
