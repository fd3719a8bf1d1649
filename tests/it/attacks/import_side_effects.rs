//! Imports change nothing that their files do not contain.

use reqwest::Method;
use serde_json::{Value, json};

use super::forged_exports::export;
use crate::harness::{Answer, Client, TestApp, topic};

fn import(client: &Client, query: &str, media_type: &str, text: &str) -> Answer {
    let headers = [("Content-Type", media_type)];
    client.send(Method::POST, &format!("/v1/manage/imports{query}"), &headers, Some(text.as_bytes().to_vec()))
}

fn page(client: &Client, name: &str, front: &str) -> Answer {
    let text = format!("---\n{front}---\nWords for readers.\n");
    import(client, &format!("?publish=true&source=site&name={name}"), "text/markdown", &text)
}

#[test]
fn a_topic_that_a_page_names_is_published_with_the_page_only() {
    let app = TestApp::spawn();
    let (author, editor, anonymous) = (app.author(), app.editor(), app.anonymous());
    author.create("topics", &topic("grief", json!({"name": "Words of an author"})));
    page(&editor, "one.md", "title: One\ntags: [Grief]\n").expect(200);
    anonymous.get("/v1/topics/grief").expect_problem(404, "not_found");

    page(&editor, "two.md", "title: Two\ntags: [Calm]\n").expect(200);
    assert_eq!(anonymous.get("/v1/topics/calm").expect(200).json["name"], "Calm");
    let topics = editor.get("/v1/manage/topics?q=Calm").expect(200).json;
    let id = topics["data"][0]["id"].as_str().unwrap().to_owned();
    author.patch(&format!("/v1/manage/topics/{id}"), "*", &json!({"name": "Words of an author"})).expect(200);
    page(&editor, "three.md", "title: Three\ntags: [Calm]\n").expect(200);
    assert_eq!(anonymous.get("/v1/topics/calm").expect(200).json["name"], "Calm");
}

#[test]
fn a_topic_that_an_earlier_import_made_is_published_with_a_page_that_names_it() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let text = "---\ntitle: One\ntags: [Grief]\n---\nWords for readers.\n";
    import(&editor, "?source=site&name=one.md", "text/markdown", text).expect(200);
    import(&editor, "?source=site&name=one.md&publish=true", "text/markdown", text).expect(200);
    app.anonymous().get("/v1/topics/grief").expect(200);
    app.anonymous().get("/v1/articles/one").expect(200);
}

#[test]
fn an_entity_occurs_once_in_an_import_whatever_its_name() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let phrases = |second: &str| {
        format!(
            "- {{sourceId: one, id: 01890000-0000-7000-8000-000000000001, locale: en, text: Ready., tone: calm}}\n\
             - {{sourceId: two, id: {second}, draft: true, locale: en, text: Not ready., tone: calm}}\n"
        )
    };
    let query = "?format=phrases&publish=true";
    let twice = import(&editor, query, "application/yaml", &phrases("01890000-0000-7000-8000-000000000001"));
    let detail = twice.expect_problem(422, "validation_failed").json["errors"][0]["detail"].to_string();
    assert!(detail.contains("is also in the body, item 1,") && detail.contains("item 2"), "{detail}");
    import(&editor, query, "application/yaml", &phrases("01890000-0000-7000-8000-000000000002")).expect(200);
    let public = app.anonymous().get("/v1/phrases").expect(200).json;
    assert_eq!(public["data"].as_array().unwrap().len(), 1, "{public}");

    let line = |text: &str| -> Value {
        json!({"type": "entity", "kind": "phrase", "id": "01890000-0000-7000-8000-000000000003", "version": 1,
            "status": "draft", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
            "content": {"locale": "en", "text": text, "tone": "calm"}})
    };
    let twice = import(&editor, "", "application/x-ndjson", &export(&[line("One."), line("Two.")]));
    let detail = twice.expect_problem(422, "validation_failed").json["errors"][0]["detail"].to_string();
    assert!(detail.contains("line 3") && detail.contains("is also in line 2"), "{detail}");
}

#[test]
fn imports_keep_the_publication_dates_of_public_entities() {
    let app = TestApp::spawn();
    let (author, editor) = (app.author(), app.editor());
    page(&editor, "one.md", "title: One\ndate: 2020-01-01\n").expect(200);
    let first = || app.anonymous().get("/v1/articles/one").expect(200).json["firstPublishedAt"].clone();
    let before = first();
    let report = import(
        &author,
        "?source=site&name=one.md",
        "text/markdown",
        "---\ntitle: One\ndate: 2010-01-01\n---\nOther words for readers.\n",
    )
    .expect(200)
    .json;
    assert_eq!(report["updated"], 1, "{report}");
    let id = report["documents"][0]["id"].as_str().unwrap();
    for step in ["unpublish", "publish"] {
        editor.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", &json!({})).expect(200);
    }
    assert_eq!(first(), before);
}

#[test]
fn import_names_and_folders_do_not_collide() {
    let app = TestApp::spawn();
    for source in ["a/b", "a%23b"] {
        let query = format!("?source={source}&name=c.md");
        import(&app.author(), &query, "text/markdown", "# Tea\n\nWords.\n").expect_problem(400, "invalid_query");
    }
}
