//! Authentication and authorization.

use cairn::auth::Role;
use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{TestApp, article};

const WHOAMI: &str = "/v1/manage/whoami";

#[test]
fn whoami_returns_the_key_and_its_role() {
    let app = TestApp::spawn();
    let token = app.key(Role::Editor, Some("2999-01-01T00:00:00Z".parse().unwrap()));
    let answer = app.with_key(&token.reveal()).get(WHOAMI).expect(200);
    assert_eq!(answer.json["keyId"], token.id());
    assert_eq!(answer.header("cache-control"), "no-store");
    insta::assert_json_snapshot!(answer.json, {".keyId" => "[id]"}, @r#"
    {
      "keyId": "[id]",
      "name": "editor of a test",
      "role": "editor",
      "expiresAt": "2999-01-01T00:00:00.000Z",
      "approval": "off",
      "limits": {
        "bodyBytes": 1048576,
        "importBytes": 33554432,
        "pageItems": 100,
        "batchOperations": 100
      }
    }
    "#);
    assert_eq!(app.viewer().get(WHOAMI).expect(200).json.get("expiresAt"), None);
}

#[test]
fn whoami_returns_the_limits_and_the_approval_that_are_configured() {
    let app = TestApp::spawn_with(&[
        "--approval",
        "four-eyes",
        "--body-limit-kb",
        "64",
        "--import-limit-mb",
        "2",
        "--rate-limit",
        "5000",
    ]);
    let me = app.viewer().get(WHOAMI).expect(200).json;
    assert_eq!(me["approval"], "four-eyes");
    let limits = json!({
        "bodyBytes": 65_536, "importBytes": 2_097_152, "pageItems": 100, "batchOperations": 100,
        "requestsPerMinute": 5000,
    });
    assert_eq!(me["limits"], limits);
}

#[test]
fn management_is_hidden_without_a_key() {
    let app = TestApp::spawn();
    let anonymous = app.anonymous();
    for target in [WHOAMI, "/v1/manage/articles", "/v1/manage", "/v1/manage/nothing", "/v1/manage/articles?x=1"] {
        let answer = anonymous.get(target).expect_problem(401, "missing_credentials");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"cairn\"");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let body = Some(b"{ no json".to_vec());
    anonymous.send(Method::POST, "/v1/manage/articles", &[], body).expect_problem(401, "missing_credentials");
    anonymous.send(Method::TRACE, "/v1/manage/articles", &[], None).expect_problem(401, "missing_credentials");
}

#[test]
fn an_invalid_key_is_refused_without_a_reason() {
    let app = TestApp::spawn();
    let token = app.key(Role::Admin, None);
    let good = token.reveal();
    app.with_key(&good).get(WHOAMI).expect(200);
    let (id, secret) = good.strip_prefix("cairn_").unwrap().split_once('_').unwrap();
    let expired = app.key(Role::Admin, Some(Timestamp::from_unix_ms(0))).reveal();
    let revoked = app.key(Role::Admin, None);
    app.revoke(&revoked);
    let bad = [
        format!("cairn_{id}_{}", "0".repeat(64)),
        format!("cairn_{}_{secret}", "0".repeat(12)),
        format!("cairn_{id}_{}", secret.to_uppercase()),
        format!("cairn_{id}_{}", &secret[1..]),
        format!("{good}0"),
        secret.to_owned(),
        "cairn_".to_owned(),
        "x".repeat(7000),
        expired,
        revoked.reveal(),
    ];
    let mut told: Vec<Value> = Vec::new();
    for key in bad {
        let answer = app.with_key(&key).get(WHOAMI).expect_problem(401, "invalid_credentials");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"cairn\"");
        told.push(answer.json["detail"].clone());
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_malformed_authorization_header_is_refused() {
    let app = TestApp::spawn();
    let anonymous = app.anonymous();
    let good = app.key(Role::Viewer, None).reveal();
    for header in [
        format!("Basic {good}"),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        good.clone(),
        String::new(),
        "Bearer é".to_owned(),
    ] {
        let answer = anonymous.get_with(WHOAMI, &[("Authorization", &header)]);
        assert_eq!(answer.status, 401, "{header}");
        answer.expect_problem(401, "invalid_credentials");
    }
    anonymous.get_with(WHOAMI, &[("Authorization", &format!("bearer {good}"))]).expect(200);
}

#[test]
fn a_revoked_key_stops_working_at_once() {
    let app = TestApp::spawn();
    let token = app.key(Role::Author, None);
    let client = app.with_key(&token.reveal());
    client.create("articles", &article("before", json!({})));
    app.revoke(&token);
    client.post("/v1/manage/articles", &article("after", json!({}))).expect_problem(401, "invalid_credentials");
}

#[test]
fn published_content_ignores_keys() {
    let app = TestApp::spawn();
    app.with_key("nonsense").get("/v1/articles").expect(200);
}

#[test]
fn every_operation_needs_its_documented_role() {
    let app = TestApp::spawn();
    let clients = [Role::Viewer, Role::Author, Role::Editor, Role::Admin].map(|role| (role, app.with_role(role)));
    for (path, method, operation) in crate::openapi::operations() {
        if !path.starts_with("/v1/manage") {
            continue;
        }
        let publishes = path.ends_with("/publish") || path.ends_with("/unpublish");
        let least = match method.as_str() {
            "GET" => Role::Viewer,
            _ if publishes => Role::Editor,
            _ => Role::Author,
        };
        let description = operation["description"].as_str().unwrap_or_default().replace('\n', " ");
        let said = clients.iter().map(|(role, _)| *role).find(|role| description.contains(&format!("role `{role}`")));
        let needed = said.or_else(|| description.contains("any role").then_some(Role::Viewer));
        let needed = needed.unwrap_or_else(|| panic!("{method} {path} does not say which role it needs"));
        assert!(needed >= least, "{method} {path} needs the role {needed} only");
        let target = crate::openapi::filled(path);
        for (role, client) in &clients {
            let answer = client.send(method.clone(), &format!("{target}?nonsense"), &[], None);
            if *role >= needed {
                assert_eq!(answer.status, 400, "{role} at {method} {path}");
            } else {
                let answer = answer.expect_problem(403, "forbidden");
                let told = format!("This needs the role {needed}; the key has the role {role}.");
                assert_eq!(answer.json["detail"], told, "{method} {path}");
            }
        }
    }
}

#[test]
fn a_viewer_writes_nothing_and_an_author_publishes_nothing() {
    let app = TestApp::spawn();
    let (viewer, author) = (app.viewer(), app.author());
    viewer.post("/v1/manage/articles", &article("viewed", json!({}))).expect_problem(403, "forbidden");
    let id = author.create("articles", &article("written", json!({})));
    viewer
        .patch(&format!("/v1/manage/articles/{id}"), "*", &json!({"title": "Theirs"}))
        .expect_problem(403, "forbidden");
    viewer.try_delete("articles", &id).expect_problem(403, "forbidden");
    author.try_publish("articles", &id, &json!({})).expect_problem(403, "forbidden");
    assert_eq!(viewer.working("articles", &id).json["status"], "draft");
    app.editor().publish("articles", &id);
    author.try_unpublish("articles", &id).expect_problem(403, "forbidden");
    app.anonymous().get("/v1/articles/written").expect(200);
}
