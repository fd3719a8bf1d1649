//! Restoring content with missing references.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, link_to, marked, phrase_block, resource_of, with};
use crate::harness::{
    Answer, Client, TestApp, article, paragraph, phrase, publish, resource, strings, topic, unpublish,
};

/// An article with one reference of each kind, and their targets.
struct Referring {
    id: String,
    gone: Vec<(&'static str, String)>,
}

/// Creates the article, removes all references from it, and moves their targets to the trash.
fn referring(author: &Client) -> Referring {
    let said = author.create("phrases", &phrase("I hear you.", json!({})));
    let inline = author.create("phrases", &phrase("Not today.", json!({})));
    let rest = author.create("topics", &topic("rest", json!({})));
    let card = author.create("resources", &resource("Card", json!({})));
    let target = author.create("articles", &article("target", json!({})));
    let callout = json!({"_type": "callout", "tone": "info", "content": [phrase_block(&said)]});
    let body = json!([
        paragraph("First."),
        phrase_block(&said),
        marked("these words", json!({"_type": "phrase", "phraseId": inline})),
        link_to(&target),
        callout,
    ]);
    let input = with(article_of("calm", body), json!({"topics": [rest], "related": [card]}));
    let id = author.create("articles", &input);
    author.edit("articles", &id, &json!({"topics": [], "related": [], "sections": [{"markdown": "Later."}]}));
    let gone =
        vec![("phrases", said), ("phrases", inline), ("topics", rest), ("resources", card), ("articles", target)];
    for (kind, id) in &gone {
        author.try_delete(kind, id).expect(204);
    }
    Referring { id, gone }
}

const PLACES: [&str; 6] = [
    "/topics/0",
    "/related/0",
    "/sections/0/body/1/phraseId",
    "/sections/0/body/2/markDefs/0/phraseId",
    "/sections/0/body/3/markDefs/0/articleId",
    "/sections/0/body/4/content/0/phraseId",
];

fn ask(client: &Client, id: &str, what: &str) -> Answer {
    client.post_matching(&format!("/v1/manage/articles/{id}/{what}"), "*", &Value::Null)
}

#[track_caller]
fn assert_refused(answer: Answer) {
    let mut answer = answer.expect_problem(422, "validation_failed");
    assert!(answer.json["detail"].as_str().unwrap().contains("dropMissingReferences=true"), "{}", answer.text());
    assert_eq!(answer.json["errors"].as_array().unwrap().len(), PLACES.len(), "{}", answer.text());
    for place in PLACES {
        answer = answer.expect_error(place, "unknown_reference");
    }
}

#[track_caller]
fn assert_without(answer: &Answer, referring: &Referring) {
    let warnings = answer.json["warnings"].as_array().unwrap();
    assert_eq!(strings(warnings, "pointer"), PLACES);
    for (_, id) in &referring.gone {
        assert!(warnings.iter().any(|warning| warning["detail"].as_str().unwrap().contains(id)), "{id}");
        assert!(!answer.json["sections"].to_string().contains(id), "{id} is still referenced");
    }
    assert_eq!((&answer.json["topics"], &answer.json["related"]), (&json!([]), &json!([])));
    let body = answer.json["sections"][0]["body"].as_array().unwrap();
    let texts: Vec<&str> = body.iter().map(|block| block["children"][0]["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["First.", "these words", "read this too"], "the words around them stay");
}

#[test]
fn a_revision_with_missing_references_is_restored_without_them_on_request() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let made = referring(&author);
    let restore = |query: &str| ask(&author, &made.id, &format!("revisions/1/restore{query}"));
    assert_refused(restore(""));
    assert_refused(restore("?dropMissingReferences=false"));
    restore("?dropMissingReferences=yes").expect_problem(400, "invalid_query");
    let restored = restore("?dropMissingReferences=true&note=Back.").expect(200);
    assert_without(&restored, &made);
    assert_eq!(restored.json["version"], 3);
    assert_eq!(
        restore("?dropMissingReferences=true").expect(200).json["version"],
        3,
        "the content is the same already"
    );
    assert!(author.working("articles", &made.id).json.get("warnings").is_none());
    editor.publish("articles", &made.id);

    // Reading and comparing do not need the missing entities.
    let diff = author.get(&format!("/v1/manage/articles/{}/diff?from=1&to=2", made.id)).expect(200);
    assert!(!diff.json["fields"].as_array().unwrap().is_empty());
    author.get(&format!("/v1/manage/articles/{}/revisions/1", made.id)).expect(200);

    let (kind, first) = &made.gone[0];
    author.post_matching(&format!("/v1/manage/{kind}/{first}/restore"), "*", &Value::Null).expect(200);
    let some = restore("?dropMissingReferences=true").expect(200);
    assert_eq!(some.json["warnings"].as_array().unwrap().len(), 4, "restored targets stay referenced");
    assert!(some.json["sections"].to_string().contains(first));
}

#[test]
fn an_article_restored_without_missing_references_returns_to_review() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let made = referring(&author);
    for (kind, id) in &made.gone {
        author.post_matching(&format!("/v1/manage/{kind}/{id}/restore"), "*", &Value::Null).expect(200);
    }
    ask(&author, &made.id, "revisions/1/restore").expect(200);
    for (client, step) in [(&author, "submit"), (&editor, "approve")] {
        client.post_matching(&format!("/v1/manage/articles/{}/{step}", made.id), "*", &json!({})).expect(200);
    }
    author.try_delete("articles", &made.id).expect(204);
    for (kind, id) in &made.gone {
        author.try_delete(kind, id).expect(204);
    }
    assert_refused(ask(&author, &made.id, "restore"));
    let operation = json!({
        "method": "POST", "path": format!("/v1/manage/articles/{}/restore?dropMissingReferences=true", made.id), "ifMatch": "*",
    });
    let results = author.post("/v1/manage/batch", &json!({"operations": [operation]})).expect(200);
    assert_eq!(results.json["results"][0]["body"]["warnings"].as_array().unwrap().len(), PLACES.len());
    let restored = author.working("articles", &made.id);
    assert_eq!((&restored.json["status"], &restored.json["workflow"]["step"]), (&json!("inReview"), &json!("voided")));
}

#[test]
fn discarding_a_draft_can_drop_missing_references() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let said = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let input = article_of("calm", json!([paragraph("First."), phrase_block(&said)]));
    let id = publish(&editor, "articles", &input).id();
    let deleted = format!("/v1/manage/phrases/{said}?force=true");
    editor.delete(&deleted, "*").expect(204);
    author.edit("articles", &id, &json!({"kicker": "New"}));
    let refused = ask(&author, &id, "discard-draft").expect_problem(422, "validation_failed");
    refused.expect_error("/sections/0/body/1/phraseId", "unknown_reference");
    let back = ask(&author, &id, "discard-draft?dropMissingReferences=true").expect(200);
    assert_eq!((back.json.get("kicker"), &back.json["status"]), (None, &json!("published")));
    assert_eq!(strings(back.json["warnings"].as_array().unwrap(), "pointer"), ["/sections/0/body/1/phraseId"]);
}

#[test]
fn a_required_reference_cannot_be_dropped() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = publish(&editor, "articles", &article("target", json!({}))).id();
    let card = editor.create("resources", &resource_of(&target));
    editor.edit("resources", &card, &json!({"kind": "page", "articleId": null, "url": "https://example.org/"}));
    unpublish(&editor, "articles", &target);
    editor.try_delete("articles", &target).expect(204);
    let restore = |query: &str| {
        editor.post_matching(&format!("/v1/manage/resources/{card}/revisions/1/restore{query}"), "*", &Value::Null)
    };
    for query in ["", "?dropMissingReferences=true"] {
        restore(query).expect_problem(422, "validation_failed").expect_error("/articleId", "unknown_reference");
    }
    let refused = restore("?dropMissingReferences=true");
    assert!(refused.json["detail"].as_str().unwrap().contains("cannot exist without them"), "{}", refused.text());
}
