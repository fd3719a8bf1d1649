//! Publishing and unpublishing.

use serde_json::{Value, json};

use crate::harness::editing::{article_of, link_to, marked, phrase_block, resource_of, with};
use crate::harness::{TestApp, article, paragraph, phrase, publish, resource, sql, topic};

/// Returns the number of changes in the log.
fn changes(app: &TestApp) -> usize {
    sql(&app.database_file(), "UPDATE changes SET version = version")
}

#[test]
fn a_draft_is_public_after_a_publish_and_changes_only_with_the_next() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &article_of("seen", json!([paragraph("First.")])));
    for target in ["/v1/articles/seen".to_owned(), format!("/v1/articles/{id}")] {
        reader.get(&target).expect_problem(404, "not_found");
    }
    assert_eq!(reader.get("/v1/articles?count=true").expect(200).json["page"]["total"], 0);
    let answer = editor.post_matching(&format!("/v1/manage/articles/{id}/publish"), "\"1\"", &json!({})).expect(200);
    assert_eq!(answer.etag(), "\"2\"");
    assert_eq!((&answer.json["status"], &answer.json["publishedVersion"]), (&json!("published"), &json!(2)));
    let first = reader.get("/v1/articles/seen").expect(200);
    assert_eq!(reader.get(&format!("/v1/articles/{id}")).expect(200).json, first.json);

    editor.edit("articles", &id, &json!({"title": "Better", "sections": [{"markdown": "Second."}]}));
    assert_eq!(reader.get("/v1/articles/seen").expect(200).etag(), first.etag());
    assert_eq!(reader.get("/v1/articles").expect(200).json["data"][0]["title"], "About seen");
    editor.publish("articles", &id);
    let second = reader.get("/v1/articles/seen").expect(200);
    assert_eq!(second.json["title"], "Better");
    assert_eq!(second.json["firstPublishedAt"], first.json["firstPublishedAt"]);
    assert!(second.json["publishedAt"].as_str() > first.json["publishedAt"].as_str());
    assert_ne!(second.etag(), first.etag());
}

#[test]
fn the_body_of_publish_is_optional() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("silent", json!({})));
    let target = format!("/v1/manage/articles/{id}/publish");
    editor.send(reqwest::Method::POST, &target, &[("If-Match", "\"1\"")], None).expect(200);
    let wrong = json!({"includeReference": true, "changeNote": " ", "major": "yes"});
    editor
        .post_matching(&target, "*", &wrong)
        .expect_problem(422, "validation_failed")
        .expect_error("/includeReference", "unknown_field")
        .expect_error("/changeNote", "blank")
        .expect_error("/major", "wrong_type");
}

#[test]
fn publishing_without_a_change_has_no_effect() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let published = publish(&editor, "articles", &article("same", json!({})));
    let (before, count) = (reader.get("/v1/articles/same").expect(200), changes(&app));
    assert_eq!(count, 1);
    let again = editor.publish("articles", &published.id());
    assert_eq!((again.etag(), &again.json), (published.etag(), &published.json));
    let after = reader.get("/v1/articles/same").expect(200);
    assert_eq!((after.etag(), changes(&app)), (before.etag(), count));
}

#[test]
fn an_unpublished_article_is_gone_and_can_be_published_again() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("back", json!({}))).id();
    let before = reader.get("/v1/articles/back").expect(200).json;
    let answer = editor.try_unpublish("articles", &id).expect(200);
    assert_eq!((&answer.json["status"], answer.json.get("publishedVersion")), (&json!("unpublished"), None));
    for target in
        ["/v1/articles/back".to_owned(), format!("/v1/articles/{id}"), "/v1/articles/back/sections".to_owned()]
    {
        reader.get(&target).expect_problem(410, "gone");
    }
    assert_eq!(reader.get("/v1/articles").expect(200).json["data"], json!([]));
    editor.try_unpublish("articles", &id).expect_problem(409, "not_published");
    editor.publish("articles", &id);
    let after = reader.get("/v1/articles/back").expect(200).json;
    assert_eq!(after["firstPublishedAt"], before["firstPublishedAt"], "the time of the first publish changed");
}

