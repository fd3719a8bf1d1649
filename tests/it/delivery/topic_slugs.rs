//! Former slugs of topics redirect to the current one.

use serde_json::json;

use crate::harness::{TestApp, article, phrase, publish, strings, topic};

#[test]
fn a_former_slug_of_a_topic_redirects_to_the_current_one_and_keeps_the_query() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "topics", &topic("first", json!({}))).id();
    for slug in ["second", "third"] {
        editor.edit("topics", &id, &json!({"slug": slug}));
        reader.get(&format!("/v1/topics/{slug}")).expect_problem(404, "not_found");
        editor.publish("topics", &id);
    }
    for old in ["first", "second"] {
        let moved = reader.get(&format!("/v1/topics/{old}?locale=es")).expect(301);
        assert_eq!(moved.header("location"), "/v1/topics/third?locale=es");
        assert!(moved.header("cache-control").starts_with("public, max-age="), "{}", moved.header("cache-control"));
    }
    assert_eq!(reader.get("/v1/topics/third").expect(200).id(), id);
    let results = reader.get("/v1/lookup?address=first,third").expect(200).json;
    let result = |address: &str, state: &str| json!({"address": address, "state": state, "kind": "topic", "id": id, "slug": "third"});
    assert_eq!(results["data"], json!([result("first", "moved"), result("third", "published")]));
}

#[test]
fn filters_accept_former_slugs_of_a_topic() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "topics", &topic("before", json!({}))).id();
    publish(&editor, "topics", &topic("narrower", json!({"parentId": id})));
    publish(&editor, "articles", &article("about-it", json!({"topics": [id]})));
    publish(&editor, "phrases", &phrase("About it.", json!({"topics": [id]})));
    publish(&editor, "articles", &article("about-something-else", json!({})));
    editor.edit("topics", &id, &json!({"slug": "after"}));
    editor.publish("topics", &id);
    for slug in ["before", "after"] {
        let articles = reader.get(&format!("/v1/articles?topic={slug}")).expect(200).json;
        assert_eq!(strings(articles["data"].as_array().unwrap(), "slug"), ["about-it"], "{slug}");
        let phrases = reader.get(&format!("/v1/phrases?topic={slug}")).expect(200).json;
        assert_eq!(strings(phrases["data"].as_array().unwrap(), "text"), ["About it."], "{slug}");
        let topics = reader.get(&format!("/v1/topics?parent={slug}")).expect(200).json;
        assert_eq!(strings(topics["data"].as_array().unwrap(), "slug"), ["narrower"], "{slug}");
        let changes = reader.get(&format!("/v1/sync?initial=true&topic={slug}")).expect(200).json;
        assert!(changes.to_string().contains("about-it"), "{changes}");
        reader.get(&format!("/v1/feed.json?topic={slug}")).expect(200);
    }
}

#[test]
fn a_slug_that_a_new_topic_takes_does_not_redirect() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let first = publish(&editor, "topics", &topic("taken", json!({}))).id();
    editor.edit("topics", &first, &json!({"slug": "left"}));
    editor.publish("topics", &first);
    let second = editor.create("topics", &topic("taken", json!({})));
    assert_eq!(reader.get("/v1/topics/taken").expect(301).header("location"), "/v1/topics/left");
    editor.publish("topics", &second);
    assert_eq!(reader.get("/v1/topics/taken").expect(200).id(), second);
    assert_eq!(reader.get("/v1/topics/left").expect(200).id(), first);
}

#[test]
fn all_slugs_of_an_unpublished_topic_are_gone_until_it_is_published_again() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = publish(&editor, "topics", &topic("old-name", json!({}))).id();
    editor.edit("topics", &id, &json!({"slug": "new-name"}));
    editor.publish("topics", &id);
    editor.try_unpublish("topics", &id).expect(200);
    for slug in ["old-name", "new-name"] {
        reader.get(&format!("/v1/topics/{slug}")).expect_problem(410, "gone");
        reader.get(&format!("/v1/articles?topic={slug}")).expect_problem(400, "invalid_query");
        let results = reader.get(&format!("/v1/lookup?address={slug}")).expect(200).json;
        assert_eq!(results["data"][0]["state"], "gone");
    }
    editor.publish("topics", &id);
    assert_eq!(reader.get("/v1/topics/old-name").expect(301).header("location"), "/v1/topics/new-name");
}
