//! Sections written as Markdown.

use serde_json::json;

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{TestApp, article, phrase};

const LIST: &str = "/v1/manage/articles";

#[test]
fn markdown_becomes_portable_text() {
    let app = TestApp::spawn();
    let author = app.author();
    // Block keys are derived from the content, including ids.
    let phrase_id = author.create("phrases", &phrase("I can wait with you.", json!({"id": UNKNOWN_ID})));
    let other = UNKNOWN_ID.replace("de01", "de02");
    author.create("articles", &article("other", json!({"id": other, "sections": [{"heading": "Later"}]})));
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
    insta::assert_snapshot!(blocks.join("\n"), @r#"
    {"_type":"block","_key":"f0c723e2b57d","style":"normal","markDefs":[{"_type":"link","_key":"m1","articleId":"0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02","anchor":"later"}],"children":[{"_type":"span","_key":"e531011b3ebf","text":"Some ","marks":[]},{"_type":"span","_key":"c43f030a8419","text":"bold","marks":["strong"]},{"_type":"span","_key":"fa5d213959f2","text":" words and ","marks":[]},{"_type":"span","_key":"9bcc94434153","text":"a link","marks":["m1"]},{"_type":"span","_key":"b29bef8aa098","text":".","marks":[]}]}
    {"_type":"callout","_key":"030ea643abbc","tone":"warning","content":[{"_type":"block","_key":"269e644f1147","style":"normal","markDefs":[],"children":[{"_type":"span","_key":"ce9415aeae51","text":"Ring for help.","marks":[]}]}]}
    {"_type":"suggestedPhrase","_key":"202ce73e25e6","phraseId":"0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01"}
    {"_type":"block","_key":"6517f7d2664e","style":"normal","markDefs":[{"_type":"phrase","_key":"m1","phraseId":"0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01"}],"children":[{"_type":"span","_key":"bdf935c4daff","text":"Say ","marks":[]},{"_type":"span","_key":"be3a4f316b31","text":"these words","marks":["m1"]},{"_type":"span","_key":"52e9eb83fce5","text":" slowly.","marks":[]}]}
    {"_type":"callToAction","_key":"acccc3c1e5d1","text":"Ready?","label":"Find a group","url":"https://example.org/groups"}
    {"_type":"block","_key":"9e36a5f69711","style":"normal","listItem":"bullet","level":1,"markDefs":[],"children":[{"_type":"span","_key":"3d02335c6a48","text":"one","marks":[]}]}
    {"_type":"block","_key":"73295d3a8ae5","style":"normal","listItem":"number","level":2,"markDefs":[],"children":[{"_type":"span","_key":"7dfb7dbe2336","text":"inner","marks":[]}]}
    "#);
}

#[test]
fn omissions_of_markdown_are_reported() {
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

#[test]
fn an_unknown_reference_in_markdown_is_reported_at_its_position() {
    let app = TestApp::spawn();
    let author = app.author();
    let markdown = format!("Say [this](phrase:{UNKNOWN_ID}).");
    let input = article("unknown", json!({"sections": [{"markdown": "Fine."}, {"markdown": markdown}]}));
    author.post(LIST, &input).expect(422).expect_error("/sections/1/markdown", "unknown_reference");
    let id = author.create("articles", &article("known", json!({})));
    let section = json!({"markdown": markdown});
    let answer = author.post_matching(&format!("{LIST}/{id}/sections"), "*", &section);
    answer.expect(422).expect_error("/markdown", "unknown_reference");
}

#[test]
fn a_call_to_action_keeps_every_word_of_its_label() {
    let app = TestApp::spawn();
    let markdown = "Now: [Call **us** **today**](https://example.org/ \"call-to-action\")";
    let input = article("call", json!({"sections": [{"markdown": markdown}]}));
    let answer = app.author().post(LIST, &input).expect(201);
    let call = &answer.json["sections"][0]["body"][0];
    assert_eq!((&call["text"], &call["label"]), (&json!("Now:"), &json!("Call us today")));
}

#[test]
fn too_many_sections_are_refused_before_they_are_parsed() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("many", json!({"sections": [{"heading": "x"}]})));
    let sections: Vec<_> = (0..60_000).map(|_| json!({"heading": "x"})).collect();
    let input = article("many", json!({"sections": sections}));
    author.put(&format!("{LIST}/{id}"), "*", &input).expect(422).expect_error("/sections", "too_many");
}
