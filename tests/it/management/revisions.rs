//! Every version stays readable with its actor and note, and can be restored.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, content_of, phrase_block, resource_of};
use crate::harness::{
    Answer, Client, Sandbox, Server, TestApp, all, article, ids, paragraph, phrase, resource, sql, topic,
};

fn revisions(client: &Client, kind: &str, id: &str) -> Vec<Value> {
    all(client, &format!("/v1/manage/{kind}/{id}/revisions"))
}

fn go_back(client: &Client, kind: &str, id: &str, version: u64) -> Answer {
    client.post_matching(&format!("/v1/manage/{kind}/{id}/revisions/{version}/restore"), "*", &Value::Null)
}

fn discard(client: &Client, kind: &str, id: &str) -> Answer {
    client.post_matching(&format!("/v1/manage/{kind}/{id}/discard-draft"), "*", &Value::Null)
}

/// Returns an article with every kind of reference, and with sections.
fn whole(author: &Client) -> Value {
    let top = author.create("topics", &topic("top", json!({})));
    let low = author.create("topics", &topic("low", json!({})));
    let said = author.create("phrases", &phrase("I hear you.", json!({})));
    let next = author.create("resources", &resource("Next", json!({})));
    let mut whole = article_of("whole", json!([paragraph("First."), phrase_block(&said)]));
    whole["topics"] = json!([low, top]);
    whole["related"] = json!([next]);
    whole["authors"] = json!([{"name": "Desk"}]);
    whole
}

#[test]
fn each_version_is_stored_with_its_actor_and_note() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let target = "/v1/manage/phrases";
    let created = author.post(&format!("{target}?note=A+first+try."), &phrase("One.", json!({}))).expect(201);
    let id = created.id();
    let put = format!("{target}/{id}?note=Softer.%0ATwice.");
    author.put(&put, "\"1\"", &phrase("Two.", json!({}))).expect(200);
    author.patch(&format!("{target}/{id}?note=Third"), "\"2\"", &json!({"text": "Three."})).expect(200);
    editor.try_publish("phrases", &id, &json!({"changeNote": "New words."})).expect(200);
    editor.try_unpublish("phrases", &id).expect(200);
    author.try_delete("phrases", &id).expect(204);

    let kept = revisions(&app.viewer(), "phrases", &id);
    let told: Vec<Value> = kept
        .iter()
        .map(|one| json!([one["version"], one["by"], one["action"], one["status"], one["note"], one["published"]]))
        .collect();
    let expected = json!([
        [6, "author of a test", "trash", "trashed", null, false],
        [5, "editor of a test", "unpublish", "unpublished", null, false],
        [4, "editor of a test", "publish", "published", "New words.", true],
        [3, "author of a test", "save", "draft", "Third", false],
        [2, "author of a test", "save", "draft", "Softer.\nTwice.", false],
        [1, "author of a test", "create", "draft", "A first try.", false],
    ]);
    assert_eq!(json!(told), expected);
    let digests: Vec<&Value> = kept.iter().map(|one| &one["contentDigest"]).collect();
    assert!(digests[..4].iter().all(|digest| *digest == digests[0]), "the same content, the same digest");
    assert!(digests[3] != digests[4] && digests[4] != digests[5]);
    assert_eq!(kept[5]["at"], created.json["updatedAt"]);
    for (version, text) in [(1, "One."), (2, "Two."), (3, "Three."), (6, "Three.")] {
        let whole = app.viewer().get(&format!("{target}/{id}/revisions/{version}")).expect(200);
        assert_eq!(whole.json["content"]["text"], text);
        assert_eq!(whole.header("cache-control"), "no-store");
    }
}

#[test]
fn a_note_is_validated_and_dropped_if_nothing_changes() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("noted", json!({})));
    let target = format!("/v1/manage/articles/{id}");
    for (note, code) in
        [("", "blank"), ("%20%09", "blank"), ("a%0Db", "invalid_character"), ("a%07b", "invalid_character")]
    {
        let answer = author.patch(&format!("{target}?note={note}"), "*", &json!({"title": "No"}));
        answer.expect_problem(400, "invalid_query").expect_error("note", code);
    }
    let long = "é".repeat(1000);
    let answer = author.patch(&format!("{target}?note={long}x"), "*", &json!({"title": "No"}));
    answer.expect_problem(400, "invalid_query").expect_error("note", "too_long");
    author.patch(&format!("{target}?note={long}"), "*", &json!({"title": "Yes"})).expect(200);
    author.patch(&format!("{target}?note=Nothing"), "*", &json!({"title": "Yes"})).expect(200);
    let kept = revisions(&author, "articles", &id);
    assert_eq!((kept.len(), &kept[0]["note"], kept[1].get("note")), (2, &json!(long), None));
}

