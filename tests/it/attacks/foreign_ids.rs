//! Ids of one kind in places that expect another kind.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::attacks::all_entities;
use crate::harness::{TestApp, article, paragraph, phrase, publish, resource, topic};
use crate::openapi::operations;

/// Returns one id of each kind, and an unknown one.
fn ids(app: &TestApp) -> BTreeMap<&'static str, String> {
    let admin = app.admin();
    let section = json!({"sections": [{"heading": "One", "body": [paragraph("Some text.")]}]});
    let article = publish(&admin, "articles", &article("one", section)).id();
    let whole = admin.get(&format!("/v1/manage/articles/{article}")).expect(200).json;
    let url = json!({"url": "https://hooks.example.org/"});
    let preview = admin.post(&format!("/v1/manage/articles/{article}/preview-tokens"), &json!({})).expect(201).json;
    let key = admin.post("/v1/manage/keys", &json!({"name": "one", "role": "viewer"})).expect(201);
    BTreeMap::from([
        ("section", whole["sections"][0]["id"].as_str().unwrap().to_owned()),
        ("phrase", publish(&admin, "phrases", &phrase("Words", json!({}))).id()),
        ("resource", publish(&admin, "resources", &resource("Page", json!({}))).id()),
        ("topic", publish(&admin, "topics", &topic("subject-one", json!({}))).id()),
        ("webhook", admin.post("/v1/manage/webhooks", &url).expect(201).id()),
        ("key", key.id()),
        ("preview", preview["id"].as_str().unwrap().to_owned()),
        ("nothing", "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01".to_owned()),
        ("article", article),
    ])
}

/// Returns the kind of id that the path variable expects.
fn kind(path: &str, variable: &str) -> &'static str {
    match variable {
        "sectionId" | "idOrAnchor" => "section",
        "keyId" => "key",
        "tokenId" => "preview",
        "deliveryId" => "delivery",
        _ => ["section", "phrase", "resource", "topic", "webhook"]
            .into_iter()
            .find(|kind| {
                path.starts_with(&format!("/v1/{kind}s/")) || path.starts_with(&format!("/v1/manage/{kind}s/"))
            })
            .unwrap_or("article"),
    }
}

fn variables(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// Returns the media type and the example of the request body, which is valid for an id of the right kind.
fn body(operation: &Value) -> Option<(String, Vec<u8>)> {
    let (media, content) = operation["requestBody"]["content"].as_object()?.iter().next()?;
    let example = content.get("example").cloned().unwrap_or_else(|| json!({}));
    Some((media.clone(), example.to_string().into_bytes()))
}

#[test]
fn an_id_of_another_kind_is_not_found() {
    let app = TestApp::spawn();
    let ids = ids(&app);
    let admin = app.admin();
    let before = all_entities(&admin);
    let keys = admin.get("/v1/manage/keys").expect(200).json["data"].as_array().unwrap().len();
    let mut asked = 0;
    for (path, method, operation) in operations() {
        for variable in variables(path).into_iter().filter(|variable| !["collection", "version"].contains(variable)) {
            for (foreign, id) in &ids {
                if *foreign == kind(path, variable) {
                    continue;
                }
                let target = variables(path).into_iter().fold(path.to_owned(), |target, other| {
                    let value = match other {
                        "collection" => "articles",
                        "version" => "1",
                        same if same == variable => id,
                        other => ids.get(kind(path, other)).unwrap_or(&ids["nothing"]),
                    };
                    target.replace(&format!("{{{other}}}"), value)
                });
                let body = body(operation);
                let mut headers = vec![("If-Match", "*")];
                headers.extend(body.iter().map(|(media, _)| ("Content-Type", media.as_str())));
                let answer = admin.send(method.clone(), &target, &headers, body.clone().map(|(_, bytes)| bytes));
                let is_refused = (400..500).contains(&answer.status);
                assert!(is_refused, "{method} {path} with a {foreign}: {} {}", answer.status, answer.text());
                if method == Method::GET {
                    assert!([400, 404].contains(&answer.status), "{target}: {}", answer.text());
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 400, "{asked}");
    assert_eq!(all_entities(&admin), before);
    assert_eq!(admin.get("/v1/manage/keys").expect(200).json["data"].as_array().unwrap().len(), keys);
    for kind in ["article", "phrase", "resource", "topic"] {
        app.anonymous().get(&format!("/v1/{kind}s/{}", ids[kind])).expect(200);
    }
}

#[test]
fn an_id_of_another_kind_in_a_body_is_reported() {
    let app = TestApp::spawn();
    let ids = ids(&app);
    let author = app.author();
    for (foreign, id) in &ids {
        for (collection, member, right, fields) in [
            ("articles", "topics", "topic", article("refers", json!({"topics": [id]}))),
            ("articles", "related", "resource", article("refers", json!({"related": [id]}))),
            ("phrases", "topics", "topic", phrase("Refers", json!({"topics": [id]}))),
            ("resources", "topics", "topic", resource("Refers", json!({"topics": [id]}))),
            ("topics", "parentId", "topic", topic("refers", json!({"parentId": id}))),
        ] {
            if *foreign == right {
                continue;
            }
            let answer = author.post(&format!("/v1/manage/{collection}"), &fields);
            assert_eq!(answer.status, 422, "{collection}.{member} with a {foreign}: {}", answer.text());
        }
    }
}
