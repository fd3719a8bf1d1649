//! The OpenAPI document is true, whole and committed.

use std::collections::HashSet;
use std::io::Read as _;

use reqwest::Method;
use serde_json::Value;

use crate::harness::{TestApp, document};

const WRITE_DOCUMENT: &str =
    "UPDATE_OPENAPI=1 cargo test --test it -- --exact openapi::the_committed_document_is_the_rendered_one";

/// Every operation: its path, its method, itself.
pub fn operations() -> Vec<(&'static str, Method, &'static Value)> {
    let mut operations = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push((path.as_str(), method.to_uppercase().parse().unwrap(), operation));
        }
    }
    operations
}

/// The path with an id in the place of every variable, and a kind of things where it wants one.
pub fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| match part {
            "{collection}" => "articles",
            "{version}" => "1",
            variable if variable.starts_with('{') => "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01",
            fixed => fixed,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Returns the example of a body.
fn example(media: &Value) -> Option<&Value> {
    media.get("example").or_else(|| media.pointer("/examples/example/value"))
}

/// With `UPDATE_OPENAPI=1` the committed document is rewritten.
#[test]
fn the_committed_document_is_the_rendered_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
    let rendered = cairn::openapi::render();
    if std::env::var_os("UPDATE_OPENAPI").is_some_and(|value| value == "1") {
        std::fs::write(path, rendered).unwrap();
    } else {
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(committed == rendered, "openapi/openapi.json is out of date; write it with: {WRITE_DOCUMENT}");
    }
}

#[test]
fn every_operation_has_its_own_id_a_summary_errors_an_example_and_says_who_may_call_it() {
    let mut ids = HashSet::new();
    for (path, method, operation) in operations() {
        let name = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().expect(&name)), "{name}: its id is another's too");
        assert!(!operation["summary"].as_str().expect(&name).is_empty());
        assert!(operation["security"].is_array(), "{name}: no security entry");
        assert_eq!(operation["tags"].as_array().expect(&name).len(), 1, "{name}: not one tag");
        let responses = operation["responses"].as_object().unwrap();
        for status in ["400", "500", "503"] {
            assert!(responses.contains_key(status), "{name}: no {status}");
        }
        let secured = path.starts_with("/v1/manage");
        assert_eq!(responses.contains_key("401"), secured, "{name}: 401");
        for (status, response) in responses {
            if status.starts_with(['4', '5']) || status == "default" {
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{name}: {status} is not a problem");
            }
        }
        let has_example = responses.values().any(|response| {
            response["content"]
                .as_object()
                .is_some_and(|content| content.values().any(|media| example(media).is_some()))
        });
        assert!(has_example || responses.contains_key("204"), "{name}: no example");
        if !operation["requestBody"].is_null() {
            let content = operation["requestBody"]["content"].as_object().unwrap();
            assert!(content.values().all(|media| example(media).is_some()), "{name}: no example of its body");
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_referred_to() {
    fn gather<'a>(json: &'a Value, references: &mut HashSet<&'a str>) {
        references.extend(json["$ref"].as_str());
        match json {
            Value::Array(items) => items.iter().for_each(|item| gather(item, references)),
            Value::Object(members) => members.values().for_each(|member| gather(member, references)),
            _ => {}
        }
    }
    let document = cairn::openapi::document();
    let mut references = HashSet::new();
    gather(&document, &mut references);
    for reference in &references {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "there is no {reference}");
    }
    for kind in ["schemas", "parameters", "responses", "headers", "examples"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            let is_used = references.contains(format!("#/components/{kind}/{name}").as_str());
            assert!(is_used, "nothing refers to {name} of {kind}");
        }
    }
}

#[test]
fn every_example_is_what_its_schema_says() {
    for (path, method, operation) in operations() {
        let responses = operation["responses"].as_object().unwrap().values();
        for place in responses.chain(std::iter::once(&operation["requestBody"])) {
            for (media, content) in place["content"].as_object().into_iter().flatten() {
                let Some(example) = example(content) else { continue };
                let validator = crate::harness::validator(&content["schema"]);
                let errors: Vec<String> = validator.iter_errors(example).map(|error| error.to_string()).collect();
                assert!(errors.is_empty(), "{method} {path} {media}: {errors:#?}");
            }
        }
    }
}

#[test]
fn every_secured_operation_without_credentials_is_401() {
    let app = TestApp::spawn();
    for (path, method, operation) in operations() {
        let secured = operation["security"][0].get("apiKey").is_some();
        let answer = app.anonymous().send(method.clone(), &filled(path), &[], None);
        assert_eq!(answer.status == 401, secured, "{method} {path} answered {}", answer.status);
        if secured {
            answer.expect_problem(401, "missing_credentials");
        }
    }
}