#[test]
fn changes_of_sections_take_notes() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("parts", json!({})));
    let sections = format!("/v1/manage/articles/{id}/sections");
    let post = |anchor: &str| author.post_matching(&format!("{sections}?note=post"), "*", &json!({"anchor": anchor}));
    let (one, two) = (post("one").expect(201).id(), post("two").expect(201).id());
    author.put(&format!("{sections}/{one}?note=put"), "*", &json!({"heading": "One"})).expect(200);
    author.patch(&format!("{sections}/{one}?note=patch"), "*", &json!({"heading": "First"})).expect(200);
    author.put(&format!("{sections}/order?note=order"), "*", &json!({"order": [two, one]})).expect(200);
    author.delete(&format!("{sections}/{two}?note=delete"), "*").expect(200);
    let notes: Vec<Value> = revisions(&author, "articles", &id).iter().map(|one| one["note"].clone()).collect();
    assert_eq!(json!(notes), json!(["delete", "order", "patch", "put", "post", "post", null]));
}

#[test]
fn revisions_are_paged_without_gaps() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("phrases", &phrase("0", json!({})));
    for number in 1..7 {
        author.edit("phrases", &id, &json!({"text": number.to_string()}));
    }
    let list = format!("/v1/manage/phrases/{id}/revisions");
    let paged: Vec<Value> = all(&author, &format!("{list}?limit=2")).iter().map(|one| one["version"].clone()).collect();
    assert_eq!(json!(paged), json!([7, 6, 5, 4, 3, 2, 1]));
    let first = author.get(&format!("{list}?limit=3&count=true")).expect(200);
    assert_eq!(first.json["page"]["total"], 7);
    let next = first.json["page"]["next"].as_str().unwrap();
    author.edit("phrases", &id, &json!({"text": "meanwhile"}));
    let second = author.get(&format!("{list}?limit=3&cursor={next}")).expect(200);
    assert_eq!(second.json["data"][0]["version"], 4);
    let back = second.json["page"]["prev"].as_str().unwrap();
    let back = author.get(&format!("{list}?limit=3&cursor={back}")).expect(200);
    assert_eq!(back.json["data"], first.json["data"]);
    assert!(second.header("link").contains("rel=\"next\""));
    let other = author.create("phrases", &phrase("Other", json!({})));
    let elsewhere = format!("/v1/manage/phrases/{other}/revisions?limit=3&cursor={next}");
    author.get(&elsewhere).expect_problem(400, "invalid_cursor");
}

#[test]
fn restoring_a_revision_restores_its_exact_content_and_references() {
    let app = TestApp::spawn();
    let author = app.author();
    let input = whole(&author);
    let first = author.post("/v1/manage/articles", &input).expect(201);
    let id = first.id();
    author.edit("articles", &id, &json!({"topics": [], "related": [], "authors": [], "slug": "bare", "sections": []}));
    author.edit("articles", &id, &json!({"sections": [{"heading": "First steps", "markdown": "New."}]}));

    let target = format!("/v1/manage/articles/{id}/revisions/1/restore?note=It+was+better.");
    let back = author.post_matching(&target, "\"3\"", &Value::Null).expect(200);
    assert_eq!(content_of(&back.json), content_of(&first.json));
    assert_eq!((&back.json["version"], back.etag().as_str()), (&json!(4), "\"4\""));
    assert_eq!(author.working("articles", &id).json, back.json);
    let kept = revisions(&author, "articles", &id);
    assert_eq!((&kept[0]["action"], &kept[0]["note"]), (&json!("restoreRevision"), &json!("It was better.")));
    assert_eq!(kept[0]["contentDigest"], kept[3]["contentDigest"]);
    for (kind, used) in [("topics", &input["topics"][0]), ("resources", &input["related"][0])] {
        author.try_delete(kind, used.as_str().unwrap()).expect_problem(409, "in_use");
    }
    let again = go_back(&author, "articles", &id, 1).expect(200);
    assert_eq!(again.json["version"], 4, "equal content makes no version");
    go_back(&author, "articles", &id, 2).expect(200);
    assert_eq!(revisions(&author, "articles", &id)[0]["note"], "As it was in version 2.");
}

