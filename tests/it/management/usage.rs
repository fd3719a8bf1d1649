//! The referrers of an entity, and removing the entity from them.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, link_to, marked, phrase_block, resource_of};
use crate::harness::{Answer, Client, TestApp, article, paragraph, phrase, publish, resource, topic};

fn usage(client: &Client, kind: &str, id: &str) -> Answer {
    client.get(&format!("/v1/manage/{kind}/{id}/usage?limit=100")).expect(200)
}

/// Returns the id, the roles and the sides of each referrer, ordered by id.
fn told(answer: &Answer) -> Vec<(String, Value, bool, bool)> {
    let side = |usage: &Value, name: &str| usage[name].as_bool().unwrap();
    answer.json["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|usage| {
            let id = usage["id"].as_str().unwrap().to_owned();
            (id, usage["roles"].clone(), side(usage, "inWorkingCopy"), side(usage, "inPublished"))
        })
        .collect()
}

fn unpublish_with_force(client: &Client, kind: &str, id: &str) -> Answer {
    client.post_matching(&format!("/v1/manage/{kind}/{id}/unpublish?force=true"), "*", &json!({}))
}

fn delete_with_force(client: &Client, kind: &str, id: &str) -> Answer {
    client.delete(&format!("/v1/manage/{kind}/{id}?force=true"), "*")
}

fn read(client: &Client, slug: &str) -> Answer {
    client.get(&format!("/v1/articles/{slug}")).expect(200)
}

#[test]
fn usage_distinguishes_drafts_and_published_documents() {
    let app = TestApp::spawn();
    let (editor, viewer) = (app.editor(), app.viewer());
    let said = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    assert_eq!(told(&usage(&viewer, "phrases", &said)), vec![]);
    let draft = editor.create("articles", &article_of("draft", json!([phrase_block(&said)])));
    let both = publish(&editor, "articles", &article_of("both", json!([phrase_block(&said)]))).id();
    let left = publish(&editor, "articles", &article_of("left", json!([phrase_block(&said)]))).id();
    editor.edit("articles", &left, &json!({"sections": []}));
    let said_by = |id: &str, working, published| (id.to_owned(), json!(["phrase"]), working, published);
    let mut expected = vec![said_by(&draft, true, false), said_by(&both, true, true), said_by(&left, false, true)];
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    let answer = usage(&viewer, "phrases", &said);
    assert_eq!(told(&answer), expected);
    let of_left = answer.json["data"].as_array().unwrap().iter().find(|usage| usage["id"] == left.as_str()).unwrap();
    assert_eq!((&of_left["kind"], &of_left["label"]), (&json!("article"), &json!("About left")));
    editor.publish("articles", &left);
    assert_eq!(told(&usage(&viewer, "phrases", &said)).len(), 2);
    editor.try_delete("articles", &draft).expect(204);
    assert_eq!(told(&usage(&viewer, "phrases", &said)), vec![said_by(&both, true, true)]);
}

#[test]
fn usage_lists_every_role_and_excludes_the_entity_itself() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let top = editor.create("topics", &topic("top", json!({})));
    let low = editor.create("topics", &topic("low", json!({"parentId": top})));
    let home = editor.create("articles", &article("home", json!({"topics": [top]})));
    editor.edit("articles", &home, &json!({"sections": [{"body": [link_to(&home)]}]}));
    let card = editor.create("resources", &resource_of(&home));
    let other = editor.create("articles", &article_of("other", json!([link_to(&home)])));
    editor.edit("articles", &other, &json!({"related": [card]}));
    let roles = |kind, id: &str| -> Vec<(String, Value)> {
        told(&usage(&editor, kind, id)).into_iter().map(|(id, roles, ..)| (id, roles)).collect()
    };
    assert_eq!(roles("topics", &top), vec![(low, json!(["parent"])), (home.clone(), json!(["topic"]))]);
    assert_eq!(roles("articles", &home), vec![(card.clone(), json!(["target"])), (other.clone(), json!(["link"]))]);
    assert_eq!(roles("resources", &card), vec![(other, json!(["related"]))]);
}

