//! Imports of other programs' files over HTTP.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::foreign::{GOOGLE_DOCS_CLIPBOARD, PAGE, SANITY, wordpress};
use crate::harness::{Client, TestApp, strings};

/// Imports and publishes a body; returns the report.
fn import(client: &Client, query: &str, media_type: &str, text: &str) -> Value {
    let target = format!("/v1/manage/imports?publish=true&{query}");
    client.send(Method::POST, &target, &[("Content-Type", media_type)], Some(text.as_bytes().to_vec())).expect(200).json
}

/// Returns the notes of all entities, and those about no entity.
fn notes(report: &Value) -> Vec<String> {
    let documents = report["documents"].as_array().unwrap().iter();
    let all = documents.chain([report]).flat_map(|holder| holder["notes"].as_array().into_iter().flatten());
    all.map(|note| format!("{}: {}", note["location"].as_str().unwrap(), note["detail"].as_str().unwrap())).collect()
}

#[test]
fn files_of_other_programs_are_recognized_by_media_type_and_imported_once() {
    let export = wordpress("1.2");
    for (media_type, text, article) in [
        ("text/html; charset=utf-8", PAGE, "sitting-together"),
        ("text/html", GOOGLE_DOCS_CLIPBOARD, "walking"),
        ("application/xml", &*export, "rain-and-tea"),
        ("text/xml", &*export, "a-visit"),
        ("application/x-ndjson", SANITY, "doors"),
        ("application/json", &*format!("[{}]", SANITY.trim_end().replace('\n', ",")), "windows"),
        ("text/plain", "A walk\n\nIt is good to go out.", "a-walk"),
    ] {
        let app = TestApp::spawn();
        let first = import(&app.editor(), "source=desk", media_type, text);
        assert_eq!((&first["updated"], &first["skipped"]), (&json!(0), &json!(0)), "{first}");
        app.anonymous().get(&format!("/v1/articles/{article}")).expect(200);
        let second = import(&app.editor(), "source=desk", media_type, text);
        let done = ["created", "updated", "unchanged", "skipped", "published"].map(|count| second[count].clone());
        assert_eq!(done, [json!(0), json!(0), first["created"].clone(), json!(0), json!(0)], "{second}");
        assert_eq!(
            strings(second["documents"].as_array().unwrap(), "id"),
            strings(first["documents"].as_array().unwrap(), "id")
        );
    }
}

#[test]
fn omissions_of_an_import_are_reported_with_their_line() {
    let app = TestApp::spawn();
    let report = import(&app.editor(), "name=site.xml", "application/xml", &wordpress("1.2"));
    let told = notes(&report);
    for note in [
        "site.xml, line 7: Its comments (1) were left out.",
        "site.xml, line 18: The image cup.jpg, which shows “A cup”, was left out.",
        "site.xml, line 37: Items of type \"attachment\" (1; this is the first) were left out.",
    ] {
        assert!(told.iter().any(|found| found == note), "{note} in {told:?}");
    }
    let drafts = app.editor().get("/v1/manage/articles?status=draft").expect(200).json;
    assert_eq!(strings(drafts["data"].as_array().unwrap(), "title"), ["Later"], "unpublished pages stay unpublished");
}

#[test]
fn documents_without_a_name_are_matched_by_title_within_their_source() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for (media_type, text) in [
        ("text/plain", "Tea\n\nIt is hot and it is good."),
        ("text/plain", "Coffee\n\nIt is hot and it is black."),
        ("text/html", "<h1>Water</h1><p>It is cold.</p>"),
        ("text/markdown", "# Milk\n\nIt is white.\n"),
    ] {
        assert_eq!(import(&editor, "source=desk", media_type, text)["created"], 1, "{text}");
    }
    let report = import(&editor, "source=desk", "text/plain", "Tea\n\nIt is cold by now, and still good.");
    assert_eq!((&report["updated"], &report["documents"][0]["sourceId"]), (&json!(1), &json!("desk/en/tea")));
}

#[test]
fn an_imported_date_stays_with_the_draft_and_survives_republishing() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let import = |date: &str, text: &str| {
        let page = format!("---\ndate: {date}\n---\n# Tea\n\n{text}\n");
        let target = "/v1/manage/imports?source=desk&name=tea.md";
        let headers = [("Content-Type", "text/markdown")];
        let report = editor.send(Method::POST, target, &headers, Some(page.into_bytes())).expect(200).json;
        report["documents"][0].clone()
    };
    let id = import("2021-05-06", "Warm.")["id"].as_str().unwrap().to_owned();
    assert_eq!(import("2020-02-03", "Hot.")["outcome"], "updated", "a new date of what was never public here counts");
    let article = format!("/v1/manage/articles/{id}");
    let first = || app.anonymous().get("/v1/articles/tea").expect(200).json["firstPublishedAt"].clone();
    for title in ["Tea", "Green tea"] {
        editor.patch(&article, "*", &json!({"title": title})).expect(200);
        editor.post_matching(&format!("{article}/publish"), "*", &json!({})).expect(200);
        assert_eq!(first(), "2020-02-03T00:00:00.000Z");
    }
    editor.post_matching(&format!("{article}/unpublish"), "*", &json!({"mode": "gone"})).expect(200);
    editor.post_matching(&format!("{article}/publish"), "*", &json!({})).expect(200);
    assert_eq!(first(), "2020-02-03T00:00:00.000Z");
}

