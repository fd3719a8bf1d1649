//! Objects inside merge patches: every member may be left out, and `null` removes it (RFC 7396).

use serde_json::{Map, Value, json};

use super::tree::{each_operation, object, reference, referred, schemas};

const MERGE_PATCH: &str = "application/merge-patch+json";

/// Gives the objects in merge patches schemas of their own: `SeoPatch` beside `SeoInput`.
pub(super) fn separate(document: &mut Value) {
    let mut roots = Vec::new();
    each_operation(document, &mut |_, _, operation| {
        let schema = operation.get("requestBody").map(|body| &body["content"][MERGE_PATCH]["schema"]);
        roots.extend(schema.and_then(referred).map(str::to_owned));
    });
    let all = schemas(document);
    for root in roots {
        let mut properties = all[&root]["properties"].take();
        object(&mut properties).values_mut().for_each(|property| make_patch(property, all));
        all[&root]["properties"] = properties;
    }
    all.sort_keys();
}

/// Replaces the objects that a member of a patch refers to by patches of them.
fn make_patch(schema: &mut Value, all: &mut Map<String, Value>) {
    if let Some(name) = referred(schema).filter(|name| all[*name]["properties"].is_object()).map(str::to_owned) {
        let patch = format!("{}Patch", name.strip_suffix("Input").unwrap_or(&name));
        if !all.contains_key(&patch) {
            let mut own = all[&name].clone();
            object(&mut own).remove("required");
            for member in object(&mut own["properties"]).values_mut() {
                make_patch(member, all);
                allow_null(member);
            }
            all.insert(patch.clone(), own);
        }
        schema["$ref"] = reference(&patch)["$ref"].clone();
    }
    schema
        .get_mut("oneOf")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .for_each(|choice| make_patch(choice, all));
    if let Some(values) = schema.get_mut("additionalProperties").filter(|values| values.is_object()) {
        make_patch(values, all);
        allow_null(values);
    }
}

fn allow_null(schema: &mut Value) {
    let members = object(schema);
    match members.get("type").cloned() {
        Some(Value::String(name)) => {
            members.insert("type".to_owned(), json!([name, "null"]));
        }
        Some(Value::Array(mut names)) if !names.contains(&json!("null")) => {
            names.push(json!("null"));
            members.insert("type".to_owned(), Value::Array(names));
        }
        None if members.contains_key("$ref") => {
            let description = members.remove("description");
            let reference = Value::Object(std::mem::take(members));
            members.insert("oneOf".to_owned(), json!([reference, {"type": "null"}]));
            members.extend(description.map(|description| ("description".to_owned(), description)));
        }
        _ => {}
    }
}