#[test]
fn usage_is_paged_both_ways() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let top = editor.create("topics", &topic("top", json!({})));
    let mut users: Vec<String> = (0..5)
        .map(|number| editor.create("phrases", &phrase(&format!("Phrase {number}."), json!({"topics": [top]}))))
        .collect();
    users.sort();
    let ids = |answer: &Answer| -> Vec<String> { told(answer).into_iter().map(|(id, ..)| id).collect() };
    let address = format!("/v1/manage/topics/{top}/usage");
    let page = |more: &str| editor.get(&format!("{address}?limit=2{more}")).expect(200);
    let first = page("&count=true");
    assert_eq!((ids(&first), &first.json["page"]["total"]), (users[..2].to_vec(), &json!(5)));
    let cursor = |answer: &Answer, name: &str| answer.json["page"][name].as_str().unwrap().to_owned();
    let second = page(&format!("&cursor={}", cursor(&first, "next")));
    assert_eq!(ids(&second), users[2..4]);
    let third = page(&format!("&cursor={}", cursor(&second, "next")));
    assert_eq!((ids(&third), &third.json["page"]["next"]), (users[4..].to_vec(), &Value::Null));
    assert_eq!(ids(&page(&format!("&cursor={}", cursor(&second, "prev")))), users[..2]);
}

#[test]
fn usage_of_an_unknown_entity_is_not_found() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    viewer.get(&format!("/v1/manage/phrases/{UNKNOWN_ID}/usage")).expect_problem(404, "not_found");
    viewer.get(&format!("/v1/manage/sections/{UNKNOWN_ID}/usage")).expect_problem(404, "not_found");
    viewer.get(&format!("/v1/manage/phrases/{UNKNOWN_ID}/usage?limt=3")).expect_problem(400, "invalid_query");
}

#[test]
fn a_forced_unpublish_hides_the_entity_in_documents_until_it_is_published_again() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let said = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let inline = marked("these very words", json!({"_type": "phrase", "phraseId": said}));
    let only = json!({"_type": "callout", "tone": "info", "content": [phrase_block(&said)]});
    let user = article_of("user", json!([paragraph("Before."), phrase_block(&said), inline, only]));
    publish(&editor, "articles", &user);
    publish(&editor, "articles", &article_of("bystander", json!([paragraph("Nothing said.")])));
    let (before, bystander) = (read(&reader, "user"), read(&reader, "bystander"));
    let refused = editor.try_unpublish("phrases", &said).expect_problem(409, "in_use");
    assert_eq!(refused.json["usedBy"][0]["label"], "About user");

    unpublish_with_force(&editor, "phrases", &said).expect(200);
    let without = read(&reader, "user");
    let body = without.json["sections"][0]["body"].as_array().unwrap();
    assert_eq!(body.len(), 2, "{body:?}");
    assert_eq!(body[1]["children"][0]["text"], "these very words");
    assert_eq!((&body[1]["markDefs"], &body[1]["children"][0]["marks"]), (&json!([]), &json!([])));
    assert_eq!(without.json["phrases"], json!([]));
    assert_ne!(without.etag(), before.etag());
    assert_eq!(read(&reader, "bystander").etag(), bystander.etag());
    reader.get(&format!("/v1/phrases/{said}")).expect(410);

    editor.publish("phrases", &said);
    let again = read(&reader, "user");
    assert_eq!(again.json["sections"], before.json["sections"]);
    assert_eq!(again.json["version"], before.json["version"]);
}

#[test]
fn a_forced_unpublish_of_an_article_unpublishes_its_resources() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let goal = publish(&editor, "articles", &article("goal", json!({}))).id();
    let card = publish(&editor, "resources", &resource_of(&goal)).id();
    let kept = publish(&editor, "resources", &resource("Kept", json!({}))).id();
    let home = article("home", json!({"related": [card, kept], "sections": [{"body": [link_to(&goal)]}]}));
    publish(&editor, "articles", &home);
    unpublish_with_force(&editor, "articles", &goal).expect(200);
    let after = read(&reader, "home");
    assert_eq!(after.json["related"].as_array().unwrap().len(), 1);
    assert_eq!(after.json["related"][0]["id"], kept.as_str());
    assert_eq!(after.json["sections"][0]["body"][0]["markDefs"], json!([]));
    reader.get(&format!("/v1/resources/{card}")).expect(410);
    assert_eq!(editor.working("resources", &card).json["status"], "unpublished");
}