#[test]
fn uploads_without_a_source_are_different_articles_even_with_equal_file_names() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for (index, (media_type, text)) in [
        ("text/html", "<h1>Tea</h1><p>Hot.</p>"),
        ("text/html", "<h1>Coffee</h1><p>Black.</p>"),
        ("text/html", "<h1>Tea</h1><p>Hot.</p>"),
        ("text/markdown", "# Tea\n\nHot.\n"),
        ("text/plain", "Tea\n\nIt is hot and it is good."),
        ("application/json", "[{\"_type\":\"post\",\"title\":\"Tea\",\"body\":[{\"_type\":\"block\",\"children\":[{\"_type\":\"span\",\"text\":\"Hot.\"}]}]}]"),
    ]
    .into_iter()
    .enumerate()
    {
        let report = import(&editor, "name=Document1.html", media_type, text);
        assert_eq!(report["created"], 1, "{index}: {report}");
        assert_eq!(report["documents"][0]["sourceId"], report["documents"][0]["id"], "{index}: {report}");
    }
    let listed = app.anonymous().get("/v1/articles?count=true").expect(200).json;
    assert_eq!(listed["page"]["total"], 6);
    let named = "---\nsourceId: tea\n---\n# Tea\n\nHot.\n";
    assert_eq!(import(&editor, "", "text/markdown", named)["created"], 1);
    assert_eq!(import(&editor, "", "text/markdown", named)["unchanged"], 1, "a body may contain its name");
    let source = format!("source={}", "x".repeat(100));
    assert_eq!(import(&editor, &source, "text/markdown", "# Tea\n\nHot.\n")["created"], 1);
    for source in ["", "%0A", &"x".repeat(101)] {
        let target = format!("/v1/manage/imports?source={source}");
        let body = Some(b"# Tea".to_vec());
        editor
            .send(Method::POST, &target, &[("Content-Type", "text/markdown")], body)
            .expect_problem(400, "invalid_query");
    }
}

#[test]
fn a_category_does_not_change_an_existing_topic() {
    let app = TestApp::spawn();
    let editor = app.editor();
    import(&editor, "format=topics", "application/yaml", "- {slug: tea, kind: situation, name: Tea}\n");
    import(&editor, "source=desk", "application/xml", &wordpress("1.2"));
    let topic = app.anonymous().get("/v1/topics/tea").expect(200).json;
    assert_eq!((&topic["kind"], &topic["name"]), (&json!("situation"), &json!("Tea")));
}

#[test]
fn a_binary_document_is_refused_with_a_remedy() {
    let app = TestApp::spawn();
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    for (media_type, body, advice) in [
        (word, &b"PK\x03\x04"[..], "Web Page, Filtered"),
        ("application/msword", b"\xD0\xCF\x11\xE0", "Web Page, Filtered"),
        ("application/vnd.oasis.opendocument.text", b"PK\x03\x04", "LibreOffice"),
        ("application/pdf", b"%PDF-1.7", "Markdown"),
        ("application/epub+zip", b"PK\x03\x04", "unpack it"),
        ("application/rtf", b"{\\rtf1", "web page"),
        ("text/html", b"PK\x03\x04\xff", "Web Page, Filtered"),
        ("text/plain", b"{\\rtf1 Words.}", "web page"),
    ] {
        let headers = [("Content-Type", media_type)];
        let answer = app.author().send(Method::POST, "/v1/manage/imports", &headers, Some(body.to_vec()));
        let refused = answer.expect_problem(415, "unsupported_media_type").text();
        assert!(refused.contains(advice), "{media_type}: {refused}");
    }
}

#[test]
fn a_json_object_as_markdown_is_a_draft() {
    let app = TestApp::spawn();
    for body in ["{}", "---\n---\n", " "] {
        let report = import(&app.editor(), "", "text/markdown", body);
        assert_eq!((&report["created"], &report["published"]), (&json!(1), &json!(0)), "{body:?}: {report}");
        assert!(notes(&report).iter().any(|note| note.contains("it has no title")), "{report}");
    }
    app.anonymous().get("/v1/articles/untitled").expect(404);
}
