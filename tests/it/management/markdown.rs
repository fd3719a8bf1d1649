//! Sections written as Markdown.

use serde_json::json;

use crate::harness::editing::NOBODY;
use crate::harness::{TestApp, article, phrase};

const LIST: &str = "/v1/manage/articles";

#[test]
fn markdown_becomes_portable_text() {
    let app = TestApp::spawn();
    let author = app.author();
    // Keys are made from the content, ids included.
    let phrase_id = author.create("phrases", &phrase("I can wait with you.", json!({"id": NOBODY})));
    let other = NOBODY.replace("de01", "de02");
    author.create("articles", &article("other", json!({"id": other})));
    let markdown = format!(
        "Some **bold** words and [a link](article:{other}#later).\n\n\
         > [!WARNING]\n> Ring for help.\n\n\
         <phrase:{phrase_id}>\n\n\
         Say [these words](phrase:{phrase_id}) slowly.\n\n\
         Ready? [Find a group](https://example.org/groups \"call-to-action\")\n\n\
         - one\n  1. inner"
    );
    let input = article("from-markdown", json!({"sections": [{"heading": "Now", "markdown": markdown}]}));
    let answer = author.post(LIST, &input).expect(201);
    let section = &answer.json["sections"][0];
    assert_eq!(section.get("markdown"), None);
    assert_eq!(answer.json.get("warnings"), None);
    let blocks: Vec<String> = section["body"].as_array().unwrap().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(blocks.join("\n"), @"");
}

#[test]
fn what_markdown_cannot_keep_is_reported() {
    let app = TestApp::spawn();
    let sections = json!([{"markdown": "Fine."}, {"markdown": "A picture: ![a hill](https://example.org/hill.png)"}]);
    let input = article("with-a-picture", json!({"sections": sections}));
    let answer = app.author().post(LIST, &input).expect(201);
    insta::assert_json_snapshot!(answer.json["warnings"], @r#"
    [
      {
        "pointer": "/sections/1/markdown",
        "detail": "Line 1: The image https://example.org/hill.png was left out; its text stays."
      }
    ]
    "#);
    let read = app.author().working("articles", &answer.id());
    assert_eq!(read.json.get("warnings"), None, "warnings belong to the request that caused them");
}

#[test]
fn markdown_with_windows_line_ends_is_read() {
    let app = TestApp::spawn();
    let input = article("windows", json!({"sections": [{"markdown": "One.\r\n\r\nTwo.\r\n"}]}));
    let answer = app.author().post(LIST, &input).expect(201);
    assert_eq!(answer.json["sections"][0]["body"].as_array().unwrap().len(), 2);
}
