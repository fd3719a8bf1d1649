//! Conflicts between articles, and references that prevent deletion.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, link_to, marked, phrase_block, resource_of, with};
use crate::harness::{TestApp, article, paragraph, phrase, publish, resource, topic};

const LIST: &str = "/v1/manage/articles";

#[test]
fn a_client_generated_id_makes_creating_idempotent() {
    let app = TestApp::spawn();
    let author = app.author();
    let sections =
        json!([{"heading": "Questions", "markdown": "one"}, {"heading": "Questions", "body": [paragraph("two")]}, {}]);
    let input = article("repeated", json!({"id": UNKNOWN_ID, "sections": sections}));
    let first = author.post(LIST, &input).expect(201);
    assert_eq!(first.id(), UNKNOWN_ID);
    let second = author.post(LIST, &input).expect(200);
    assert_eq!((second.json.clone(), second.etag()), (first.json.clone(), first.etag()));
    let other = with(input, json!({"title": "Another title"}));
    author.post(LIST, &other).expect_problem(409, "id_in_use");
    assert_eq!(author.working("articles", UNKNOWN_ID).json, first.json);
}

#[test]
fn an_id_of_another_kind_is_in_use_too() {
    let app = TestApp::spawn();
    let author = app.author();
    author.create("phrases", &phrase("I hear you.", json!({"id": UNKNOWN_ID})));
    author.post(LIST, &article("late", json!({"id": UNKNOWN_ID}))).expect_problem(409, "id_in_use");
}

#[test]
fn an_id_in_the_body_that_differs_from_the_path_is_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("named", json!({})));
    let input = article("named", json!({"id": UNKNOWN_ID}));
    author
        .put(&format!("{LIST}/{id}"), "\"1\"", &input)
        .expect_problem(422, "validation_failed")
        .expect_error("/id", "mismatch");
    author
        .patch(&format!("{LIST}/{id}"), "\"1\"", &json!({"id": UNKNOWN_ID}))
        .expect(422)
        .expect_error("/id", "mismatch");
    author.post(LIST, &article("x", json!({"id": "no-uuid"}))).expect(422).expect_error("/id", "invalid_id");
    assert_eq!(author.working("articles", &id).etag(), "\"1\"");
}

#[test]
fn a_slug_is_unique_within_a_locale() {
    let app = TestApp::spawn();
    let author = app.author();
    author.create("articles", &article("taken", json!({})));
    author
        .post(LIST, &article("taken", json!({})))
        .expect_problem(409, "slug_in_use")
        .expect_error("/slug", "slug_in_use");
    author.create("articles", &article("taken", json!({"locale": "es"})));
    let other = author.create("articles", &article("free", json!({})));
    let patch = json!({"slug": "taken"});
    author.patch(&format!("{LIST}/{other}"), "\"1\"", &patch).expect_problem(409, "slug_in_use");
    author.create("topics", &topic("taken", json!({})));
    author
        .post("/v1/manage/topics", &topic("taken", json!({})))
        .expect_problem(409, "slug_in_use")
        .expect_error("/slug", "slug_in_use");
}

#[test]
fn a_translation_group_has_one_article_of_each_locale() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("first", json!({})));
    let group = json!({"translationGroupId": author.working("articles", &id).json["translationGroupId"]});
    author.post(LIST, &article("second", group.clone())).expect_problem(409, "translation_exists");
    let spanish = with(article("segundo", json!({"locale": "es"})), group);
    let spanish = author.create("articles", &spanish);
    author
        .patch(&format!("{LIST}/{spanish}"), "\"1\"", &json!({"locale": "en"}))
        .expect_problem(409, "translation_exists");
}