#[test]
fn unpublished_references_prevent_a_publish() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = editor.create("phrases", &phrase("I hear you.", json!({})));
    let target = editor.create("articles", &article("target", json!({})));
    let rest = editor.create("topics", &topic("rest", json!({})));
    let card = editor.create("resources", &resource_of(&target));
    let words = marked("words", json!({"_type": "phrase", "phraseId": phrase_id}));
    let callout = json!({"_type": "callout", "tone": "info", "content": [phrase_block(&phrase_id)]});
    let body = json!([words, link_to(&target), callout]);
    let input = with(article_of("needy", body), json!({"topics": [rest], "related": [card]}));
    let id = editor.create("articles", &input);
    let answer = editor.try_publish("articles", &id, &json!({})).expect_problem(409, "unpublished_references");
    let named = answer.json["errors"].as_array().unwrap().iter();
    let named: Vec<String> = named
        .map(|error| format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    insta::assert_json_snapshot!(named, @r#"
    [
      "/topics/0 unpublished_reference",
      "/related/0 unpublished_reference",
      "/sections/0/body/0/markDefs/0/phraseId unpublished_reference",
      "/sections/0/body/1/markDefs/0/articleId unpublished_reference"
    ]
    "#);
    assert_eq!((editor.working("articles", &id).etag().as_str(), changes(&app)), ("\"1\"", 0));
    reader.get("/v1/articles/needy").expect_problem(404, "not_found");

    editor.publish_with_references("articles", &id);
    for (kind, id) in
        [("articles", &id), ("phrases", &phrase_id), ("articles", &target), ("topics", &rest), ("resources", &card)]
    {
        reader.get(&format!("/v1/{kind}/{id}")).expect(200);
        assert_eq!(editor.working(kind, id).json["status"], "published");
    }
}

#[test]
fn articles_that_link_to_each_other_are_published_together() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let one = editor.create("articles", &article("one", json!({})));
    let two = editor.create("articles", &article_of("two", json!([link_to(&one)])));
    let three = editor.create("articles", &article_of("three", json!([link_to(&two)])));
    editor.edit("articles", &one, &json!({"sections": [{"body": [link_to(&three), link_to(&one)]}]}));
    editor.try_publish("articles", &one, &json!({})).expect_problem(409, "unpublished_references");
    editor.publish_with_references("articles", &one);
    for (slug, target) in [("one", "three"), ("two", "one"), ("three", "two")] {
        let mark =
            &reader.get(&format!("/v1/articles/{slug}")).expect(200).json["sections"][0]["body"][0]["markDefs"][0];
        assert_eq!(mark["href"], format!("/v1/articles/{target}?locale=en"));
    }
    assert_eq!(changes(&app), 3);
    editor.try_unpublish("articles", &one).expect_problem(409, "in_use");
}

#[test]
fn included_references_do_not_publish_changes_of_published_entities() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("As it was.", json!({}))).id();
    editor.edit("phrases", &phrase_id, &json!({"text": "Not yet."}));
    let id = editor.create("articles", &article_of("beside", json!([phrase_block(&phrase_id)])));
    editor.publish_with_references("articles", &id);
    assert_eq!(reader.get("/v1/articles/beside").expect(200).json["phrases"][0]["text"], "As it was.");
    assert_eq!(reader.get(&format!("/v1/phrases/{phrase_id}")).expect(200).json["text"], "As it was.");
}

