//! `null` in requests: refused, except for the members that a merge patch clears.

use serde_json::{Value, json};

use super::inputs::fits;
use crate::harness::editing::with;
use crate::harness::{TestApp, article, document, phrase, resource, topic};

/// Returns the optional members of an input.
fn optional_members(name: &str) -> Vec<String> {
    let schema = &document()["components"]["schemas"][name];
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let members = schema["properties"].as_object().unwrap_or_else(|| panic!("{name} has no properties"));
    members.keys().filter(|member| !required.contains(&json!(member))).cloned().collect()
}

#[test]
fn null_is_refused_in_the_members_of_an_input() {
    let app = TestApp::spawn();
    let author = app.author();
    for (list, shape, input) in [
        ("phrases", "PhraseInput", phrase("Null.", json!({}))),
        ("resources", "ResourceInput", resource("Null", json!({}))),
        ("topics", "TopicInput", topic("null", json!({}))),
        ("articles", "ArticleInput", article("null", json!({}))),
    ] {
        let id = author.create(list, &input);
        for member in optional_members(shape) {
            let input = with(input.clone(), json!({&*member: null}));
            assert!(!fits(shape, &input), "{shape} with {member}");
            // The kind of a resource decides whether its address is required.
            let (pointer, code) = (format!("/{member}"), if member == "url" { "required" } else { "wrong_type" });
            author.post(&format!("/v1/manage/{list}"), &input).expect(422).expect_error(&pointer, code);
            author.put(&format!("/v1/manage/{list}/{id}"), "*", &input).expect(422).expect_error(&pointer, code);
        }
    }
    let answer = author.post("/v1/manage/articles", &with(article("null", json!({})), json!({"kicker": null})));
    let detail = answer.expect_problem(422, "validation_failed").json["errors"][0]["detail"].clone();
    let expected = "\"kicker\" is null: leave it out. Null clears a member in a PATCH only, and not inside a list.";
    assert_eq!(detail, expected);
}

#[test]
fn null_is_refused_inside_the_values_of_an_input() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("parts", json!({})));
    let span = json!({"_type": "span", "text": "x"});
    let block = |more: Value| with(json!({"_type": "block", "children": [span]}), more);
    let body = |block: Value| json!([{"body": [block]}]);
    let link = json!({"_type": "link", "_key": "m", "href": "/x", "anchor": null});
    for (member, value, pointer) in [
        ("seo", json!({"title": null}), "/seo/title"),
        ("authors", json!([{"name": "Desk", "credential": null}]), "/authors/0/credential"),
        ("sections", json!([{"heading": null}]), "/sections/0/heading"),
        ("sections", json!([{"id": null}]), "/sections/0/id"),
        ("sections", json!([{"markdown": null}]), "/sections/0/markdown"),
        ("sections", body(block(json!({"style": null}))), "/sections/0/body/0/style"),
        ("sections", body(block(json!({"_key": null}))), "/sections/0/body/0/_key"),
        ("sections", body(block(json!({"markDefs": [link]}))), "/sections/0/body/0/markDefs/0/anchor"),
        (
            "sections",
            body(json!({"_type": "callToAction", "label": "Go", "url": "/x", "text": null})),
            "/sections/0/body/0/text",
        ),
    ] {
        let input = article("parts", json!({member: value}));
        author.post("/v1/manage/articles", &input).expect(422).expect_error(pointer, "wrong_type");
        // Lists are replaced as a whole, so that no merge patch applies inside them.
        if member != "seo" {
            let patch = json!({member: value});
            author
                .patch(&format!("/v1/manage/articles/{id}"), "*", &patch)
                .expect(422)
                .expect_error(pointer, "wrong_type");
        }
    }
    let translated = topic("calm", json!({"translations": {"es": {"name": "Calma", "description": null}}}));
    author
        .post("/v1/manage/topics", &translated)
        .expect(422)
        .expect_error("/translations/es/description", "wrong_type");
}

#[test]
fn null_is_refused_in_the_options_of_operations() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let id = admin.create("articles", &article("options", json!({})));
    let address = format!("/v1/manage/articles/{id}");
    let key = admin.post("/v1/manage/keys", &json!({"name": "x", "role": "viewer"})).expect(201).id();
    for (target, body, pointer) in [
        (format!("{address}/publish"), json!({"changeNote": null}), "/changeNote"),
        (format!("{address}/publish"), json!({"includeReferences": null}), "/includeReferences"),
        (format!("{address}/unpublish"), json!({"mode": null}), "/mode"),
        (format!("{address}/unpublish"), json!({"explanation": null}), "/explanation"),
        (format!("{address}/submit"), json!({"unpublish": null}), "/unpublish"),
        (format!("{address}/approve"), json!({"comment": null}), "/comment"),
        (format!("{address}/sections"), json!({"anchor": null}), "/anchor"),
        (format!("{address}/preview-tokens"), json!({"expiresInSeconds": null}), "/expiresInSeconds"),
        ("/v1/manage/keys".to_owned(), json!({"name": "x", "role": "viewer", "expiresAt": null}), "/expiresAt"),
        (format!("/v1/manage/keys/{key}/rotate"), json!({"expiresAt": null}), "/expiresAt"),
        ("/v1/manage/webhooks".to_owned(), json!({"url": "https://example.org/", "state": null}), "/state"),
        (
            "/v1/manage/batch".to_owned(),
            json!({"operations": [{"method": "POST", "path": "/v1/manage/phrases", "body": {}, "ifMatch": null}]}),
            "/operations/0/ifMatch",
        ),
    ] {
        admin.post_matching(&target, "*", &body).expect(422).expect_error(pointer, "wrong_type");
    }
    let both = json!({"publishAt": "2999-01-01T00:00:00Z", "unpublishAt": null});
    admin.put(&format!("{address}/schedule"), "*", &both).expect(422).expect_error("/unpublishAt", "wrong_type");
}

