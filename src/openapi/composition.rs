//! Plain objects in place of compositions, which few client generators understand.
//!
//! Rust's `#[serde(flatten)]` becomes `allOf`, and an untagged enum of two structs becomes `oneOf` without a tag. Here the
//! first becomes one object with all members, and the second one object with `if`, `then` and `else`.

use serde_json::{Map, Value, json};

use super::tree::{object, referred, schemas, walk};

/// Rewrites all component schemas.
pub(super) fn flatten(document: &mut Value) {
    walk(document, &mut describe_directly);
    let all = schemas(document);
    for name in all.keys().cloned().collect::<Vec<_>>() {
        if let Some(object) = alternative_objects(&all[&name], all) {
            all[&name] = object;
        }
    }
    for name in all.keys().cloned().collect::<Vec<_>>() {
        all[&name] = flattened(&all[&name], all);
    }
}

/// Moves the description of an inlined schema to it: utoipa writes it as the second part of an `allOf`.
fn describe_directly(members: &mut Map<String, Value>) {
    let Some([inlined, comment]) = members.get("allOf").and_then(Value::as_array).map(Vec::as_slice) else { return };
    let is_comment =
        comment.as_object().is_some_and(|comment| comment.keys().all(|name| name == "type" || name == "description"));
    if let (true, Some(mut inlined)) = (is_comment, inlined.as_object().cloned()) {
        inlined.insert("description".to_owned(), comment["description"].clone());
        *members = inlined;
    }
}

/// Returns a schema in which an `allOf` at its root is one object; for a union among the parts, the union of its variants
/// with the members of the other parts.
fn flattened(schema: &Value, all: &Map<String, Value>) -> Value {
    let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
    let mut merged = json!({"type": "object"});
    let mut variants = Vec::new();
    for part in parts {
        let part = match referred(part) {
            Some(name) => flattened(&all[name], all),
            None => flattened(part, all),
        };
        match part["oneOf"].as_array() {
            Some(items) => variants.extend(items.clone()),
            None => merge(&mut merged, &part),
        }
    }
    if !variants.is_empty() {
        for variant in &mut variants {
            merge(variant, &merged);
        }
        merged = json!({"oneOf": variants});
    }
    if !schema["description"].is_null() {
        merged["description"] = schema["description"].clone();
    }
    merged
}

/// Adds the members of one object schema to another.
fn merge(into: &mut Value, part: &Value) {
    for (name, member) in part["properties"].as_object().into_iter().flatten() {
        into["properties"][name] = member.clone();
    }
    let required: Vec<Value> = [&into["required"], &part["required"]]
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .fold(Vec::new(), |mut names, name| {
            if !names.contains(name) {
                names.push(name.clone());
            }
            names
        });
    if !required.is_empty() {
        into["required"] = Value::Array(required);
    }
}

/// Returns one object for a `oneOf` of two references to objects without a tag: which of them it is depends on the
/// presence of a member that only the first requires.
fn alternative_objects(schema: &Value, all: &Map<String, Value>) -> Option<Value> {
    let [first, second] = schema["oneOf"].as_array()?.as_slice() else { return None };
    let (first, second) = (&all[referred(first)?], &all[referred(second)?]);
    let names =
        |schema: &Value| -> Option<Vec<String>> { Some(schema["properties"].as_object()?.keys().cloned().collect()) };
    let required = |schema: &Value| -> Vec<String> {
        let names = schema["required"].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (in_first, in_second) = (names(first)?, names(second)?);
    let sign = required(first).into_iter().find(|name| !in_second.contains(name))?;
    let branch = |own: &[String], other: &[String], schema: &Value| {
        let known = own.iter().map(|name| (name.clone(), Value::Bool(true)));
        let absent = other.iter().filter(|name| !own.contains(name)).map(|name| (name.clone(), Value::Bool(false)));
        json!({"required": required(schema), "properties": known.chain(absent).collect::<Map<_, _>>()})
    };
    let mut merged = json!({"type": "object", "description": schema["description"]});
    merge(&mut merged, first);
    merge(&mut merged, second);
    let of_both: Vec<String> = required(first).into_iter().filter(|name| required(second).contains(name)).collect();
    let members = object(&mut merged);
    members.insert("required".to_owned(), json!(of_both));
    members.insert("if".to_owned(), json!({"required": [&sign], "properties": {&sign: true}}));
    members.insert("then".to_owned(), branch(&in_first, &in_second, first));
    members.insert("else".to_owned(), branch(&in_second, &in_first, second));
    Some(merged)
}
