//! Reading the sections of working copies as Markdown, and saving what was read.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, marked, phrase_block, with};
use crate::harness::{Client, TestApp, article, paragraph, phrase};

const LIST: &str = "/v1/manage/articles";

/// Creates an article whose blocks have keys of their own, and parts that Markdown cannot express. Returns its id.
fn create_article(author: &Client) -> String {
    let phrase_id = author.create("phrases", &phrase("I can wait with you.", json!({"id": UNKNOWN_ID})));
    let span =
        |key: &str, text: &str, marks: Value| json!({"_type": "span", "_key": key, "text": text, "marks": marks});
    let shared = json!({
        "_type": "block", "_key": "own-key", "style": "normal",
        "markDefs": [{"_type": "link", "_key": "own-mark", "href": "https://example.org/"}],
        // An annotation that two spans share, and a span without text.
        "children": [
            span("a", "Read ", json!([])), span("b", "this", json!(["own-mark"])), span("c", " and ", json!([])),
            span("d", "that", json!(["own-mark", "strong"])), span("e", "", json!([])),
        ],
    });
    let said = marked("these words", json!({"_type": "phrase", "phraseId": phrase_id}));
    let call = json!({"_type": "callToAction", "label": "Go", "url": "/help", "text": " Now: "});
    let sections = json!([
        {"heading": "First", "body": [shared, phrase_block(&phrase_id), said, call]},
        {"heading": "Second", "markdown": "Some **bold** words.\n\n- one\n- two"},
        {"heading": "Empty"},
        {"body": [paragraph("The end.")]},
    ]);
    author.create("articles", &article("forms", json!({"sections": sections})))
}

#[test]
fn an_article_that_is_read_as_markdown_and_saved_is_unchanged() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = create_article(&author);
    let before = author.working("articles", &id);
    let read = author.get(&format!("{LIST}/{id}?body=markdown")).expect(200);
    assert_eq!(read.etag(), before.etag());
    for section in read.json["sections"].as_array().unwrap() {
        assert_eq!((section.get("body"), section["markdown"].is_string()), (None, true));
    }
    insta::assert_snapshot!(read.json["sections"][0]["markdown"].as_str().unwrap(), @r#"
    Read [this](https://example.org/) and [**that**](https://example.org/)

    <phrase:0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01>

    [these words](phrase:0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01)

    Now: [Go](/help "call-to-action")
    "#);
    let put = author.put(&format!("{LIST}/{id}"), "\"1\"", &read.json).expect(200);
    assert_eq!((put.etag(), &put.json), (before.etag(), &before.json));
    let patch = json!({"sections": read.json["sections"]});
    assert_eq!(author.patch(&format!("{LIST}/{id}"), "\"1\"", &patch).expect(200).json, before.json);
    assert_eq!(author.get(&format!("{LIST}/{id}?body=portable-text")).expect(200).json, before.json);
}

#[test]
fn only_the_sections_that_were_edited_change() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = create_article(&author);
    let before = author.working("articles", &id).json;
    let mut read = author.get(&format!("{LIST}/{id}?body=markdown")).expect(200).json;
    read["sections"][1]["markdown"] = json!("Other words.");
    let put = author.put(&format!("{LIST}/{id}"), "\"1\"", &read).expect(200).json;
    assert_eq!(put["sections"][1]["body"][0]["children"][0]["text"], "Other words.");
    for index in [0, 2, 3] {
        assert_eq!(put["sections"][index], before["sections"][index], "section {index}");
    }
}

#[test]
fn sections_that_are_read_as_markdown_and_saved_are_unchanged() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = create_article(&author);
    let before = author.working("articles", &id);
    let list = author.get(&format!("{LIST}/{id}/sections?body=markdown")).expect(200).json;
    for section in list["data"].as_array().unwrap() {
        let address = format!("{LIST}/{id}/sections/{}", section["id"].as_str().unwrap());
        let read = author.get(&format!("{address}?body=markdown")).expect(200);
        assert_eq!(&read.json, section);
        author.put(&address, "\"1\"", &read.json).expect(200);
        let patch = json!({"markdown": read.json["markdown"]});
        author.patch(&address, "\"1\"", &patch).expect(200);
        // A line end that an editor's program adds is no change either.
        let ended =
            with(read.json.clone(), json!({"markdown": format!("{}\n", read.json["markdown"].as_str().unwrap())}));
        author.put(&address, "\"1\"", &ended).expect(200);
    }
    assert_eq!(author.working("articles", &id).json, before.json);
}

#[test]
fn the_form_of_sections_is_checked() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = create_article(&author);
    for address in [format!("{LIST}/{id}"), format!("{LIST}/{id}/sections")] {
        for form in ["html", "markdown,portable-text", ""] {
            let answer = author.get(&format!("{address}?body={form}")).expect_problem(400, "invalid_query");
            answer.expect_error("body", "invalid_value");
        }
    }
    let phrase_id = UNKNOWN_ID;
    let answer = author.get(&format!("/v1/manage/phrases/{phrase_id}?body=markdown"));
    answer.expect_problem(400, "invalid_query").expect_error("body", "unknown_parameter");
}
