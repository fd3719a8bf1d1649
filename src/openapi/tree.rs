//! Access to the parts of the document as JSON.

use serde_json::{Map, Value, json};

/// The prefix of references to schemas.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// The members of a path item that are operations.
const METHODS: &[&str] = &["get", "head", "post", "put", "patch", "delete"];

/// Returns the name of the schema that `schema` refers to.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix(SCHEMAS)
}

/// Returns a reference to the schema `name`.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("{SCHEMAS}{name}")})
}

/// Returns the members of an object, creating it in place of anything else.
pub(super) fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(members) => members,
        _ => unreachable!("the value was just made an object"),
    }
}

/// Returns the component schemas.
pub(super) fn schemas(document: &mut Value) -> &mut Map<String, Value> {
    object(&mut object(&mut document["components"])["schemas"])
}

/// A function of the path, the method and the members of an operation.
type OnOperation<'a> = &'a mut dyn FnMut(&str, &str, &mut Map<String, Value>);

/// Calls `act` for each operation.
pub(super) fn each_operation(document: &mut Value, act: OnOperation<'_>) {
    for (path, item) in object(&mut document["paths"]) {
        for (method, operation) in object(item) {
            if METHODS.contains(&method.as_str()) {
                act(path, method, object(operation));
            }
        }
    }
}

/// Returns the parameters of an operation.
pub(super) fn parameters(operation: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    operation.get("parameters").and_then(Value::as_array).into_iter().flatten()
}

/// Returns the parameters of an operation, to change them.
pub(super) fn parameters_mut(operation: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
}

/// Calls `act` for each object in `value` that is not part of an example, parents before children.
pub(super) fn walk(value: &mut Value, act: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            act(members);
            for (name, member) in members {
                if !is_example(name, member) {
                    walk(member, act);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, act)),
        _ => {}
    }
}

/// Returns the schemas that `value` refers to, directly or through other schemas, in the order of discovery.
pub(super) fn reachable(value: &Value, schemas: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, schemas, &mut found);
    found
}

fn collect(value: &Value, schemas: &Map<String, Value>, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let targets = members.get("mapping").and_then(Value::as_object).into_iter().flat_map(Map::values);
            let names = targets.filter_map(Value::as_str).chain(members.get("$ref").and_then(Value::as_str));
            for name in names.filter_map(|name| name.strip_prefix(SCHEMAS)) {
                if !found.iter().any(|known| known == name) {
                    found.push(name.to_owned());
                    if let Some(schema) = schemas.get(name) {
                        collect(schema, schemas, found);
                    }
                }
            }
            for (_, member) in members.iter().filter(|(name, member)| !is_example(name, member)) {
                collect(member, schemas, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, schemas, found)),
        _ => {}
    }
}

/// Returns true if the member `name` holds an example and not a schema of a property of that name.
fn is_example(name: &str, member: &Value) -> bool {
    name == "example" && member.get("type").is_none() && member.get("$ref").is_none() || name == "examples"
}

/// Returns `text` in the form `PascalCase`.
pub(super) fn pascal(text: &str) -> String {
    let words = text.split(['_', '-', '.']).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
            first.to_uppercase() + rest
        })
        .collect()
}
