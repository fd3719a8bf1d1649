//! URLs that look like one host and lead to another, because they have user information before the host.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, marked};
use crate::harness::foreign::wordpress;
use crate::harness::{Answer, Client, Sandbox, TestApp, article, paragraph, publish, resource};

/// Each leads to `evil.example`.
const SPELLINGS: &[&str] = &[
    "https://helpline.org@evil.example",
    "https://helpline.org@evil.example/help",
    "http://helpline.org:443@evil.example/",
    "https:helpline.org@evil.example",
    "https:/helpline.org@evil.example",
    "https:///helpline.org@evil.example",
    "HTTPS://helpline.org%2Fhelp@evil.example",
    "https://:secret@evil.example/",
    "https://@evil.example/",
];

fn link(address: &str) -> Value {
    marked("our helpline", json!({"_type": "link", "href": address}))
}

fn button(address: &str) -> Value {
    json!({"_type": "callToAction", "text": "Call.", "label": "Helpline", "url": address})
}

fn callout(address: &str) -> Value {
    json!({"_type": "callout", "tone": "info", "content": [link(address)]})
}

#[track_caller]
fn assert_refused(answer: Answer, pointer: &str) {
    answer.expect_problem(422, "validation_failed").expect_error(pointer, "unsafe_url");
}

#[test]
fn urls_with_user_info_are_rejected() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("public", json!({}))).id();
    let section = json!({"heading": "One", "body": [paragraph("Text.")]});
    let section = editor.post_matching(&format!("/v1/manage/articles/{id}/sections"), "*", &section).expect(201).id();
    let one = format!("/v1/manage/articles/{id}");
    for address in SPELLINGS {
        let create = |body: Value| editor.post("/v1/manage/articles", &body);
        let body = "/sections/0/body/0";
        assert_refused(create(article_of("a", json!([link(address)]))), &format!("{body}/markDefs/0/href"));
        assert_refused(create(article_of("a", json!([button(address)]))), &format!("{body}/url"));
        let within = format!("{body}/content/0/markDefs/0/href");
        assert_refused(create(article_of("a", json!([callout(address)]))), &within);
        let markdown = json!({"sections": [{"markdown": format!("[our helpline](<{address}>)")}]});
        assert_refused(create(article("a", markdown)), "/sections/0/markdown");
        assert_refused(create(article("a", json!({"seo": {"canonicalUrl": address}}))), "/seo/canonicalUrl");
        assert_refused(editor.patch(&one, "*", &json!({"seo": {"canonicalUrl": address}})), "/seo/canonicalUrl");
        let put = json!({"heading": "One", "body": [link(address)]});
        let target = format!("{one}/sections/{section}");
        assert_refused(editor.put(&target, "*", &put), "/body/0/markDefs/0/href");
        let page = |more: Value| editor.post("/v1/manage/resources", &resource("Page", more));
        assert_refused(page(json!({"url": address})), "/url");
        assert_refused(page(json!({"fallbackUrl": address})), "/fallbackUrl");
        let ending = json!({"mode": "redirect", "alternative": {"url": address}});
        assert_refused(editor.post_matching(&format!("{one}/unpublish"), "*", &ending), "/alternative/url");
        let plan = json!({"unpublishAt": "2999-01-01T00:00:00Z", "unpublish": ending});
        assert_refused(editor.put(&format!("{one}/schedule"), "*", &plan), "/unpublish/alternative/url");
    }
    // Neither a mail address nor an "@" after the host is user information.
    let fine = ["mailto:help@helpline.org", "https://example.org/@help", "https://example.org?to=a@b", "/@help"];
    let blocks: Value = fine.iter().map(|address| link(address)).collect();
    publish(&editor, "articles", &article_of("fine", blocks));
}

#[test]
fn article_urls_with_user_info_are_rejected() {
    let place = Sandbox::new();
    let output = place.run(&["serve", "--article-url", "https://example.org@evil.example/{slug}"]).failed();
    assert!(output.contains("--article-url"), "{output}");
}

fn import(client: &Client, format: &str, text: &str) -> Answer {
    let target = format!("/v1/manage/imports?publish=true&format={format}&name=page");
    client.send(Method::POST, &target, &[("Content-Type", "text/plain")], Some(text.as_bytes().to_vec()))
}

#[test]
fn imports_skip_links_with_user_info() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let bad = "https://helpline.org@evil.example/help";
    let wordpress = wordpress("1.2").replace("https://example.org/way", bad);
    assert!(wordpress.contains(bad));
    let sanity = json!({"_id": "five", "_type": "post", "title": "Five", "body": [
        {"_type": "block", "markDefs": [{"_key": "m", "_type": "link", "href": bad}],
         "children": [{"_type": "span", "text": "Call them", "marks": ["m"]}]},
    ]});
    for (format, text) in [
        ("markdown", format!("# One\n\nCall [them](<{bad}>) now.\n")),
        ("html", format!("<title>Two</title><h1>Two</h1><p>Call <a href=\"{bad}\">them</a> now.</p>")),
        ("wordpress", wordpress),
        ("ndjson", format!("{sanity}\n")),
    ] {
        let report = import(&editor, format, &text).expect(200).json;
        let mut is_reported = false;
        for document in report["documents"].as_array().unwrap() {
            let notes = document["notes"].as_array().unwrap().iter();
            is_reported |= notes.clone().any(|note| note["detail"].as_str().unwrap().contains("evil.example"));
            if document["kind"] == "article" {
                let copy = editor.working("articles", document["id"].as_str().unwrap()).text();
                assert!(!copy.contains("evil.example"), "{format}: {copy}");
            }
        }
        assert!(is_reported, "{format}: {report}");
    }
    let report = import(&editor, "text", &format!("Six\n===\n\nCall {bad} now, it is open all night.\n")).expect(200);
    let copy = editor.working("articles", report.json["documents"][0]["id"].as_str().unwrap());
    assert!(!copy.text().contains("\"href\""), "a URL in plain text stays text: {}", copy.text());
    let strict = format!("---\nlocale: en\nslug: strict\nsummary: S.\ntitle: T\n---\n[them](<{bad}>)\n");
    import(&editor, "markdown", &strict).expect_problem(422, "validation_failed");
    let listed = format!("- {{sourceId: a, locale: en, kind: page, title: T, excerpt: E, url: \"{bad}\"}}\n");
    import(&editor, "resources", &listed).expect_problem(422, "validation_failed");
}
