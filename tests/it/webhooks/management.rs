//! Creating, changing and deleting webhooks.

use reqwest::Method;
use serde_json::json;

use super::{WEBHOOKS, address, read};
use crate::harness::editing::{UNKNOWN_ID, without};
use crate::harness::{TestApp, all, ids};

const URL: &str = "https://app.example.org/hooks/content";

#[test]
fn a_webhook_shows_its_secret_once() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let input = json!({"url": URL, "description": "Rebuilds the pages", "events": ["article.published"]});
    let made = admin.post(WEBHOOKS, &input).expect(201);
    assert_eq!((made.header("location"), made.header("etag")), (address(&made.json).as_str(), "\"1\""));
    assert_eq!(made.header("cache-control"), "no-store");
    assert!(made.json["secret"].as_str().unwrap().starts_with("whsec_"));
    let there = admin.get(&address(&made.json)).expect(200);
    assert_eq!((there.json.clone(), there.etag()), (without(&made.json, &["secret"]), "\"1\"".to_owned()));
    insta::assert_json_snapshot!(there.json, {".id" => "[id]", ".createdAt" => "[time]", ".updatedAt" => "[time]"}, @r#"
    {
      "id": "[id]",
      "url": "https://app.example.org/hooks/content",
      "description": "Rebuilds the pages",
      "events": [
        "article.published"
      ],
      "state": "active",
      "version": 1,
      "createdAt": "[time]",
      "updatedAt": "[time]"
    }
    "#);
    let list = admin.get(WEBHOOKS).expect(200);
    assert_eq!(list.json["data"], json!([there.json]));
    assert!(!list.text().contains("whsec_"));
}

#[test]
fn a_webhook_without_events_subscribes_to_all() {
    let admin = TestApp::spawn();
    let admin = admin.admin();
    assert_eq!(admin.post(WEBHOOKS, &json!({"url": URL})).expect(201).json["events"], json!([]));
}

#[test]
fn a_secret_may_be_given() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let made = admin.post(WEBHOOKS, &json!({"url": URL, "secret": secret})).expect(201).json;
    assert_eq!(made["secret"], secret);
    let long = format!("whsec_{}", "A".repeat(88));
    for bad in ["C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "whsec_C2FVsBQI", "whsec_not base64 at all, not even close", &long]
    {
        let answer = admin.post(WEBHOOKS, &json!({"url": URL, "secret": bad})).expect_problem(422, "validation_failed");
        let answer = answer.expect_error("/secret", "invalid_secret");
        assert!(!answer.text().contains(bad), "the response does not repeat a secret");
    }
}

#[test]
fn an_unknown_event_is_rejected_with_the_closest_name() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let events = json!(["article.publish", "nothing", "topic.reviewDue", "webhook.test"]);
    let answer = admin.post(WEBHOOKS, &json!({"url": URL, "events": events})).expect(422);
    assert_eq!(answer.json["errors"].as_array().unwrap().len(), 4);
    let answer = answer.expect_error("/events/0", "unknown_value").expect_error("/events/3", "unknown_value");
    assert!(answer.text().contains("Did you mean \\\"article.published\\\"?"), "{}", answer.text());
    let twice = json!({"url": URL, "events": ["article.published", "article.published"]});
    admin.post(WEBHOOKS, &twice).expect(422).expect_error("/events", "duplicate");
}

#[test]
fn every_mistake_in_a_webhook_is_named() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let answer = admin.post(WEBHOOKS, &json!({"description": "two\nlines", "state": "asleep", "event": []}));
    let answer = answer.expect_problem(422, "validation_failed").expect_error("/url", "required");
    let answer = answer.expect_error("/description", "invalid_character").expect_error("/state", "unknown_value");
    answer.expect_error("/event", "unknown_field");
    assert_eq!(admin.get(WEBHOOKS).expect(200).json["data"], json!([]));
}

#[test]
fn the_declared_bounds_of_a_webhook_are_kept() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let url = |length: usize| format!("https://example.org/{}", "x".repeat(length - 20));
    admin.post(WEBHOOKS, &json!({"url": url(2048)})).expect(201);
    admin.post(WEBHOOKS, &json!({"url": url(2049)})).expect(422).expect_error("/url", "too_long");
    admin.post(WEBHOOKS, &json!({"url": URL, "description": "x".repeat(200)})).expect(201);
    let long = json!({"url": URL, "description": "x".repeat(201), "events": vec!["article.published"; 51]});
    admin
        .post(WEBHOOKS, &long)
        .expect(422)
        .expect_error("/description", "too_long")
        .expect_error("/events", "too_many");
    let made = admin.post(WEBHOOKS, &json!({"url": URL})).expect(201).json;
    let rotate = format!("{}/rotate-secret", address(&made));
    admin.post_matching(&rotate, "*", &json!({"overlapSeconds": 2_592_000})).expect(200);
    for bad in [json!(2_592_001), json!(-1), json!(0.5)] {
        let answer = admin.post_matching(&rotate, "*", &json!({"overlapSeconds": bad})).expect(422);
        answer.expect_error("/overlapSeconds", "out_of_range");
    }
}

