//! Changes of single sections. They share the version of the article.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, phrase_block};
use crate::harness::{Client, TestApp, article, paragraph};

/// Creates an article with the sections "One", "Two" and "Three". Returns the address of its sections, and their ids.
fn three_sections(author: &Client) -> (String, Vec<String>) {
    let sections = ["One", "Two", "Three"].map(|heading| json!({"heading": heading, "markdown": heading}));
    let created = author.post("/v1/manage/articles", &article("parts", json!({"sections": sections}))).expect(201);
    let ids =
        created.json["sections"].as_array().unwrap().iter().map(|section| section["id"].as_str().unwrap().to_owned());
    (format!("/v1/manage/articles/{}/sections", created.id()), ids.collect())
}

fn anchors(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|section| section["anchor"].as_str().unwrap()).collect()
}

#[test]
fn sections_are_listed_in_order_with_the_articles_etag() {
    let app = TestApp::spawn();
    let (list, ids) = three_sections(&app.author());
    let viewer = app.viewer();
    let answer = viewer.get(&list).expect(200);
    assert_eq!((answer.etag().as_str(), answer.header("cache-control")), ("\"1\"", "no-store"));
    assert_eq!(anchors(&answer.json), ["one", "two", "three"]);
    let one = viewer.get(&format!("{list}/{}", ids[1])).expect(200);
    assert_eq!(one.etag(), "\"1\"");
    assert_eq!(one.json, answer.json["data"][1]);
    insta::assert_json_snapshot!(one.json, {".id" => "[id]"}, @r#"
    {
      "id": "[id]",
      "heading": "Two",
      "anchor": "two",
      "body": [
        {
          "_type": "block",
          "_key": "d005130ab2bf",
          "style": "normal",
          "markDefs": [],
          "children": [
            {
              "_type": "span",
              "_key": "673123b1d059",
              "text": "Two",
              "marks": []
            }
          ]
        }
      ]
    }
    "#);
    viewer.get(&format!("{list}/{UNKNOWN_ID}")).expect_problem(404, "not_found");
    viewer.get(&format!("/v1/manage/articles/{UNKNOWN_ID}/sections")).expect_problem(404, "not_found");
}

#[test]
fn a_new_section_is_appended() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, _) = three_sections(&author);
    let body = json!({"heading": "One", "body": [paragraph("More.")]});
    let added = author.post_matching(&list, "\"1\"", &body).expect(201);
    assert_eq!(added.etag(), "\"2\"");
    assert_eq!(added.header("location"), format!("{list}/{}", added.id()));
    assert_eq!(added.json["anchor"], "one-2");
    assert_eq!(author.get(added.header("location")).expect(200).json, added.json);
    assert_eq!(anchors(&author.get(&list).expect(200).json), ["one", "two", "three", "one-2"]);
    let own = author.post_matching(&list, "\"2\"", &json!({"id": UNKNOWN_ID})).expect(201);
    assert_eq!(
        (own.id().as_str(), &own.json["anchor"], &own.json["body"]),
        (UNKNOWN_ID, &json!("section"), &json!([]))
    );
    author.post_matching(&list, "\"3\"", &json!({"id": UNKNOWN_ID})).expect(422).expect_error("/id", "duplicate");
}

#[test]
fn the_id_of_another_articles_section_is_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let other = author.create("articles", &article("other", json!({})));
    let target = format!("/v1/manage/articles/{other}/sections");
    author.post_matching(&target, "*", &json!({"id": ids[0]})).expect(422).expect_error("/id", "duplicate");
    let patch = json!({"sections": [{"id": UNKNOWN_ID}, {"id": ids[0]}]});
    let answer = author.patch(&format!("/v1/manage/articles/{other}"), "*", &patch).expect(422);
    answer.expect_error("/sections/1/id", "duplicate");
    author.get(&format!("{target}/{}", ids[0])).expect_problem(404, "not_found");
    author.get(&format!("{list}/{}", ids[0])).expect(200);
}

#[test]
fn put_replaces_a_whole_section_and_keeps_its_id() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let target = format!("{list}/{}", ids[1]);
    let put = author.put(&target, "\"1\"", &json!({"anchor": "second"})).expect(200);
    assert_eq!(put.etag(), "\"2\"");
    assert_eq!(put.json, json!({"id": ids[1], "anchor": "second", "body": []}));
    let same = author.put(&target, "\"2\"", &put.json).expect(200);
    assert_eq!((same.etag(), &same.json), (put.etag(), &put.json));
    author.put(&target, "*", &json!({"id": ids[0]})).expect(422).expect_error("/id", "mismatch");
    author.put(&target, "\"1\"", &json!({})).expect_problem(412, "version_mismatch");
    author.put(&format!("{list}/{UNKNOWN_ID}"), "*", &json!({})).expect_problem(404, "not_found");
    assert_eq!(anchors(&author.get(&list).expect(200).json), ["one", "second", "three"]);
}

