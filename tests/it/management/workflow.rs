//! The workflow: submit, approve, reject.

use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Answer, Client, TestApp, article, phrase, publish, resource, topic};

/// Performs a step of the workflow on any version.
fn step(client: &Client, collection: &str, id: &str, step: &str, body: &Value) -> Answer {
    client.post_matching(&format!("/v1/manage/{collection}/{id}/{step}"), "*", body)
}

fn steps(client: &Client, collection: &str, id: &str) -> Vec<String> {
    let list = client.get(&format!("/v1/manage/{collection}/{id}/workflow")).expect(200);
    let steps = list.json["data"].as_array().unwrap().iter();
    steps.map(|step| step["step"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_kind_goes_from_draft_through_review_to_approved_and_becomes_published() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let inputs = [
        ("articles", article("calm", json!({}))),
        ("phrases", phrase("I hear you.", json!({}))),
        ("resources", resource("A page", json!({}))),
        ("topics", topic("rest", json!({}))),
    ];
    for (collection, input) in inputs {
        let id = author.create(collection, &input);
        let submitted = step(&author, collection, &id, "submit", &json!({"comment": "Please look."})).expect(200);
        assert_eq!((&submitted.json["status"], &submitted.json["version"]), (&json!("inReview"), &json!(2)));
        assert_eq!(submitted.etag(), "\"2\"");
        assert_eq!(submitted.json["workflow"]["step"], "submitted");
        assert_eq!(submitted.json["workflow"]["comment"], "Please look.");
        let approved = step(&editor, collection, &id, "approve", &json!({})).expect(200);
        assert_eq!((&approved.json["status"], &approved.json["version"]), (&json!("approved"), &json!(3)));
        assert_eq!(steps(&author, collection, &id), ["submitted", "approved"]);
        let published = editor.publish(collection, &id);
        assert_eq!(published.json["status"], "published");
        assert_eq!(published.json.get("workflow"), None);
        assert!(steps(&author, collection, &id).is_empty(), "the round is over");
    }
}

#[test]
fn the_body_of_a_step_is_optional_except_for_reject() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("calm", json!({})));
    let bare = |step: &str| {
        let target = format!("/v1/manage/articles/{id}/{step}");
        editor.send(reqwest::Method::POST, &target, &[("If-Match", "*")], None)
    };
    bare("submit").expect(200);
    bare("approve").expect(200);
    bare("reject").expect_problem(415, "unsupported_media_type");
    for (body, pointer, code) in [
        (json!({}), "/comment", "required"),
        (json!({"comment": null}), "/comment", "required"),
        (json!({"comment": "  "}), "/comment", "blank"),
        (json!({"comment": "x".repeat(1001)}), "/comment", "too_long"),
        (json!({"comment": "Why?", "coment": "Why?"}), "/coment", "unknown_field"),
    ] {
        step(&editor, "articles", &id, "reject", &body)
            .expect_problem(422, "validation_failed")
            .expect_error(pointer, code);
    }
    assert_eq!(editor.working("articles", &id).json["status"], "approved");
}

#[test]
fn rejecting_restores_the_earlier_status() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let reason = json!({"comment": "Say it more gently."});
    let draft = author.create("articles", &article("draft", json!({})));
    let public = publish(&editor, "articles", &article("public", json!({}))).id();
    author.edit("articles", &public, &json!({"kicker": "New"}));
    let back = publish(&editor, "articles", &article("back", json!({}))).id();
    editor.try_unpublish("articles", &back).expect(200);
    for (id, status) in [(draft, "draft"), (public, "published"), (back, "unpublished")] {
        step(&author, "articles", &id, "submit", &json!({})).expect(200);
        let rejected = step(&editor, "articles", &id, "reject", &reason).expect(200);
        assert_eq!(rejected.json["status"], status);
        assert_eq!(rejected.json["workflow"]["comment"], "Say it more gently.");
        step(&author, "articles", &id, "submit", &json!({})).expect(200);
        step(&editor, "articles", &id, "approve", &json!({})).expect(200);
        assert_eq!(step(&editor, "articles", &id, "reject", &reason).expect(200).json["status"], status);
        assert_eq!(steps(&editor, "articles", &id), ["submitted", "rejected", "submitted", "approved", "rejected"]);
    }
}