#[test]
fn restoring_a_revision_is_refused_if_it_conflicts_with_other_entities() {
    let app = TestApp::spawn();
    let author = app.author();
    let input = whole(&author);
    let id = author.create("articles", &input);
    author.edit("articles", &id, &json!({"slug": "renamed", "sections": [], "related": []}));
    let said = input["sections"][0]["body"][1]["phraseId"].as_str().unwrap();
    author.try_delete("phrases", said).expect(204);
    author.try_delete("resources", input["related"][0].as_str().unwrap()).expect(204);
    go_back(&author, "articles", &id, 1)
        .expect_problem(422, "validation_failed")
        .expect_error("/sections/0/body/1/phraseId", "unknown_reference")
        .expect_error("/related/0", "unknown_reference");

    let plain = author.create("articles", &article("first", json!({})));
    author.edit("articles", &plain, &json!({"slug": "second"}));
    author.create("articles", &article("first", json!({})));
    go_back(&author, "articles", &plain, 1).expect_problem(409, "slug_in_use");
    assert_eq!(author.working("articles", &plain).json["version"], 2);
}

#[test]
fn restoring_a_revision_publishes_nothing() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("phrases", &phrase("First.", json!({})));
    editor.edit("phrases", &id, &json!({"text": "Second."}));
    editor.publish("phrases", &id);
    let before = reader.get(&format!("/v1/phrases/{id}")).expect(200);
    let back = go_back(&app.author(), "phrases", &id, 1).expect(200);
    assert_eq!((&back.json["status"], &back.json["publishedVersion"]), (&json!("published"), &json!(3)));
    assert_eq!(reader.get(&format!("/v1/phrases/{id}")).expect(200).etag(), before.etag());
    editor.publish("phrases", &id);
    assert_eq!(reader.get(&format!("/v1/phrases/{id}")).expect(200).json["text"], "First.");
}

#[test]
fn discarding_a_draft_restores_the_published_content() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &whole(&editor));
    discard(&editor, "articles", &id).expect_problem(409, "not_published");
    let published = editor.publish_with_references("articles", &id);
    assert_eq!(discard(&editor, "articles", &id).expect(200).etag(), published.etag(), "nothing to discard");
    editor.edit("articles", &id, &json!({"topics": [], "sections": [], "slug": "changed"}));
    editor.edit("articles", &id, &json!({"title": "Changed"}));
    let target = format!("/v1/manage/articles/{id}/discard-draft");
    editor.post(&target, &Value::Null).expect_problem(428, "precondition_required");
    editor.post_matching(&target, "\"2\"", &Value::Null).expect_problem(412, "version_mismatch");
    let back = editor.post_matching(&format!("{target}?note=Later."), "\"4\"", &Value::Null).expect(200);
    assert_eq!(content_of(&back.json), content_of(&published.json));
    assert_eq!((&back.json["version"], &back.json["publishedVersion"]), (&json!(5), &json!(2)));
    let kept = revisions(&editor, "articles", &id);
    assert_eq!((&kept[0]["action"], &kept[0]["note"]), (&json!("discardDraft"), &json!("Later.")));
    editor.try_unpublish("articles", &id).expect(200);
    discard(&editor, "articles", &id).expect_problem(409, "not_published");
}

#[test]
fn revisions_are_only_found_below_their_entity() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("phrases", &phrase("I hear you.", json!({})));
    for place in [
        format!("articles/{id}/revisions"),
        format!("phrases/{UNKNOWN_ID}/revisions"),
        format!("phrases/{UNKNOWN_ID}/revisions/1"),
        format!("articles/{id}/revisions/1"),
        format!("phrases/{id}/revisions/2"),
        format!("phrases/{id}/revisions/0"),
        format!("phrases/{id}/revisions/01"),
        format!("phrases/{id}/revisions/+1"),
        format!("phrases/{id}/revisions/-1"),
        format!("phrases/{id}/revisions/99999999999999999999"),
        format!("phrase/{id}/revisions/1"),
    ] {
        author.get(&format!("/v1/manage/{place}")).expect_problem(404, "not_found");
    }
    go_back(&author, "phrases", &id, 2).expect_problem(404, "not_found");
    go_back(&author, "articles", &id, 1).expect_problem(404, "not_found");
    author.try_delete("phrases", &id).expect(204);
    go_back(&author, "phrases", &id, 1).expect_problem(409, "trashed");
    discard(&author, "phrases", &id).expect_problem(409, "trashed");
    assert_eq!(revisions(&author, "phrases", &id).len(), 2);
}