#[test]
fn an_entity_with_published_referrers_cannot_be_unpublished() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let phrase_id = publish(&editor, "phrases", &phrase("I hear you.", json!({}))).id();
    let user = publish(&editor, "articles", &article_of("user", json!([phrase_block(&phrase_id)]))).id();
    let answer = editor.try_unpublish("phrases", &phrase_id).expect_problem(409, "in_use");
    assert_eq!(answer.json["usedBy"], json!([{"kind": "article", "id": user, "label": "About user"}]));
    editor.edit("articles", &user, &json!({"sections": []}));
    editor.try_unpublish("phrases", &phrase_id).expect_problem(409, "in_use");
    reader.get(&format!("/v1/phrases/{phrase_id}")).expect(200);
    editor.publish("articles", &user);
    editor.try_unpublish("phrases", &phrase_id).expect(200);
}

#[test]
fn a_slug_of_another_published_article_is_rejected() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let holder = publish(&editor, "articles", &article("wanted", json!({}))).id();
    editor.edit("articles", &holder, &json!({"slug": "moved"}));
    let other = editor.create("articles", &article("wanted", json!({"title": "The other"})));
    let answer = editor.try_publish("articles", &other, &json!({})).expect_problem(409, "slug_in_use");
    assert!(answer.json["detail"].as_str().unwrap().contains(&holder));
    assert_eq!(editor.working("articles", &other).json["status"], "draft");
    assert_eq!(reader.get("/v1/articles/wanted").expect(200).json["id"], holder.as_str());
    editor.publish("articles", &holder);
    editor.publish("articles", &other);
    assert_eq!(reader.get("/v1/articles/wanted").expect(200).json["title"], "The other");
    assert_eq!(reader.get("/v1/articles/moved").expect(200).json["id"], holder.as_str());
}

#[test]
fn published_articles_swap_slugs_with_a_temporary_slug() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let one = publish(&editor, "articles", &article("left", json!({}))).id();
    let two = publish(&editor, "articles", &article_of("right", json!([link_to(&one)]))).id();
    for (id, slug) in [(&one, "third"), (&two, "left"), (&one, "right")] {
        editor.edit("articles", id, &json!({"slug": slug}));
    }
    // Neither can be first, and including references does not publish changes of a published article.
    for id in [&one, &two] {
        for include in [false, true] {
            let answer = editor.try_publish("articles", id, &json!({"includeReferences": include}));
            answer.expect_problem(409, "slug_in_use");
        }
    }
    editor.edit("articles", &one, &json!({"slug": "third"}));
    editor.publish("articles", &one);
    editor.publish("articles", &two);
    editor.edit("articles", &one, &json!({"slug": "right"}));
    editor.publish("articles", &one);
    assert_eq!(reader.get("/v1/articles/left").expect(200).json["id"], two.as_str());
    assert_eq!(reader.get("/v1/articles/right").expect(200).json["id"], one.as_str());
    assert_eq!(reader.get("/v1/articles/third").expect(301).header("location"), "/v1/articles/right");
    let link = &reader.get("/v1/articles/left").expect(200).json["sections"][0]["body"][0]["markDefs"][0];
    assert_eq!(link["slug"], "right");
}

#[test]
fn an_old_slug_redirects_until_another_article_has_it() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "articles", &article("first", json!({}))).id();
    for slug in ["second", "third"] {
        editor.edit("articles", &id, &json!({"slug": slug}));
        editor.publish("articles", &id);
    }
    for old in ["first", "second"] {
        let moved = reader.get(&format!("/v1/articles/{old}/fields?fields=title")).expect(301);
        assert_eq!(moved.header("location"), "/v1/articles/third/fields?fields=title");
        let moved = reader.get(&format!("/v1/articles/{old}/sections")).expect(301);
        assert_eq!(moved.header("location"), "/v1/articles/third/sections");
    }
    publish(&editor, "articles", &article("first", json!({"title": "Another"})));
    assert_eq!(reader.get("/v1/articles/first").expect(200).json["title"], "Another");
    assert_eq!(reader.get("/v1/articles/second").expect(301).header("location"), "/v1/articles/third");
    editor.edit("articles", &id, &json!({"slug": "second"}));
    editor.publish("articles", &id);
    reader.get("/v1/articles/second").expect(200);
    assert_eq!(reader.get("/v1/articles/third").expect(301).header("location"), "/v1/articles/second");
    editor.try_unpublish("articles", &id).expect(200);
    reader.get("/v1/articles/third").expect_problem(410, "gone");
}

