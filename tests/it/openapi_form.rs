//! The OpenAPI document has the form that client generators read.

use reqwest::Method;
use serde_json::Value;

use crate::harness::{TestApp, document};
use crate::openapi::{filled, operations};

/// Calls `act` for each schema of the document and each schema in one, with the path to it.
fn each_schema<'a>(path: &str, value: &'a Value, act: &mut dyn FnMut(&str, &'a Value)) {
    act(path, value);
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| *name != "example") {
                each_schema(&format!("{path}/{name}"), member, act);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                each_schema(&format!("{path}/{index}"), item, act);
            }
        }
        _ => {}
    }
}

#[test]
fn every_union_refers_to_named_variants_that_hold_their_own_tag() {
    let schemas = &document()["components"]["schemas"];
    each_schema("", schemas, &mut |path, schema| {
        // A line of a bundle is an entry or the end.
        let is_composition = schema.get("allOf").is_some() || schema.get("anyOf").is_some();
        assert!(!is_composition || path.ends_with("/contentSchema"), "{path} is a composition");
        let Some(variants) = schema["oneOf"].as_array() else { return };
        if variants.iter().any(|variant| variant["type"] == "null") {
            assert!(path.contains("Patch/"), "{path} may be null");
            return;
        }
        let tag =
            schema["discriminator"]["propertyName"].as_str().unwrap_or_else(|| panic!("{path}: no discriminator"));
        let mapping = schema["discriminator"]["mapping"].as_object().unwrap();
        assert_eq!(mapping.len(), variants.len(), "{path}");
        for (value, target) in mapping {
            let variant =
                schemas.pointer(target.as_str().unwrap().strip_prefix("#/components/schemas").unwrap()).unwrap();
            assert_eq!(variant["properties"][tag]["enum"], serde_json::json!([value]), "{path}: {target}");
            assert!(variant["required"].as_array().unwrap().contains(&Value::from(tag)), "{path}: {target}");
        }
    });
}

#[test]
fn null_is_in_patches_only_and_requests_allow_no_unknown_members() {
    let schemas = &document()["components"]["schemas"];
    each_schema("", schemas, &mut |path, schema| {
        let may_be_null = schema["type"].as_array().is_some_and(|types| types.contains(&Value::from("null")));
        assert!(!may_be_null || path.contains("Patch/"), "{path} may be null");
    });
    for (name, schema) in schemas.as_object().unwrap() {
        if (name.ends_with("Input") || name.ends_with("Patch")) && schema["properties"].is_object() {
            assert!(schema.get("additionalProperties").is_some(), "{name} is open");
        }
    }
}

#[test]
fn enumerations_of_responses_are_declared_to_be_open() {
    let schemas = document()["components"]["schemas"].as_object().unwrap();
    for name in ["ErrorCode", "Status", "ResourceKind", "Tone", "LookupState"] {
        let description = schemas[name]["description"].as_str().unwrap();
        assert!(description.ends_with("Later versions may add values."), "{name}: {description}");
    }
    let of_requests = schemas["ArticleSort"]["description"].as_str().unwrap_or_default();
    assert!(!of_requests.contains("Later versions"), "only requests have it: {of_requests}");
}

#[test]
fn parameters_are_plain_lists_and_named_enumerations_without_defaults_of_lists() {
    for (path, method, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = format!("{method} {path} {}", parameter["name"]);
            assert!(
                parameter.get("style").is_none() && parameter.get("explode").is_none(),
                "{name}: not the default form"
            );
            let schema = &parameter["schema"];
            assert!(
                schema.get("enum").is_none() && schema["items"].get("enum").is_none(),
                "{name}: an unnamed enumeration"
            );
            assert!(schema["type"] != "array" || schema.get("default").is_none(), "{name}: a list with a default");
            assert!(parameter["name"] != "limit" || schema["format"] == "int32", "{name}: {schema}");
        }
    }
}

#[test]
fn head_is_declared_beside_each_get_and_answered_with_the_headers_only() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let document = cairn::openapi::document();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(get) = item.get("get") else { continue };
        if get["operationId"] == "stream_changes" {
            continue;
        }
        assert!(item["head"].is_object(), "{path} has no HEAD");
        let answer = admin.send(Method::HEAD, &filled(path), &[], None);
        assert!(answer.bytes.is_empty() && answer.status != 405, "HEAD {path}: {}", answer.status);
    }
}

#[test]
fn the_document_is_smaller_than_800_kilobytes_and_has_a_rendition_for_openapi_3_0() {
    assert!(cairn::openapi::render().len() < 800_000);
    let app = TestApp::spawn();
    let served = app.anonymous().get("/openapi-3.0.json").expect(200);
    assert!(served.json["openapi"].as_str().unwrap().starts_with("3.0."));
    let operations = served.json["paths"].as_object().unwrap();
    assert_eq!(operations.len(), document()["paths"].as_object().unwrap().len());
    each_schema("", &served.json["components"]["schemas"], &mut |path, schema| {
        assert!(!schema["type"].is_array(), "{path} has several types");
        assert!(
            schema.get("$ref").is_none() || schema.as_object().unwrap().len() == 1,
            "{path}: a reference with siblings"
        );
    });
}