#[test]
fn an_invalid_transition_names_the_status_and_the_possible_steps() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let reason = json!({"comment": "No."});
    let id = editor.create("articles", &article("calm", json!({})));
    let refused = |name: &str, stands: &str, possible: &str| {
        let body = if name == "reject" { &reason } else { &json!({}) };
        let answer = step(&editor, "articles", &id, name, body).expect_problem(409, "invalid_transition");
        let detail = answer.json["detail"].as_str().unwrap();
        assert!(detail.contains(&format!(" is {stands}")), "{detail}");
        assert!(detail.contains(&format!("Possible: {possible}.")), "{detail}");
    };
    refused("approve", "draft", "submit");
    refused("reject", "draft", "submit");
    step(&editor, "articles", &id, "submit", &json!({})).expect(200);
    refused("submit", "inReview", "approve, reject");
    step(&editor, "articles", &id, "approve", &json!({})).expect(200);
    refused("submit", "approved", "reject");
    refused("approve", "approved", "reject");
    editor.publish("articles", &id);
    refused("submit", "published and has no changes since", "editing it");
    refused("approve", "published and has no changes since", "editing it");
    editor.edit("articles", &id, &json!({"kicker": "New"}));
    refused("reject", "published", "submit");
    editor.try_unpublish("articles", &id).expect(200);
    editor.try_delete("articles", &id).expect(204);
    step(&editor, "articles", &id, "submit", &json!({})).expect_problem(409, "trashed");
    assert_eq!(editor.working("articles", &id).json["version"], 7, "refused requests change nothing");
}

#[test]
fn restoring_the_published_content_leaves_nothing_to_submit() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("calm", json!({"kicker": "Old"}))).id();
    editor.edit("articles", &id, &json!({"kicker": "New"}));
    editor.edit("articles", &id, &json!({"kicker": "Old"}));
    step(&editor, "articles", &id, "submit", &json!({})).expect_problem(409, "invalid_transition");
}

#[test]
fn an_edit_visibly_voids_an_approval() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({})));
    step(&author, "articles", &id, "submit", &json!({})).expect(200);
    author.edit("articles", &id, &json!({"kicker": "While in review"}));
    assert_eq!(author.working("articles", &id).json["status"], "inReview");
    step(&editor, "articles", &id, "approve", &json!({})).expect(200);
    let edited = author.edit("articles", &id, &json!({"kicker": "After it"}));
    assert_eq!(edited.json["status"], "inReview");
    assert_eq!(edited.json["workflow"]["step"], "voided");
    assert_eq!(steps(&author, "articles", &id), ["submitted", "approved", "voided"]);
    let versions: Vec<Value> = author.get(&format!("/v1/manage/articles/{id}/workflow")).expect(200).json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["version"].clone())
        .collect();
    assert_eq!(versions, [json!(2), json!(4), json!(5)]);
    assert_eq!(step(&editor, "articles", &id, "approve", &json!({})).expect(200).json["status"], "approved");
    let section = json!({"heading": "One more", "markdown": "Words."});
    author.post_matching(&format!("/v1/manage/articles/{id}/sections"), "*", &section).expect(201);
    assert_eq!(author.working("articles", &id).json["status"], "inReview");
}

#[test]
fn saving_equal_content_keeps_an_approval() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("calm", json!({"kicker": "Same"})));
    step(&editor, "articles", &id, "submit", &json!({})).expect(200);
    step(&editor, "articles", &id, "approve", &json!({})).expect(200);
    assert_eq!(editor.edit("articles", &id, &json!({"kicker": "Same"})).json["status"], "approved");
}

#[test]
fn a_step_needs_its_role_and_if_match() {
    let app = TestApp::spawn();
    let (viewer, author, editor) = (app.viewer(), app.author(), app.editor());
    let id = author.create("articles", &article("calm", json!({})));
    let target = |step: &str| format!("/v1/manage/articles/{id}/{step}");
    step(&viewer, "articles", &id, "submit", &json!({})).expect_problem(403, "forbidden");
    author.post(&target("submit"), &json!({})).expect_problem(428, "precondition_required");
    author.post_matching(&target("submit"), "\"7\"", &json!({})).expect_problem(412, "version_mismatch");
    author.post_matching(&target("submit"), "\"1\"", &json!({})).expect(200);
    step(&author, "articles", &id, "approve", &json!({})).expect_problem(403, "forbidden");
    step(&author, "articles", &id, "reject", &json!({"comment": "No."})).expect_problem(403, "forbidden");
    author.edit("articles", &id, &json!({"kicker": "Slipped in"}));
    editor.post_matching(&target("approve"), "\"2\"", &json!({})).expect_problem(412, "version_mismatch");
    assert_eq!(viewer.working("articles", &id).json["status"], "inReview");
}

#[test]
fn an_unknown_entity_has_no_workflow() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("phrases", &phrase("I hear you.", json!({})));
    for (collection, id) in [("articles", UNKNOWN_ID), ("articles", id.as_str()), ("people", id.as_str())] {
        let target = format!("/v1/manage/{collection}/{id}");
        editor.get(&format!("{target}/workflow")).expect_problem(404, "not_found");
        editor.post_matching(&format!("{target}/submit"), "*", &json!({})).expect_problem(404, "not_found");
    }
}