#[test]
fn articles_that_link_to_each_other_can_be_unpublished_with_force() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let one = editor.create("articles", &article("one", json!({})));
    let two = editor.create("articles", &article_of("two", json!([link_to(&one)])));
    editor.edit("articles", &one, &json!({"sections": [{"body": [link_to(&two)]}]}));
    editor.publish_with_references("articles", &one);
    editor.try_unpublish("articles", &one).expect_problem(409, "in_use");
    unpublish_with_force(&editor, "articles", &one).expect(200);
    assert_eq!(read(&reader, "two").json["sections"][0]["body"][0]["markDefs"], json!([]));
    editor.try_unpublish("articles", &two).expect(200);
}

#[test]
fn a_forced_delete_removes_the_entity_from_drafts_and_documents() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let top = publish(&editor, "topics", &topic("top", json!({}))).id();
    let low = publish(&editor, "topics", &topic("low", json!({"parentId": top}))).id();
    let draft = editor.create("articles", &article("draft", json!({"topics": [top, low]})));
    let public = publish(&editor, "articles", &article("public", json!({"topics": [top]}))).id();
    editor.try_delete("topics", &top).expect_problem(409, "still_published");
    delete_with_force(&editor, "topics", &top).expect(204);
    assert_eq!(editor.working("topics", &top).json["status"], "trashed");
    assert_eq!(editor.working("articles", &draft).json["topics"], json!([low]));
    assert_eq!(editor.working("articles", &public).json["topics"], json!([]));
    assert_eq!(editor.working("topics", &low).json["parentId"], Value::Null);
    assert_eq!(read(&reader, "public").json["topics"], json!([]));
    assert_eq!(reader.get("/v1/topics/low").expect(200).json["parentId"], Value::Null);
    reader.get("/v1/topics/top").expect_problem(410, "gone");
    assert_eq!(told(&usage(&editor, "topics", &top)), vec![]);
}

#[test]
fn a_forced_delete_of_an_article_deletes_its_resources() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let goal = publish(&editor, "articles", &article("goal", json!({}))).id();
    let card = publish(&editor, "resources", &resource_of(&goal)).id();
    let home = publish(&editor, "articles", &article("home", json!({"related": [card]}))).id();
    delete_with_force(&editor, "articles", &goal).expect(204);
    for (kind, id) in [("articles", &goal), ("resources", &card)] {
        assert_eq!(editor.working(kind, id).json["status"], "trashed", "{kind}");
    }
    assert_eq!(editor.working("articles", &home).json["related"], json!([]));
}

#[test]
fn an_article_with_a_resource_that_refers_to_it_is_deleted_with_it() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let goal = editor.create("articles", &article("goal", json!({})));
    let card = editor.create("resources", &resource_of(&goal));
    editor.edit("articles", &goal, &json!({"related": [card]}));
    delete_with_force(&editor, "articles", &goal).expect(204);
    for (kind, id) in [("articles", &goal), ("resources", &card)] {
        assert_eq!(editor.working(kind, id).json["status"], "trashed", "{kind}");
    }
}

#[test]
fn force_needs_an_editor_and_the_right_version() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    let said = author.create("phrases", &phrase("Said.", json!({})));
    author.create("articles", &article_of("user", json!([phrase_block(&said)])));
    delete_with_force(&author, "phrases", &said).expect_problem(403, "forbidden");
    author.try_delete("phrases", &said).expect_problem(409, "in_use");
    let address = format!("/v1/manage/phrases/{said}?force=true");
    editor.delete(&address, "\"7\"").expect_problem(412, "version_mismatch");
    editor.delete(&format!("/v1/manage/phrases/{said}?force=maybe"), "*").expect_problem(400, "invalid_query");
    editor.delete(&address, "\"1\"").expect(204);
}

#[test]
fn a_scheduled_referrer_prevents_unpublishing() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("Said.", json!({}))).id();
    let later = editor.create("articles", &article_of("later", json!([phrase_block(&said)])));
    editor.create("articles", &article_of("draft", json!([phrase_block(&said)])));
    let plan = json!({"publishAt": "2100-01-01T00:00:00.000Z"});
    editor.put(&format!("/v1/manage/articles/{later}/schedule"), "*", &plan).expect(200);
    let refused = editor.try_unpublish("phrases", &said).expect_problem(409, "in_use");
    assert_eq!(refused.json["usedBy"], json!([{"kind": "article", "id": later, "label": "About later"}]));
    editor.delete(&format!("/v1/manage/articles/{later}/schedule"), "*").expect(200);
    editor.try_unpublish("phrases", &said).expect(200);
}
