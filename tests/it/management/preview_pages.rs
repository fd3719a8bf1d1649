//! Previews for people: as a page of this server, and on the team's own site.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, article, paragraph};

/// The `Accept` header of browsers.
const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

#[track_caller]
fn token(author: &Client, id: &str) -> Answer {
    author.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &json!({})).expect(201)
}

fn url(made: &Answer) -> &str {
    made.json["url"].as_str().unwrap()
}

fn draft(author: &Client, slug: &str) -> String {
    let sections = json!([{"heading": "One & only", "body": [paragraph("Not <yet> public.")]}]);
    author.create("articles", &article(slug, json!({"title": "A draft", "sections": sections})))
}

#[test]
fn a_browser_gets_a_preview_as_a_page_that_is_marked_as_one() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = draft(&author, "a-draft");
    let made = token(&author, &id);
    let shown = app.anonymous().get_with(url(&made), &[BROWSER]).expect(200);
    assert_eq!(
        ["content-type", "cache-control", "x-robots-tag", "referrer-policy", "content-language", "vary", "etag"]
            .map(|name| shown.header(name)),
        ["text/html; charset=utf-8", "no-store", "noindex", "no-referrer", "en", "Accept", ""]
    );
    let policy = shown.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    let page = shown.text();
    for part in [
        "<p class=\"preview\" role=\"note\" lang=\"en\">Preview: ",
        "<meta name=\"robots\" content=\"noindex\">",
        "<h1>A draft</h1>",
        "<h2>One &amp; only</h2>",
        "<p>Not &lt;yet&gt; public.</p>",
    ] {
        assert!(page.contains(part), "{part} in: {page}");
    }
    assert!(!page.contains(made.json["token"].as_str().unwrap()), "the page does not contain its token");
    author.edit("articles", &id, &json!({"title": "Changed since"}));
    assert!(app.anonymous().get_with(url(&made), &[BROWSER]).expect(200).text().contains("<h1>Changed since</h1>"));
}

#[test]
fn the_page_of_a_preview_is_the_later_page_with_a_notice() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = draft(&editor, "soon-public");
    let shown = app.anonymous().get_with(url(&token(&editor, &id)), &[BROWSER]).expect(200).text();
    editor.publish("articles", &id);
    let live = app.anonymous().get_with("/v1/articles/soon-public", &[BROWSER]).expect(200).text();
    let article = |page: &str| {
        let (_, rest) = page.split_once("<article>").unwrap();
        rest.split_once("<time").unwrap().0.to_owned()
    };
    assert_eq!(article(&shown), article(&live));
    assert!(!live.contains("class=\"preview\"") && !live.contains("noindex"), "{live}");
}

#[test]
fn programs_get_a_preview_as_json() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = draft(&author, "for-programs");
    let made = token(&author, &id);
    for accept in [
        "application/json",
        "text/markdown",
        "*/*",
        "application/json, text/plain, */*",
        "text/html;q=0.5, application/json",
    ] {
        let shown = app.anonymous().get_with(url(&made), &[("Accept", accept)]).expect(200);
        assert_eq!((shown.header("content-type"), &shown.json["title"]), ("application/json", &json!("A draft")));
        assert_eq!(shown.header("content-security-policy"), "", "{accept}");
    }
    let forms = app.anonymous().get_with(&format!("{}&body=html", url(&made)), &[BROWSER]).expect(200);
    assert_eq!(forms.json["sections"][0]["html"], "<p>Not &lt;yet&gt; public.</p>", "bodies are members of JSON");
    let invalid = app.anonymous().get_with(&format!("/v1/preview/articles/{id}?token=x"), &[BROWSER]);
    invalid.expect_problem(404, "not_found");
}

#[test]
fn preview_urls_lead_to_the_own_site_if_it_is_configured() {
    let template = "https://example.org/preview?article={article}&token={token}&locale={locale}&slug={slug}";
    let app = TestApp::spawn_with(&["--preview-url", template, "--public-url", "https://content.example.org"]);
    let author = app.author();
    let id = author.create("articles", &article("own-site", json!({"locale": "pt-BR"})));
    let made = token(&author, &id);
    let text = made.json["token"].as_str().unwrap();
    assert_eq!(url(&made), format!("https://example.org/preview?article={id}&token={text}&locale=pt-BR&slug=own-site"));
    // The site reads the preview with the token from its address.
    let shown: Value = app.anonymous().get(&format!("/v1/preview/articles/{id}?token={text}")).expect(200).json;
    assert_eq!(shown["slug"], "own-site");
}
