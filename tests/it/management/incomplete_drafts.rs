//! Drafts of articles without a slug or a summary: they can be edited, searched and previewed, and not published.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, content_of, link_to};
use crate::harness::{Answer, Client, Sandbox, TestApp, article, ids, publish, sql, strings};

const ARTICLES: &str = "/v1/manage/articles";

fn idea(title: &str) -> Value {
    json!({"locale": "en", "title": title})
}

#[track_caller]
fn refused(answer: Answer) -> Vec<String> {
    let answer = answer.expect_problem(422, "validation_failed");
    let errors = answer.json["errors"].as_array().unwrap().iter();
    errors.map(|error| format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect()
}

fn schedule(editor: &Client, id: &str, input: &Value) -> Answer {
    editor.put(&format!("{ARTICLES}/{id}/schedule"), "*", input)
}

fn submit(editor: &Client, id: &str) -> Answer {
    editor.post_matching(&format!("{ARTICLES}/{id}/submit"), "*", &json!({}))
}

const BOTH: [&str; 2] = ["/slug required", "/summary required"];

#[test]
fn a_draft_of_an_article_needs_only_a_locale_and_a_title() {
    let app = TestApp::spawn();
    let author = app.author();
    let (one, two) = (author.create("articles", &idea("Kettles")), author.create("articles", &idea("Kettles")));
    let read = author.working("articles", &one).json;
    assert_eq!((read.get("slug"), read.get("summary"), &read["title"]), (None, None, &json!("Kettles")));
    let listed = author.get(ARTICLES).expect(200).json;
    assert_eq!(listed["data"].as_array().unwrap().len(), 2);
    assert_eq!(listed["data"][0].get("slug"), None);
    let found = author.get("/v1/manage/search?q=kettles").expect(200).json;
    assert_eq!(ids(found["data"].as_array().unwrap()).len(), 2, "{found}");
    let group = author.get(&format!("{ARTICLES}/{one}/translations")).expect(200).json;
    assert_eq!((&group["data"][0]["title"], group["data"][0].get("slug")), (&json!("Kettles"), None));
    author.edit("articles", &two, &json!({"slug": "kettles", "summary": "Hot water."}));
    let cleared = author.edit("articles", &two, &json!({"slug": null, "summary": null})).json;
    assert_eq!(content_of(&cleared).as_object().unwrap().len(), content_of(&read).as_object().unwrap().len());
    let diff = author.get(&format!("{ARTICLES}/{two}/diff?from=1&to=2")).expect(200).json;
    assert_eq!(diff["fields"][0], json!({"pointer": "/slug", "change": "value", "to": "kettles"}));
    let back = format!("{ARTICLES}/{two}/revisions/2/restore");
    assert_eq!(author.post_matching(&back, "*", &Value::Null).expect(200).json["slug"], "kettles");
    author.try_delete("articles", &one).expect(204);
    let back = author.post_matching(&format!("{ARTICLES}/{one}/restore"), "*", &Value::Null).expect(200).json;
    assert_eq!((&back["status"], back.get("slug")), (&json!("draft"), None));
}

#[test]
fn an_article_without_a_slug_or_a_summary_is_neither_submitted_nor_scheduled_nor_published() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &idea("Kettles"));
    let later = json!({"publishAt": "2099-01-01T00:00:00Z"});
    assert_eq!(refused(editor.try_publish("articles", &id, &json!({}))), BOTH);
    assert_eq!(refused(submit(&editor, &id)), BOTH);
    assert_eq!(refused(schedule(&editor, &id, &later)), BOTH);
    editor.edit("articles", &id, &json!({"slug": "kettles"}));
    assert_eq!(refused(editor.try_publish("articles", &id, &json!({}))), BOTH[1..]);
    let batch = json!({"operations": [
        {"method": "POST", "path": format!("{ARTICLES}/{id}/publish"), "ifMatch": "*", "body": {}},
    ]});
    assert_eq!(refused(editor.post("/v1/manage/batch", &batch)), ["/operations/0/body/summary required"]);
    assert_eq!(editor.working("articles", &id).json["version"], 2, "a refusal changes nothing");
    editor.edit("articles", &id, &json!({"summary": "Hot water."}));
    schedule(&editor, &id, &later).expect(200);
    editor.delete(&format!("{ARTICLES}/{id}/schedule"), "*").expect(200);
    submit(&editor, &id).expect(200);
    editor.publish("articles", &id);
    app.anonymous().get("/v1/articles/kettles").expect(200);
}