#[test]
fn operations_of_a_batch_treat_null_as_their_method_does() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("batch", json!({"kicker": "Soon gone"})));
    let path = format!("/v1/manage/articles/{id}");
    let batch = |method: &str, body: Value| {
        let operation = json!({"method": method, "path": path, "ifMatch": "*", "body": body});
        author.post("/v1/manage/batch", &json!({"operations": [operation]}))
    };
    let replaced = batch("PUT", with(article("batch", json!({})), json!({"kicker": null})));
    replaced.expect_problem(422, "validation_failed").expect_error("/operations/0/body/kicker", "wrong_type");
    batch("PATCH", json!({"kicker": null})).expect(200);
    assert_eq!(author.working("articles", &id).json.get("kicker"), None);
}

#[test]
fn null_clears_the_members_of_patches() {
    let app = TestApp::spawn();
    let patch = json!({"description": null, "events": null, "state": null});
    assert!(fits("WebhookPatch", &patch));
    let admin = app.admin();
    let webhook = json!({"url": "https://example.org/hook", "state": "disabled", "description": "x"});
    let webhook = admin.post("/v1/manage/webhooks", &webhook).expect(201).json["id"].as_str().unwrap().to_owned();
    let webhook = admin.patch(&format!("/v1/manage/webhooks/{webhook}"), "*", &patch).expect(200);
    assert_eq!((&webhook.json["state"], webhook.json.get("description")), (&json!("active"), None));
    let patch = json!({"heading": null, "anchor": null, "body": null});
    assert!(fits("SectionPatch", &patch) && !fits("SectionInput", &patch));
}

#[test]
fn a_working_copy_that_is_sent_back_must_be_of_its_kind() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("phrases", &phrase("I hear you.", json!({})));
    let address = format!("/v1/manage/phrases/{id}");
    let copy = author.get(&address).expect(200).json;
    assert_eq!(copy["type"], "phrase");
    author.put(&address, "\"1\"", &copy).expect(200);
    assert_eq!(author.get(&address).expect(200).json, copy);
    let other = with(copy, json!({"type": "article"}));
    author.put(&address, "*", &other).expect_problem(422, "validation_failed").expect_error("/type", "mismatch");
}

#[test]
fn required_members_must_not_be_null() {
    let app = TestApp::spawn();
    let author = app.author();
    for (list, shape, input) in [
        ("phrases", "PhraseInput", phrase("Null.", json!({}))),
        ("resources", "ResourceInput", resource("Null", json!({}))),
        ("topics", "TopicInput", topic("null", json!({}))),
        ("articles", "ArticleInput", article("null", json!({}))),
    ] {
        for member in document()["components"]["schemas"][shape]["required"].as_array().unwrap() {
            let input = with(input.clone(), json!({member.as_str().unwrap(): null}));
            assert!(!fits(shape, &input), "{shape} without {member}");
            author.post(&format!("/v1/manage/{list}"), &input).expect_problem(422, "validation_failed");
        }
    }
}

#[test]
fn a_field_of_a_file_without_a_value_is_absent() {
    let app = TestApp::spawn();
    let author = app.author();
    let page = "---\nlocale: en\nslug: tea\ntitle: Tea\nsummary: Hot.\nkicker:\nseo:\n  title:\n---\nWords.\n";
    let headers = [("Content-Type", "text/markdown")];
    let target = "/v1/manage/imports?source=desk&name=tea.md";
    author.send(reqwest::Method::POST, target, &headers, Some(page.as_bytes().to_vec())).expect(200);
    let tea = author.get("/v1/manage/articles").expect(200).json["data"][0].clone();
    assert_eq!((&tea["slug"], tea.get("kicker"), &tea["seo"]), (&json!("tea"), None, &json!({"noIndex": false})));
}

#[test]
fn null_is_refused_in_the_content_of_an_export() {
    let app = TestApp::spawn();
    let admin = app.admin();
    admin.create("articles", &article("exported", json!({})));
    let export = admin.get("/v1/manage/exports").expect(200).text();
    assert!(!export.contains("null"), "an export has no null: {export}");
    let forged = export.replace("\"slug\":\"exported\"", "\"slug\":\"exported\",\"kicker\":null");
    assert_ne!(forged, export);
    let headers = [("Content-Type", "application/x-ndjson")];
    let target = "/v1/manage/imports?dryRun=true";
    let other = TestApp::spawn();
    let answer = other.admin().send(reqwest::Method::POST, target, &headers, Some(forged.into_bytes())).expect(422);
    assert!(answer.text().contains("\\\"kicker\\\" is null"), "{}", answer.text());
}