#[test]
fn changes_need_the_current_version() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = admin.post(WEBHOOKS, &json!({"url": URL, "description": "First"})).expect(201).json;
    let one = address(&made);
    for (method, target) in
        [(Method::PATCH, one.clone()), (Method::DELETE, one.clone()), (Method::POST, format!("{one}/rotate-secret"))]
    {
        let headers = [("Content-Type", "application/json")];
        let body = Some(b"{}".to_vec());
        admin.send(method.clone(), &target, &headers, body.clone()).expect_problem(428, "precondition_required");
        let headers = [headers[0], ("If-Match", "\"7\"")];
        let stale = admin.send(method, &target, &headers, body).expect_problem(412, "version_mismatch");
        assert_eq!(stale.json["currentVersion"], 1);
    }
    let patched = admin.patch(&one, "\"1\"", &json!({"description": null, "events": ["phrase.published"]})).expect(200);
    assert_eq!((patched.etag(), &patched.json["events"]), ("\"2\"".to_owned(), &json!(["phrase.published"])));
    assert_eq!(patched.json.get("description"), None);
    let same = admin.patch(&one, "\"2\"", &json!({"events": ["phrase.published"]})).expect(200);
    assert_eq!(same.etag(), "\"2\"", "an unchanged webhook gets no new version");
    admin.patch(&one, "\"2\"", &json!({"secret": "x"})).expect(422).expect_error("/secret", "unknown_field");
    admin.patch(&one, "\"2\"", &json!({"url": null})).expect(422).expect_error("/url", "required");
    admin.patch(&one, "\"2\"", &json!([])).expect(422);
    admin.post_matching(&format!("{one}/rotate-secret"), "\"2\"", &json!({})).expect(200);
    admin.delete(&one, "\"3\"").expect(204);
    admin.get(&one).expect_problem(404, "not_found");
}

#[test]
fn an_unknown_webhook_is_not_found() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let one = format!("{WEBHOOKS}/{UNKNOWN_ID}");
    admin.get(&one).expect_problem(404, "not_found");
    admin.patch(&one, "*", &json!({})).expect_problem(404, "not_found");
    admin.delete(&one, "*").expect_problem(404, "not_found");
    admin.get(&format!("{one}/deliveries")).expect_problem(404, "not_found");
    for action in ["rotate-secret", "test", &format!("deliveries/{UNKNOWN_ID}/replay")] {
        admin.post_matching(&format!("{one}/{action}"), "*", &json!({})).expect_problem(404, "not_found");
    }
    admin.get(&format!("{WEBHOOKS}/not-an-id")).expect_problem(404, "not_found");
}

#[test]
fn only_admins_see_webhooks() {
    let app = TestApp::spawn();
    app.editor().get(WEBHOOKS).expect_problem(403, "forbidden");
    app.editor().post(WEBHOOKS, &json!({"url": URL})).expect_problem(403, "forbidden");
    app.anonymous().get(WEBHOOKS).expect_problem(401, "missing_credentials");
}

#[test]
fn the_list_has_pages() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let make = |_| admin.post(WEBHOOKS, &json!({"url": URL})).expect(201).id();
    let mut hooks: Vec<String> = (0..5).map(make).collect();
    hooks.reverse();
    assert_eq!(ids(&all(&admin, &format!("{WEBHOOKS}?limit=2"))), hooks);
    let page = admin.get(&format!("{WEBHOOKS}?limit=2&count=true")).expect(200);
    assert_eq!(page.json["page"]["total"], 5);
}

#[test]
fn changes_of_webhooks_are_in_the_audit_log() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = admin.post(WEBHOOKS, &json!({"url": URL})).expect(201).json;
    admin.patch(&address(&made), "*", &json!({"state": "disabled"})).expect(200);
    admin.patch(&address(&made), "*", &json!({"state": "active"})).expect(200);
    admin.post_matching(&format!("{}/rotate-secret", address(&made)), "*", &json!({})).expect(200);
    admin.post(&format!("{}/test", address(&made)), &json!({})).expect(201);
    admin.delete(&address(&made), "*").expect(204);
    let log = admin.get(&format!("/v1/manage/audit?kind=webhook&subject={}", made["id"].as_str().unwrap())).expect(200);
    let rows = log.json["data"].as_array().unwrap();
    let told: Vec<_> =
        rows.iter().rev().map(|row| json!([row["action"], row["fromVersion"], row["toVersion"]])).collect();
    let expected = json!([
        ["create", null, 1],
        ["save", 1, 2],
        ["save", 2, 3],
        ["rotate", 3, 4],
        ["replay", null, null],
        ["delete", 4, null],
    ]);
    assert_eq!(json!(told), expected);
    assert!(!log.text().contains("whsec_"));
}

#[test]
fn a_disabled_webhook_has_a_reason() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = admin.post(WEBHOOKS, &json!({"url": URL, "state": "disabled"})).expect(201).json;
    assert_eq!(made["disabledReason"], "It was disabled manually.");
    let refused = admin.post(&format!("{}/test", address(&made)), &json!({})).expect_problem(409, "webhook_disabled");
    assert!(refused.text().contains("disabled manually"));
    admin.patch(&address(&made), "*", &json!({"state": "active"})).expect(200);
    assert_eq!(read(&admin, &made).get("disabledReason"), None);
}
