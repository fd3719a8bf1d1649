//! Schemas of requests: strict ones, which allow no unknown members.
//!
//! Responses may gain members, so a schema that both requests and responses use becomes two: `Seo` for responses and
//! `SeoInput` for requests, `PhraseContent` and `PhraseInput`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::tree::{SCHEMAS, each_operation, object, reachable, referred, schemas, walk};

/// Gives requests their own schemas where they share one with responses.
pub(super) fn separate(document: &mut Value) {
    let (requested, returned) = uses(document);
    let all = schemas(document);
    let shared: Vec<&String> = requested.iter().filter(|name| returned.contains(name)).collect();
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    while let Some(name) = shared.iter().find(|name| !renamed.contains_key(**name) && needs_own(&all[**name], &renamed))
    {
        let plain = name.strip_suffix("Content").unwrap_or(name);
        renamed.insert((*name).clone(), format!("{plain}Input"));
    }
    for (name, input) in &renamed {
        let schema = all[name].clone();
        all.insert(input.clone(), schema);
    }
    let follow = |value: &mut Value| {
        walk(value, &mut |members| {
            let input = members
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| renamed.get(target.strip_prefix(SCHEMAS)?));
            if let Some(input) = input {
                members.insert("$ref".to_owned(), Value::String(format!("{SCHEMAS}{input}")));
            }
        });
    };
    for name in requested.iter().filter(|name| !returned.contains(name)).chain(renamed.values()) {
        follow(&mut all[name.as_str()]);
    }
    each_operation(document, &mut |_, _, operation| {
        if let Some(body) = operation.get_mut("requestBody") {
            follow(body);
        }
    });
    schemas(document).sort_keys();
}

/// Marks the objects that only requests have as closed: the server refuses unknown members.
pub(super) fn close(document: &mut Value) {
    let (requested, returned) = uses(document);
    let all = schemas(document);
    for name in requested.iter().filter(|name| !returned.contains(name)) {
        let schema = object(&mut all[name.as_str()]);
        if schema.contains_key("properties") && !schema.contains_key("additionalProperties") {
            schema.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
    }
}

/// Says in the description of every enumeration of responses that later versions may add values.
pub(super) fn open_enumerations(document: &mut Value) {
    let (_, returned) = uses(document);
    let all = schemas(document);
    for name in returned {
        let is_enumeration = all[&name]["enum"].as_array().is_some_and(|values| values.len() > 1);
        if let Some(description) = all[&name]["description"].as_str().filter(|_| is_enumeration) {
            all[&name]["description"] = Value::String(format!("{description} Later versions may add values."));
        }
    }
}

/// Returns the names of the schemas that requests use, and of those that responses use.
fn uses(document: &mut Value) -> (Vec<String>, Vec<String>) {
    let all = schemas(document).clone();
    let (mut bodies, mut responses) = (Vec::new(), vec![document["components"]["responses"].clone()]);
    each_operation(document, &mut |_, _, operation| {
        bodies.extend(operation.get("requestBody").cloned());
        responses.extend(operation.get("responses").cloned());
    });
    (reachable(&Value::Array(bodies), &all), reachable(&Value::Array(responses), &all))
}

/// Returns true if a shared schema is an object, or refers to one that is renamed.
fn needs_own(schema: &Value, renamed: &BTreeMap<String, String>) -> bool {
    schema["properties"].is_object() || refers_to_any(schema, renamed)
}

fn refers_to_any(schema: &Value, renamed: &BTreeMap<String, String>) -> bool {
    if referred(schema).is_some_and(|name| renamed.contains_key(name)) {
        return true;
    }
    match schema {
        Value::Object(members) => members.values().any(|member| refers_to_any(member, renamed)),
        Value::Array(items) => items.iter().any(|item| refers_to_any(item, renamed)),
        _ => false,
    }
}

/// Removes the component schemas that nothing refers to.
pub(super) fn prune(document: &mut Value) {
    let all = schemas(document).clone();
    let used = reachable(&document["paths"], &all);
    let others: Map<String, Value> = object(&mut document["components"]).clone();
    let shared = others.into_iter().filter(|(name, _)| name != "schemas").map(|(_, value)| value);
    let also = reachable(&Value::Array(shared.collect()), &all);
    schemas(document).retain(|name, _| used.contains(name) || also.contains(name));
}