#[test]
fn an_article_without_a_slug_is_not_published_with_another() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = editor.create("articles", &idea("Kettles"));
    let id = editor.create("articles", &article_of("tea", json!([link_to(&target)])));
    let all = json!({"includeReferences": true});
    let answer = editor.try_publish("articles", &id, &all);
    let detail = answer.json["errors"][0]["detail"].as_str().unwrap_or_default().to_owned();
    assert!(detail.contains(&target) && detail.contains("Kettles"), "{detail}");
    assert_eq!(refused(answer), BOTH);
    let later = json!({"publishAt": "2099-01-01T00:00:00Z", "includeReferences": true});
    assert_eq!(refused(schedule(&editor, &id, &later)), BOTH);
    app.anonymous().get("/v1/articles/tea").expect(404);
    editor.edit("articles", &target, &json!({"slug": "kettles", "summary": "Hot water."}));
    editor.try_publish("articles", &id, &all).expect(200);
    app.anonymous().get("/v1/articles/kettles").expect(200);
}

#[test]
fn a_published_article_keeps_its_slug_while_its_draft_has_none() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("tea", json!({}))).id();
    editor.edit("articles", &id, &json!({"slug": null, "title": "Tea, again"}));
    assert_eq!(reader.get("/v1/articles/tea").expect(200).json["title"], "About tea");
    assert_eq!(refused(editor.try_publish("articles", &id, &json!({}))), BOTH[..1]);
    let proposal = json!({"unpublish": {"mode": "gone", "explanation": "It is old."}});
    editor.post_matching(&format!("{ARTICLES}/{id}/submit"), "*", &proposal).expect(200);
    let other = editor.create("articles", &article("tea", json!({})));
    editor.try_publish("articles", &other, &json!({})).expect_problem(409, "slug_in_use");
    editor.try_unpublish("articles", &id).expect(200);
    reader.get("/v1/articles/tea").expect_problem(410, "gone");
}

#[test]
fn a_preview_shows_an_article_without_a_slug_or_a_summary() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = editor.create("articles", &idea("Kettles"));
    let card =
        json!({"locale": "en", "kind": "article", "title": "Read next", "excerpt": "More.", "articleId": target});
    let card = editor.create("resources", &card);
    let body = json!([{"body": [link_to(&target)]}]);
    let id = editor.create("articles", &json!({"locale": "en", "title": "Tea", "sections": body, "related": [card]}));
    let made = editor.post(&format!("{ARTICLES}/{id}/preview-tokens"), &json!({})).expect(201);
    let token = made.json["token"].as_str().unwrap();
    let shown = app.anonymous().get(&format!("/v1/preview/articles/{id}?token={token}")).expect(200).json;
    let (own, other) = (format!("draft-{id}"), format!("draft-{target}"));
    assert_eq!((&shown["slug"], &shown["summary"], &shown["title"]), (&json!(own), &json!(""), &json!("Tea")));
    assert_eq!(shown["sections"][0]["body"][0]["markDefs"][0]["slug"], json!(other));
    assert_eq!(shown["related"][0]["article"], json!({"id": target, "slug": other}));
    let page =
        app.anonymous().get_with(&format!("/v1/preview/articles/{id}?token={token}"), &[("Accept", "text/html")]);
    assert_eq!(page.expect(200).header("x-robots-tag"), "noindex");
    assert_eq!(editor.working("articles", &id).json.get("slug"), None, "a preview saves nothing");
}

fn editor_at(place: &Sandbox) -> (crate::harness::Server, Client) {
    let key = place.run(&["keys", "create", "--name", "desk", "--role", "editor"]).succeeded();
    let server = place.serve(&[]);
    let editor = server.client_with_key(key.trim());
    (server, editor)
}

fn working_copies(editor: &Client) -> Vec<Value> {
    let listed = editor.get(&format!("{ARTICLES}?sort=updatedAt")).expect(200).json;
    let listed = strings(listed["data"].as_array().unwrap(), "id");
    let mut copies: Vec<Value> = listed.iter().map(|id| editor.working("articles", id).json).collect();
    copies.sort_by_key(|copy| copy["id"].as_str().unwrap().to_owned());
    copies
}