#[test]
fn a_topic_is_published_after_its_parent() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let parent = editor.create("topics", &topic("parent", json!({})));
    let child = editor.create("topics", &topic("child", json!({"parentId": parent})));
    let answer = editor.try_publish("topics", &child, &json!({})).expect_problem(409, "unpublished_references");
    let _ = answer.expect_error("/parentId", "unpublished_reference");
    editor.publish_with_references("topics", &child);
    editor.try_unpublish("topics", &parent).expect_problem(409, "in_use");
    editor.try_unpublish("topics", &child).expect(200);
    editor.try_unpublish("topics", &parent).expect(200);
}

/// Returns the translations that an article lists.
fn translations(app: &TestApp, target: &str) -> Value {
    app.anonymous().get(target).expect(200).json["translations"].clone()
}

#[test]
fn translations_are_listed_on_both_sides() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let english = publish(&editor, "articles", &article("hello", json!({})));
    let group = &english.json["translationGroupId"];
    let input = article("hola", json!({"locale": "es", "translationGroupId": group}));
    let spanish = editor.create("articles", &input);
    assert_eq!(translations(&app, "/v1/articles/hello"), json!([]));
    editor.publish("articles", &spanish);
    assert_eq!(translations(&app, "/v1/articles/hello"), json!([{"locale": "es", "slug": "hola", "stale": false}]));
    assert_eq!(
        translations(&app, "/v1/articles/hola?locale=es"),
        json!([{"locale": "en", "slug": "hello", "stale": false}])
    );
    editor.edit("articles", &spanish, &json!({"slug": "buenas"}));
    editor.publish("articles", &spanish);
    assert_eq!(translations(&app, "/v1/articles/hello"), json!([{"locale": "es", "slug": "buenas", "stale": false}]));
    editor.try_unpublish("articles", &spanish).expect(200);
    assert_eq!(translations(&app, "/v1/articles/hello"), json!([]));
}

#[test]
fn an_article_that_moves_to_another_translation_group_is_listed_there_only() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let one = publish(&editor, "articles", &article("one", json!({}))).json["translationGroupId"].clone();
    let two = publish(&editor, "articles", &article("two", json!({}))).json["translationGroupId"].clone();
    let input = article("uno", json!({"locale": "es", "translationGroupId": one}));
    let spanish = publish(&editor, "articles", &input).id();
    assert_eq!(translations(&app, "/v1/articles/one"), json!([{"locale": "es", "slug": "uno", "stale": false}]));
    editor.edit("articles", &spanish, &json!({"translationGroupId": two}));
    assert_eq!(translations(&app, "/v1/articles/one"), json!([{"locale": "es", "slug": "uno", "stale": false}]));
    editor.publish("articles", &spanish);
    assert_eq!(translations(&app, "/v1/articles/one"), json!([]));
    assert_eq!(translations(&app, "/v1/articles/two"), json!([{"locale": "es", "slug": "uno", "stale": false}]));
    assert_eq!(
        translations(&app, "/v1/articles/uno?locale=es"),
        json!([{"locale": "en", "slug": "two", "stale": false}])
    );
}

#[test]
fn a_related_resource_keeps_its_position_when_its_kind_changes() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let card = publish(&editor, "resources", &resource("Out", json!({}))).id();
    publish(&editor, "articles", &article("with-card", json!({"related": [card]})));
    let target = editor.create("articles", &article("target", json!({})));
    editor.edit("resources", &card, &json!({"kind": "article", "url": null, "articleId": target}));
    editor.try_publish("resources", &card, &json!({})).expect_problem(409, "unpublished_references");
    editor.publish_with_references("resources", &card);
    let related = app.anonymous().get("/v1/articles/with-card").expect(200).json["related"].clone();
    assert_eq!(related[0]["article"], json!({"id": target, "slug": "target"}));
}