#[test]
fn every_operation_is_reachable_and_refuses_unknown_parameters() {
    let app = TestApp::spawn();
    let admin = app.admin();
    for (path, method, _) in operations() {
        let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\"")];
        let body = (method == Method::POST || method == Method::PUT).then(|| b"{}".to_vec());
        let answer = admin.send(method.clone(), &format!("{}?nonsense=1", filled(path)), &headers, body);
        let answer = answer.expect_problem(400, "invalid_query");
        let named = |error: &Value| error["parameter"] == "nonsense" && error["code"] == "unknown_parameter";
        assert!(answer.json["errors"].as_array().unwrap().iter().any(named), "{method} {path}: {}", answer.text());
    }
}

#[test]
fn every_declared_parameter_is_known() {
    let app = TestApp::spawn();
    let admin = app.admin();
    for (path, method, operation) in operations() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] != "query" {
                continue;
            }
            let name = parameter["name"].as_str().unwrap();
            let answer = admin.send(method.clone(), &format!("{}?{name}=x", filled(path)), &[], None);
            let unknown = answer.json["errors"]
                .as_array()
                .is_some_and(|errors| errors.iter().any(|error| error["code"] == "unknown_parameter"));
            assert!(!unknown, "{method} {path} declares {name} and does not know it");
        }
    }
}

#[test]
fn the_type_of_each_problem_leads_to_its_cause_and_cure() {
    let app = TestApp::spawn();
    let problem = app.anonymous().get("/v1/articles/nowhere").expect_problem(404, "not_found");
    assert_eq!(problem.json["type"], "/docs/errors#not_found");
    let page = app.anonymous().get("/docs/errors").expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let text = page.text();
    for code in cairn::http::Code::ALL {
        let (path, anchor) = code.problem_type().split_once('#').unwrap();
        assert_eq!(path, cairn::http::PROBLEM_TYPES);
        let section = text.split(&format!("<h3 id=\"{anchor}\">")).nth(1);
        let section = section.unwrap_or_else(|| panic!("{anchor} has no section")).split("<h3").next().unwrap();
        assert!(section.contains("Cause.") && section.contains("Cure."), "{section}");
    }
    assert!(!text.contains("href=\"../") && !text.contains("<!-- "), "only links within the page are kept");
}

#[test]
fn the_server_serves_its_description() {
    let app = TestApp::spawn();
    let served = app.anonymous().get("/openapi.json").expect(200);
    assert!(served.text() == cairn::openapi::render(), "the server serves another document than the rendered one");
    let again = app.anonymous().get_with("/openapi.json", &[("If-None-Match", &served.etag())]);
    again.expect(304);
}

#[test]
fn the_viewer_loads_nothing_from_elsewhere() {
    let app = TestApp::spawn();
    let redirect = app.anonymous().get("/docs").expect(301);
    assert_eq!(redirect.header("location"), "/docs/");
    let page = app.anonymous().get("/docs/").expect(200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let html = page.text();
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http"), "{html}");
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert!(html.contains(file), "{file} is not in the page");
        app.anonymous().get(&format!("/docs/{file}")).expect(200);
    }
    app.anonymous().get("/docs/../Cargo.toml").expect_problem(404, "not_found");
}

#[test]
fn the_viewer_is_made_for_phones_and_sends_its_large_files_compressed() {
    let app = TestApp::spawn();
    let page = app.anonymous().get("/docs/").expect(200).text();
    assert!(page.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"), "{page}");
    assert!(
        page.contains("<input id=\"viewer-filter\" type=\"search\""),
        "the filter is there before any script: {page}"
    );
    let start = app.anonymous().get("/docs/swagger-initializer.js").expect(200).text();
    assert!(start.contains("docExpansion: \"none\"") && start.contains("opsFilter: filterOperations"), "{start}");
    for file in ["swagger-ui.css", "swagger-ui-bundle.js"] {
        let target = format!("/docs/{file}");
        let plain = app.anonymous().get_with(&target, &[("Accept-Encoding", "gzip;q=0")]).expect(200);
        let packed = app.anonymous().get_with(&target, &[("Accept-Encoding", "br, gzip")]).expect(200);
        assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
        assert_eq!((plain.header("vary"), packed.header("vary")), ("Accept-Encoding", "Accept-Encoding"));
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
        assert!(unpacked == plain.bytes && packed.bytes.len() * 3 < plain.bytes.len(), "{file}");
    }
}