#[test]
fn an_incomplete_draft_is_exported_and_imported_in_both_formats() {
    let first = Sandbox::new();
    let (server, editor) = editor_at(&first);
    let section = json!([{"heading": "Water", "markdown": "Boil it."}]);
    let id = editor.create("articles", &json!({"locale": "en", "title": "Kettles", "sections": section}));
    let before = working_copies(&editor);
    server.stop();
    assert!(first.run(&["doctor"]).succeeded().contains("no faults"), "an incomplete draft is no defect");
    first.run(&["export", "all.ndjson"]).succeeded();
    first.run(&["export", "--format", "markdown", "files"]).succeeded();
    let file = format!("files/articles/en/{id}.md");
    assert!(std::fs::read_to_string(first.file(&file)).unwrap().contains("draft: true"));

    let second = Sandbox::new();
    second.run(&["import", &first.file("all.ndjson").display().to_string()]).succeeded();
    let (server, editor) = editor_at(&second);
    assert_eq!(working_copies(&editor), before);
    server.stop();

    let third = Sandbox::new();
    let folder = first.file("files").display().to_string();
    let told = third.run(&["import", "--publish", &folder]).succeeded();
    assert!(told.contains("1 created"), "{told}");
    let text = std::fs::read_to_string(first.file(&file)).unwrap();
    std::fs::write(first.file(&file), text.replace("draft: true\n", "")).unwrap();
    let told = third.run(&["import", "--publish", &folder]).succeeded();
    assert!(told.contains("It stays a draft: it has no slug and no summary."), "{told}");
    let (_server, editor) = editor_at(&third);
    let copies = working_copies(&editor);
    assert_eq!((copies.len(), &copies[0]["id"], &copies[0]["status"]), (1, &json!(id), &json!("draft")));
    let content =
        |copy: &Value| (copy["title"].clone(), copy["sections"][0]["body"].clone(), copy.get("slug").cloned());
    assert_eq!(content(&copies[0]), content(&before[0]));
}

/// Runs a migration against a database that no server has open.
fn run_statements(place: &Sandbox, script: &str) {
    for statement in script.split(';').filter(|statement| !statement.trim().is_empty()) {
        sql(&place.database(), statement);
    }
}

#[test]
fn the_migration_keeps_the_articles_sections_and_resources_of_an_existing_database() {
    let place = Sandbox::new();
    let (server, editor) = editor_at(&place);
    let sections = json!([{"heading": "One", "markdown": "First."}, {"heading": "Two", "markdown": "Second."}]);
    let tea = editor
        .create("articles", &article("tea", json!({"sections": sections, "nextReviewAt": "2030-01-01T00:00:00Z"})));
    let card = json!({"locale": "en", "kind": "article", "title": "Read next", "excerpt": "More.", "articleId": tea});
    let card = editor.create("resources", &card);
    editor.create("articles", &article("cups", json!({"related": [card]})));
    let idea = editor.create("articles", &idea("Kettles"));
    let (articles, resource) = (working_copies(&editor), editor.working("resources", &card).json);
    server.stop();

    run_statements(&place, include_str!("../../../migrations/sqlite/20261201070000_allow_incomplete_drafts/down.sql"));
    let null = format!("UPDATE articles SET slug = NULL WHERE id = '{idea}'");
    assert!(std::panic::catch_unwind(|| sql(&place.database(), &null)).is_err(), "the older schema is back");
    sql(&place.database(), "DELETE FROM __diesel_schema_migrations WHERE version = '20261201070000'");

    let (_server, editor) = editor_at(&place);
    let migrated = working_copies(&editor);
    assert_eq!(migrated.len(), 3);
    for (before, after) in articles.iter().zip(&migrated) {
        if before["id"] == json!(idea) {
            assert_eq!((&after["slug"], &after["summary"]), (&json!(format!("draft-{idea}")), &json!("Kettles")));
        } else {
            assert_eq!(before, after);
        }
    }
    assert_eq!(editor.working("resources", &card).json, resource);
    editor.edit("articles", &idea, &json!({"slug": null, "summary": null}));
    editor.try_delete("articles", &tea).expect_problem(409, "in_use");
    editor.post("/v1/manage/articles", &article("cups", json!({}))).expect_problem(409, "slug_in_use");
}
