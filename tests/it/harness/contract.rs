//! The OpenAPI document as a contract: every response of the server must be declared there.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Value, json};

use super::client::Answer;

/// Returns the document with shared parameters, responses, headers and examples in place of the references to them, and
/// without HEAD operations.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut document = cairn::openapi::document();
        let components = document["components"].clone();
        for item in document["paths"].as_object_mut().unwrap().values_mut() {
            item.as_object_mut().unwrap().remove("head");
            expand(item, &components);
        }
        document
    })
}

/// Replaces references to components other than schemas by what they refer to.
fn expand(value: &mut Value, components: &Value) {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix("#/components"));
    if let Some(target) = target.filter(|target| !target.starts_with("/schemas/")) {
        *value = components.pointer(target).unwrap().clone();
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| expand(member, components)),
        Value::Array(items) => items.iter_mut().for_each(|item| expand(item, components)),
        _ => {}
    }
}

/// Returns the declared path that matches `path`; paths without variables first.
pub fn declared_path(path: &str) -> Option<&'static str> {
    let segments: Vec<&str> = path.split('/').collect();
    let mut fitting: Vec<&str> = document()["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .filter(|template| {
            let parts: Vec<&str> = template.split('/').collect();
            parts.len() == segments.len()
                && parts.iter().zip(&segments).all(|(part, segment)| {
                    // An empty segment is the end of a path with a trailing slash, which no route has.
                    (part.starts_with('{') && !segment.is_empty()) || part == segment
                })
        })
        .collect();
    fitting.sort_by_key(|template| template.matches('{').count());
    fitting.first().copied()
}

/// Fails the test if the document does not declare the response for the request.
pub fn check(method: &Method, target: &str, answer: &Answer) {
    let path = target.split('?').next().unwrap();
    let method = if method == Method::HEAD { Method::GET } else { method.clone() };
    let operation =
        declared_path(path).and_then(|template| document()["paths"][template].get(method.as_str().to_lowercase()));
    let Some(operation) = operation else {
        // Undocumented responses are errors of the framework, redirects to the viewer, and its files.
        if answer.status >= 400 {
            check_body("problem", &json!({"$ref": "#/components/schemas/Problem"}), &answer.json);
        }
        return;
    };
    let name = operation["operationId"].as_str().unwrap();
    let Some(response) = operation["responses"].get(answer.status.to_string()) else {
        panic!("{name} responded with the undeclared status {}: {}", answer.status, answer.text());
    };
    if answer.status >= 400 && !answer.bytes.is_empty() {
        let code = answer.json["code"].as_str().unwrap();
        let declared = operation["x-error-codes"].as_array().unwrap();
        assert!(
            declared.iter().any(|declared| declared == code),
            "{name} gave the undeclared error {code}: {}",
            answer.text()
        );
        record_error(name, code);
        check_body("problem", &json!({"$ref": "#/components/schemas/Problem"}), &answer.json);
        return;
    }
    if answer.status < 400 {
        let headers = document()["components"]["headers"].as_object().unwrap().keys();
        for header in headers.map(|component| header_name(component)) {
            let is_declared = response["headers"].as_object().is_some_and(|declared| declared.contains_key(header));
            assert!(
                is_declared || answer.header(header).is_empty(),
                "{name} {}: {header} is not declared",
                answer.status
            );
        }
    }
    let media = answer.header("content-type").split(';').next().unwrap_or_default();
    if answer.bytes.is_empty() {
        return;
    }
    let Some(schema) = response["content"].get(media).map(|content| content["schema"].clone()) else {
        panic!("{name} responded {} with the undeclared media type {media:?}", answer.status);
    };
    if media == "application/x-ndjson" && answer.header("content-encoding").is_empty() {
        let place = schema["$ref"].as_str().and_then(|place| place.strip_prefix('#')).unwrap();
        let line = &document().pointer(place).unwrap()["contentSchema"];
        let name = format!("{name} {media}");
        for text in answer.text().lines() {
            check_body(&name, line, &serde_json::from_str(text).unwrap());
        }
    } else if media.ends_with("json") && answer.header("content-encoding").is_empty() {
        check_body(&format!("{name} {} {media}", answer.status), &schema, &answer.json);
    }
}

/// Notes that a test has seen the error of the operation; `.ci/unseen-errors.mjs` lists those that none sees.
fn record_error(operation: &str, code: &str) {
    static SEEN: OnceLock<Mutex<HashSet<String>>> = OnceLock::new();
    let line = format!("{operation} {code}\n");
    if SEEN.get_or_init(Mutex::default).lock().unwrap().insert(line.clone()) {
        let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/seen-errors");
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        file.write_all(line.as_bytes()).unwrap();
    }
}

/// Returns the header that a component declares; its name has no hyphens, because generated clients use it.
fn header_name(component: &str) -> &str {
    let names =
        ["Last-Modified", "Cache-Control", "Content-Language", "Retry-After", "RateLimit-Policy", "WWW-Authenticate"];
    names.into_iter().find(|name| name.replace('-', "") == component).unwrap_or(component)
}

fn check_body(name: &str, schema: &Value, body: &Value) {
    // Validators are cached for each response, because creating one costs more than using it.
    static VALIDATORS: OnceLock<Mutex<HashMap<String, &'static Validator>>> = OnceLock::new();
    let validator = *VALIDATORS
        .get_or_init(Mutex::default)
        .lock()
        .unwrap()
        .entry(name.to_owned())
        .or_insert_with(|| Box::leak(Box::new(validator(schema))));
    let errors: Vec<String> =
        validator.iter_errors(body).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{name} does not match its schema: {errors:#?}\nin {body}");
}

/// Returns a validator of JSON Schema 2020-12, which OpenAPI 3.1 uses, with the components of the document.
pub fn validator(schema: &Value) -> Validator {
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": document()["components"],
        "allOf": [schema],
    });
    jsonschema::options().should_validate_formats(true).build(&root).unwrap()
}
