//! Imports of exports of another Cairn.

use super::send;
use crate::harness::TestApp;
use crate::harness::topic;
use serde_json::Value;
use serde_json::json;

/// Exports a published topic and a draft, in these formats.
pub(super) fn export_of_two(query: &str) -> String {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.post("/v1/manage/topics", &topic("tea", json!({}))).expect(201).id();
    editor.post_matching(&format!("/v1/manage/topics/{id}/publish"), "*", &json!({})).expect(200);
    let id = editor.post("/v1/manage/topics", &topic("cup", json!({}))).expect(201).id();
    editor.post_matching(&format!("/v1/manage/topics/{id}/submit"), "*", &json!({})).expect(200);
    editor.post_matching(&format!("/v1/manage/topics/{id}/approve"), "*", &json!({})).expect(200);
    editor.get(&format!("/v1/manage/exports?{query}")).expect(200).text()
}

#[test]
fn an_export_is_restored_as_far_as_the_key_may_do_it() {
    let (whole, entities) = (export_of_two("revisions=true"), export_of_two("log=false&revisions=true"));
    assert!(whole.contains("\"type\":\"change\"") && !entities.contains("\"type\":\"change\""), "{entities}");
    for (role, approval, lines, query, expected, public) in [
        ("author", "off", &entities, "", ["draft", "draft"], 0),
        ("editor", "off", &entities, "", ["draft", "draft"], 0),
        ("editor", "off", &entities, "?publish=true", ["draft", "published"], 1),
        ("admin", "required", &entities, "", ["draft", "draft"], 0),
        ("admin", "off", &entities, "", ["published", "approved"], 1),
        ("admin", "off", &whole, "", ["published", "approved"], 1),
    ] {
        let app = TestApp::spawn_with(&["--approval", approval]);
        let client = match role {
            "author" => app.author(),
            "editor" => app.editor(),
            _ => app.admin(),
        };
        let report = send(&client, query, "application/x-ndjson", lines).expect(200).json;
        let case = format!("{role} {approval} {query}");
        assert_eq!((&report["created"], &report["published"]), (&json!(2), &json!(public)), "{case}: {report}");
        let listed = client.get("/v1/manage/topics?sort=updatedAt").expect(200).json;
        let copies = listed["data"].as_array().unwrap();
        assert_eq!(copies.iter().map(|copy| copy["status"].clone()).collect::<Vec<_>>(), expected, "{case}");
        assert_eq!(app.anonymous().get("/v1/topics?count=true").expect(200).json["page"]["total"], public);
        if expected == ["draft", "draft"] {
            assert!(copies.iter().all(|copy| copy["version"] == 1), "{case}: {listed}");
            let told = |one: &Value| one["notes"][0]["detail"].as_str().unwrap().contains("is draft here");
            assert!(report["documents"].as_array().unwrap().iter().all(told), "{case}: {report}");
        }
    }
    for (role, approval) in [("author", "off"), ("editor", "off"), ("editor", "required"), ("admin", "required")] {
        let app = TestApp::spawn_with(&["--approval", approval]);
        let client = match role {
            "author" => app.author(),
            "editor" => app.editor(),
            _ => app.admin(),
        };
        let refused = send(&client, "", "application/x-ndjson", &whole).expect_problem(422, "validation_failed");
        assert!(refused.text().contains("log=false"), "{role} {approval}: {}", refused.text());
        assert_eq!(client.get("/v1/manage/topics").expect(200).json["data"], json!([]));
    }
    let app = TestApp::spawn_with(&["--approval", "required"]);
    let refused = send(&app.editor(), "?publish=true", "application/x-ndjson", &entities);
    refused.expect_problem(409, "approval_required");
}

#[test]
fn an_import_into_a_followed_database_is_in_the_change_log() {
    let lines = export_of_two("revisions=false");
    let app = TestApp::spawn();
    let editor = app.editor();
    let here = editor.post("/v1/manage/topics", &topic("here", json!({}))).expect(201).id();
    editor.post_matching(&format!("/v1/manage/topics/{here}/publish"), "*", &json!({})).expect(200);
    let synced = app.anonymous().get("/v1/sync?initial=true").expect(200).json;
    let token = synced["nextToken"].as_str().unwrap();
    let etag = app.anonymous().get("/v1/topics").expect(200).etag();
    send(&app.admin(), "", "application/x-ndjson", &lines).expect(200);
    let next = app.anonymous().get(&format!("/v1/sync?token={token}")).expect(200).json;
    let items = next["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{next}");
    assert_eq!(items[0]["document"]["slug"], "tea");
    assert_ne!(app.anonymous().get("/v1/topics").expect(200).etag(), etag);
}

#[test]
fn an_export_with_invalid_content_is_refused() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let page = json!({"locale": "en", "slug": "old", "title": "Old", "summary": "Old.", "sections": [{"markdown": "[x](https://example.org/x)"}]});
    let id = admin.post("/v1/manage/articles", &page).expect(201).id();
    admin.post_matching(&format!("/v1/manage/articles/{id}/publish"), "*", &json!({})).expect(200);
    let withdrawn = json!({"mode": "withdrawn", "explanation": "Old."});
    admin.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &withdrawn).expect(200);
    let lines = admin.get("/v1/manage/exports").expect(200).text();
    let other = TestApp::spawn();
    let spoiled = lines.replace("https://example.org/x", "javascript:alert(1)");
    assert_ne!(spoiled, lines);
    send(&other.admin(), "", "application/x-ndjson", &spoiled).expect_problem(422, "validation_failed");
    send(&other.admin(), "", "application/x-ndjson", &lines).expect(200);
    let shown = other.anonymous().get("/v1/articles/old").expect(200).json;
    assert_eq!(shown["withdrawal"]["explanation"], "Old.");
}

#[test]
fn an_export_needs_an_editor_and_has_the_accepted_coding() {
    let app = TestApp::spawn();
    app.author().get("/v1/manage/exports").expect_problem(403, "forbidden");
    let plain = app.editor().get("/v1/manage/exports").expect(200);
    assert_eq!(plain.header("content-type"), "application/x-ndjson");
    assert_eq!(plain.header("cache-control"), "no-store");
    assert_eq!(plain.text().lines().count(), 2);
    let coded = app.editor().get_with("/v1/manage/exports", &[("Accept-Encoding", "gzip")]).expect(200);
    assert_eq!(coded.header("content-encoding"), "gzip");
}

#[test]
fn synonyms_are_imported_if_there_are_none() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let groups = json!({"groups": [{"locale": "en", "words": ["tea", "brew"]}]});
    admin.put("/v1/manage/synonyms", "*", &groups).expect(200);
    let lines = admin.get("/v1/manage/exports").expect(200).text();
    let other = TestApp::spawn();
    let known = || other.editor().get("/v1/manage/synonyms").expect(200).json["groups"].clone();
    for client in [other.author(), other.editor()] {
        send(&client, "", "application/x-ndjson", &lines).expect_problem(422, "validation_failed");
    }
    assert_eq!(known(), json!([]), "they are published unchanged");
    send(&other.admin(), "", "application/x-ndjson", &lines).expect(200);
    assert_eq!(known(), groups["groups"]);
    other.editor().put("/v1/manage/synonyms", "*", &json!({"groups": []})).expect(200);
    let report = send(&other.admin(), "", "application/x-ndjson", &lines).expect(200).json;
    assert!(report["notes"][0]["detail"].as_str().unwrap().contains("were skipped"), "{report}");
    assert_eq!(known(), json!([]));
}