#[test]
fn every_unknown_reference_is_reported_with_its_pointer() {
    let app = TestApp::spawn();
    let author = app.author();
    let phrase_id = author.create("phrases", &phrase("I hear you.", json!({})));
    let body = json!([
        paragraph("fine"), phrase_block(UNKNOWN_ID), link_to(UNKNOWN_ID), marked("words", json!({"_type": "phrase", "phraseId": UNKNOWN_ID})),
        {"_type": "callout", "tone": "info", "content": [phrase_block(UNKNOWN_ID)]}, link_to(&phrase_id),
    ]);
    let input = with(article_of("lost", body), json!({"topics": [phrase_id, UNKNOWN_ID], "related": [UNKNOWN_ID]}));
    let answer = author.post(LIST, &input).expect_problem(422, "validation_failed");
    let places: Vec<&Value> = answer.json["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
    insta::assert_json_snapshot!(places, @r#"
    [
      "/topics/0",
      "/topics/1",
      "/related/0",
      "/sections/0/body/1/phraseId",
      "/sections/0/body/2/markDefs/0/articleId",
      "/sections/0/body/3/markDefs/0/phraseId",
      "/sections/0/body/4/content/0/phraseId",
      "/sections/0/body/5/markDefs/0/articleId"
    ]
    "#);
    let codes = answer.json["errors"].as_array().unwrap().iter().map(|error| &error["code"]);
    assert!(codes.into_iter().all(|code| code == "unknown_reference"));
    let markdown = format!("Read [this](article:{UNKNOWN_ID}).");
    let input = article("lost", json!({"sections": [{"markdown": markdown}]}));
    let answer = author.post(LIST, &input).expect(422);
    assert_eq!(answer.json["errors"][0]["code"], "unknown_reference");
}

#[test]
fn a_topic_cannot_be_its_own_ancestor() {
    let app = TestApp::spawn();
    let author = app.author();
    let top = author.create("topics", &topic("top", json!({})));
    let middle = author.create("topics", &topic("middle", json!({"parentId": top})));
    let low = author.create("topics", &topic("low", json!({"parentId": middle})));
    for parent in [&top, &middle, &low] {
        let answer = author.patch(&format!("/v1/manage/topics/{top}"), "*", &json!({"parentId": parent}));
        answer.expect_problem(422, "validation_failed").expect_error("/parentId", "self_reference");
    }
    let own = topic("own", json!({"id": UNKNOWN_ID, "parentId": UNKNOWN_ID}));
    author.post("/v1/manage/topics", &own).expect(422).expect_error("/parentId", "self_reference");
}

#[test]
fn a_referenced_entity_cannot_be_deleted_and_its_referrers_are_named() {
    let app = TestApp::spawn();
    let author = app.author();
    let target = author.create("articles", &article("target", json!({})));
    let phrase_id = author.create("phrases", &phrase("I hear you.", json!({})));
    let parent = author.create("topics", &topic("parent", json!({})));
    let related = author.create("resources", &resource("Read on", json!({})));
    let body = json!([link_to(&target), phrase_block(&phrase_id)]);
    let user =
        author.create("articles", &with(article_of("user", body), json!({"topics": [parent], "related": [related]})));
    let child = author.create("topics", &topic("child", json!({"parentId": parent})));
    let card = author.create("resources", &resource_of(&target));
    let the_article = json!({"kind": "article", "id": user, "label": "About user"});
    let targets = [
        ("articles", target, json!([the_article, {"kind": "resource", "id": card, "label": "Read next"}])),
        ("phrases", phrase_id, json!([the_article])),
        ("topics", parent, json!([the_article, {"kind": "topic", "id": child, "label": "child"}])),
        ("resources", related, json!([the_article])),
    ];
    for (kind, id, users) in &targets {
        let answer = author.try_delete(kind, id).expect_problem(409, "in_use");
        assert_eq!(answer.json["usedBy"], *users, "{kind}");
    }
    author.try_delete("articles", &user).expect(204);
    author.try_delete("resources", &card).expect(204);
    author.try_delete("topics", &child).expect(204);
    for (kind, id, _) in &targets {
        author.try_delete(kind, id).expect(204);
    }
}

#[test]
fn an_article_that_links_to_itself_can_be_deleted() {
    let app = TestApp::spawn();
    let author = app.author();
    author.create("articles", &with(article_of("round", json!([link_to(UNKNOWN_ID)])), json!({"id": UNKNOWN_ID})));
    author.try_delete("articles", UNKNOWN_ID).expect(204);
}

#[test]
fn a_published_entity_cannot_be_deleted_before_it_is_unpublished() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let inputs = [
        ("articles", article("out", json!({})), "title"),
        ("phrases", phrase("Out.", json!({})), "text"),
        ("resources", resource("Out", json!({})), "title"),
        ("topics", topic("out", json!({})), "name"),
    ];
    for (kind, input, label) in inputs {
        let id = publish(&editor, kind, &input).id();
        editor.try_delete(kind, &id).expect_problem(409, "still_published");
        editor.edit(kind, &id, &json!({label: "Changed"}));
        editor.try_delete(kind, &id).expect_problem(409, "still_published");
        editor.try_unpublish(kind, &id).expect(200);
        editor.try_delete(kind, &id).expect(204);
    }
}