#[test]
fn patch_switches_between_markdown_and_blocks() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let target = format!("{list}/{}", ids[0]);
    let before = author.get(&target).expect(200).json;
    let patched = author.patch(&target, "\"1\"", &json!({"markdown": "**Bold** now."})).expect(200);
    assert_eq!(patched.json["body"][0]["children"][0]["marks"], json!(["strong"]));
    assert_eq!((&patched.json["heading"], &patched.json["anchor"]), (&before["heading"], &before["anchor"]));
    let patched = author.patch(&target, "\"2\"", &json!({"body": before["body"]})).expect(200);
    assert_eq!(patched.json, before);
    let renamed = author.patch(&target, "\"3\"", &json!({"heading": "Another", "body": null})).expect(200);
    assert_eq!(renamed.json, json!({"id": ids[0], "heading": "Another", "anchor": "one", "body": []}));
    let plain = author.patch(&target, "\"4\"", &json!({"heading": null, "anchor": null})).expect(200);
    assert_eq!(plain.json, json!({"id": ids[0], "anchor": "section", "body": []}));
    let both = json!({"body": [], "markdown": "x"});
    author.patch(&target, "*", &both).expect(422).expect_error("/markdown", "mutually_exclusive");
}

#[test]
fn warnings_have_pointers_relative_to_the_section() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let picture = json!({"markdown": "![a hill](https://example.org/hill.png)"});
    let added = author.post_matching(&list, "*", &picture).expect(201);
    assert_eq!(added.json["warnings"][0]["pointer"], "/markdown");
    let patched = author.patch(&format!("{list}/{}", ids[0]), "*", &picture).expect(200);
    assert_eq!(patched.json["warnings"][0]["pointer"], "/markdown");
}

#[test]
fn errors_have_pointers_relative_to_the_section() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let wrong = json!({"headin": "x", "body": [{"_type": "blok"}], "anchor": "No Slug"});
    let target = format!("{list}/{}", ids[2]);
    for answer in
        [author.post_matching(&list, "*", &wrong), author.put(&target, "*", &wrong), author.patch(&target, "*", &wrong)]
    {
        answer
            .expect_problem(422, "validation_failed")
            .expect_error("/headin", "unknown_field")
            .expect_error("/body/0/_type", "unknown_type")
            .expect_error("/anchor", "invalid_slug");
    }
    let unknown = json!({"body": [phrase_block(UNKNOWN_ID)]});
    author.put(&target, "*", &unknown).expect(422).expect_error("/body/0/phraseId", "unknown_reference");
    author.post_matching(&list, "*", &unknown).expect(422).expect_error("/body/0/phraseId", "unknown_reference");
}

#[test]
fn anchors_are_unique() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let taken = json!({"anchor": "one"});
    author.post_matching(&list, "*", &taken).expect(422).expect_error("/anchor", "duplicate");
    author.put(&format!("{list}/{}", ids[1]), "*", &taken).expect(422).expect_error("/anchor", "duplicate");
    author.patch(&format!("{list}/{}", ids[1]), "*", &taken).expect(422).expect_error("/anchor", "duplicate");
    author.patch(&format!("{list}/{}", ids[0]), "*", &taken).expect(200);
    let twice = article("twice", json!({"sections": [{"anchor": "a"}, {"anchor": "a"}]}));
    author.post("/v1/manage/articles", &twice).expect(422).expect_error("/sections", "duplicate");
}

#[test]
fn a_removed_section_leaves_the_others() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let target = format!("{list}/{}", ids[1]);
    author.delete(&target, "\"2\"").expect_problem(412, "version_mismatch");
    let left = author.delete(&target, "\"1\"").expect(200);
    assert_eq!((left.etag().as_str(), anchors(&left.json)), ("\"2\"", vec!["one", "three"]));
    author.delete(&target, "\"2\"").expect_problem(404, "not_found");
    assert_eq!(author.get(&list).expect(200).json, left.json);
}

#[test]
fn sections_are_put_in_order() {
    let app = TestApp::spawn();
    let author = app.author();
    let (list, ids) = three_sections(&author);
    let before = author.get(&list).expect(200).json;
    let target = format!("{list}/order");
    let ordered = author.put(&target, "\"1\"", &json!({"order": [ids[2], ids[0], ids[1]]})).expect(200);
    assert_eq!(ordered.etag(), "\"2\"");
    assert_eq!(ordered.json["data"], json!([before["data"][2], before["data"][0], before["data"][1]]));
    assert_eq!(author.get(&list).expect(200).json, ordered.json);
    let twice = author
        .put(&target, "*", &json!({"order": [ids[0], ids[0], UNKNOWN_ID]}))
        .expect_problem(422, "validation_failed");
    twice
        .expect_error("/order/1", "unknown_reference")
        .expect_error("/order/2", "unknown_reference")
        .expect_error("/order", "required");
    author.put(&target, "*", &json!({})).expect(422).expect_error("/order", "required");
    author.put(&target, "*", &json!({"order": ["x"]})).expect(422).expect_error("/order/0", "invalid_id");
    assert_eq!(author.get(&list).expect(200).etag(), "\"2\"");
}
