//! The document as OpenAPI 3.0, for tools that read no later version.
//!
//! 3.0 has its own dialect of JSON Schema. What it cannot say (`if`, `const`, boolean schemas, nested formats of text) is left
//! out, with the schemas that only such parts refer to; everything that stays means the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::json_text;

/// Keywords of JSON Schema 2020-12 without a counterpart in 3.0.
const DROPPED: &[&str] =
    &["if", "then", "else", "propertyNames", "contentMediaType", "contentSchema", "contentEncoding"];

/// The prefix of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// The address of the licences in `info.license.name`, which 3.0 cannot name by identifier.
const LICENSES: &str = "https://spdx.org/licenses/";

/// Returns the text of the 3.0 rendition of a 3.1 document.
pub(super) fn render(document: &str) -> String {
    json_text(&convert_document(serde_json::from_str(document).unwrap_or_default()))
}

fn convert_document(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    if let Some(license) = document["info"]["license"].as_object_mut() {
        license.remove("identifier");
        license.insert("url".to_owned(), json!(LICENSES));
    }
    let targets = document["components"]["schemas"].as_object().cloned().unwrap_or_default();
    allow_null(&mut document, &targets);
    let mut schemas = match document["components"]["schemas"].take() {
        Value::Object(schemas) => schemas,
        _ => Map::new(),
    };
    schemas.values_mut().for_each(convert);
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
    let used = reachable(&document, &schemas);
    schemas.retain(|name, _| used.contains(name));
    document["components"]["schemas"] = Value::Object(schemas);
    document
}

/// Returns the names of the schemas that `document` refers to, directly or through other schemas.
fn reachable(document: &Value, schemas: &Map<String, Value>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut pending = vec![document];
    while let Some(value) = pending.pop() {
        if let Some(name) = value["$ref"].as_str().and_then(|target| target.strip_prefix(SCHEMAS))
            && names.insert(name.to_owned())
        {
            pending.extend(schemas.get(name));
        }
        match value {
            Value::Object(members) => pending.extend(members.values()),
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    names
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
    say_nullable(members);
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
fn say_nullable(members: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = members.get("type") {
        let others: Vec<Value> = types.iter().filter(|name| *name != "null").cloned().collect();
        if others.len() < types.len() {
            members.insert("nullable".to_owned(), json!(true));
        }
        members.insert("type".to_owned(), others.into_iter().next().unwrap_or_else(|| json!("object")));
    }
}

/// Replaces each choice between a schema and `null` by a copy of that schema that also allows `null`: a reference cannot.
fn allow_null(schema: &mut Value, targets: &Map<String, Value>) {
    match schema {
        Value::Object(members) => {
            if let Some(choice) = nullable_choice(members) {
                members.remove("oneOf");
                for (name, member) in with_null(choice, targets) {
                    members.entry(name).or_insert(member);
                }
            }
            members.values_mut().for_each(|member| allow_null(member, targets));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| allow_null(item, targets)),
        _ => {}
    }
}

/// Returns the one schema beside `null` in the choices of a schema.
fn nullable_choice(members: &Map<String, Value>) -> Option<Map<String, Value>> {
    let choices = members.get("oneOf")?.as_array()?;
    let others: Vec<&Value> = choices.iter().filter(|choice| choice["type"] != "null").collect();
    match others.as_slice() {
        [choice] if choices.len() == 2 => choice.as_object().cloned(),
        _ => None,
    }
}

/// Returns a schema, in place of a reference its target, that allows `null` too.
fn with_null(mut schema: Map<String, Value>, targets: &Map<String, Value>) -> Map<String, Value> {
    if let Some(Value::String(target)) = schema.remove("$ref") {
        let target = target.strip_prefix(SCHEMAS).and_then(|name| targets.get(name)).and_then(Value::as_object);
        for (name, member) in target.into_iter().flatten() {
            schema.entry(name.clone()).or_insert_with(|| member.clone());
        }
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
    let kind = schema.get("type").cloned().unwrap_or_else(|| json!("object"));
    schema.insert("type".to_owned(), json!([kind, "null"]));
    schema
}