#[test]
fn revisions_of_each_kind_can_be_restored() {
    let app = TestApp::spawn();
    let author = app.author();
    let top = author.create("topics", &topic("top", json!({})));
    let target = author.create("articles", &article("target", json!({})));
    let low = json!({"parentId": top, "description": "About it.", "translations": {"es": {"name": "Bajo"}}});
    for (kind, input, patch) in [
        ("phrases", phrase("One.", json!({"topics": [top], "why": "So."})), json!({"topics": [], "why": null})),
        ("topics", topic("low", low), json!({"parentId": null, "translations": null, "slug": "lower"})),
        (
            "resources",
            resource_of(&target),
            json!({"kind": "page", "articleId": null, "url": "https://example.org/", "topics": [top]}),
        ),
    ] {
        let first = author.post(&format!("/v1/manage/{kind}"), &input).expect(201);
        author.edit(kind, &first.id(), &patch);
        let back = go_back(&author, kind, &first.id(), 1).expect(200);
        assert_eq!(content_of(&back.json), content_of(&first.json), "{kind}");
    }
    let users = author.try_delete("articles", &target).expect_problem(409, "in_use").json;
    assert_eq!(ids(users["usedBy"].as_array().unwrap()).len(), 1);
}

/// Returns a client with a key from the command line.
fn editor_of(place: &Sandbox, server: &Server) -> Client {
    let told = place.run(&["keys", "create", "--name", "retention", "--role", "editor"]).succeeded();
    let key = told.split_whitespace().find(|word| word.starts_with("cairn_")).unwrap().to_owned();
    server.client_with_key(&key)
}

#[test]
fn revisions_beyond_the_configured_number_are_removed() {
    let place = Sandbox::new();
    let server = place.serve(&[]);
    let editor = editor_of(&place, &server);
    let id = editor.create("phrases", &phrase("1", json!({})));
    let trashed = editor.create("phrases", &phrase("1", json!({})));
    let edit = |id: &str, text: &str| editor.edit("phrases", id, &json!({"text": text}));
    edit(&id, "2");
    editor.publish("phrases", &id);
    for text in ["4", "5", "6", "7"] {
        edit(&id, text);
        edit(&trashed, text);
    }
    editor.try_delete("phrases", &trashed).expect(204);
    server.stop();

    let mut server = place.serve(&["--revisions-kept", "2"]);
    server.wait_for("revisions older than the newest 2");
    let editor = editor_of(&place, &server);
    let versions = |id: &str| -> Vec<i64> {
        revisions(&editor, "phrases", id).iter().map(|one| one["version"].as_i64().unwrap()).collect()
    };
    assert_eq!((versions(&id), versions(&trashed)), (vec![7, 6, 3], vec![6, 5]));
    editor.get(&format!("/v1/manage/phrases/{id}/revisions/4")).expect_problem(404, "not_found");
    assert_eq!(editor.get(&format!("/v1/manage/phrases/{id}/diff?to=6")).expect(200).json["from"], 3);
    let back = format!("/v1/manage/phrases/{trashed}/restore");
    assert_eq!(editor.post_matching(&back, "*", &Value::Null).expect(200).json["text"], "7");
    assert_eq!(go_back(&editor, "phrases", &id, 3).expect(200).json["text"], "2");
}

#[test]
fn entities_from_before_revisions_get_their_first_at_startup() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let input = whole(&editor);
    let id = editor.create("articles", &input);
    editor.publish_with_references("articles", &id);
    let before = editor.edit("articles", &id, &json!({"title": "Changed since"})).json;
    assert!(sql(&app.database_file(), "DELETE FROM revisions") > 5);
    // The state that the migration leaves in an existing database.
    sql(&app.database_file(), "INSERT INTO frozen_settings (name, value) VALUES ('revisions_are_missing', 'true')");
    let app = app.restart_with(&[]);
    let editor = app.editor();
    let kept = revisions(&editor, "articles", &id);
    assert_eq!((kept.len(), &kept[0]["version"], &kept[0]["by"]), (1, &before["version"], &json!("cairn")));
    let first = editor.get(&format!("/v1/manage/articles/{id}/revisions/3")).expect(200);
    assert_eq!(first.json["content"], content_of(&before));
    assert_ne!(discard(&editor, "articles", &id).expect(200).json["title"], "Changed since");
    assert_eq!(revisions(&app.restart_with(&[]).editor(), "articles", &id).len(), 2, "the restart adds nothing");
}
