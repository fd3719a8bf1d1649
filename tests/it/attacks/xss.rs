//! Cross-site scripting: markup and scripts in all texts of editors, in all formats of delivery.

use std::cell::RefCell;

use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use serde_json::{Value, json};

use crate::harness::{Answer, TestApp, article, paragraph, phrase, publish, resource, topic};

/// Texts that would run in a page that does not escape them.
const PAYLOADS: &[&str] = &[
    "<script>alert(31337)</script>",
    "</script><script>alert(31337)</script>",
    "\"><img src=x onerror=alert(31337)>",
    "' autofocus onfocus=alert(31337) x='",
    "</title></style></textarea><svg onload=alert(31337)>",
    "<!--<script>--><iframe srcdoc=\"<script>alert(31337)</script>\">",
    "]]><script xmlns=\"http://www.w3.org/1999/xhtml\">alert(31337)</script>",
    "{{constructor.constructor('alert(31337)')()}}",
    "&lt;script&gt;alert(31337)&lt;/script&gt;",
    LINK,
];

const LINK: &str = "[x](javascript:alert(31337))";

/// The dangerous markup of a page.
#[derive(Default)]
struct Dangers(RefCell<Vec<String>>);

const RUNNING: &[&str] = &["script", "iframe", "object", "embed", "svg", "math", "base", "form", "img", "style"];

impl TokenSink for &Dangers {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            let mut dangers = self.0.borrow_mut();
            if RUNNING.contains(&&*tag.name) {
                dangers.push(format!("<{}>", tag.name));
            }
            for attribute in &tag.attrs {
                let (name, value) = (&*attribute.name.local, attribute.value.trim().to_lowercase());
                let leads = ["href", "src", "action", "formaction", "srcdoc", "style"].contains(&name);
                let is_script = ["javascript:", "data:", "vbscript:"].iter().any(|scheme| value.starts_with(scheme));
                if name.starts_with("on") || name == "srcdoc" || (leads && is_script) {
                    dangers.push(format!("{name}={value}"));
                }
            }
        }
        TokenSinkResult::Continue
    }
}

#[track_caller]
fn assert_harmless(html: &str, place: &str) {
    let dangers = Dangers::default();
    let tokenizer = Tokenizer::new(&dangers, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(html.into());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    assert_eq!(dangers.0.into_inner(), Vec::<String>::new(), "{place}: {html}");
}

#[test]
fn the_html_check_detects_dangerous_markup() {
    let dangers = Dangers::default();
    let tokenizer = Tokenizer::new(&dangers, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back("<p onclick=x><a href=\" JavaScript:x\">x</a><script>x</script>".into());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    assert_eq!(dangers.0.into_inner(), ["onclick=x", "href=javascript:x", "<script>"]);
}

/// Publishes an article in which all texts, its own and those of its referenced entities, are `text`. Returns its slug.
fn poisoned(app: &TestApp, number: usize, text: &str) -> String {
    let editor = app.editor();
    let short: String = text.chars().take(90).collect();
    let suggestion = phrase(&format!("{text} {number}"), json!({"insteadOf": text, "why": text}));
    let suggestion = editor.create("phrases", &suggestion);
    let page = resource(&format!("{text} {number}"), json!({"excerpt": text, "phone": "+49 30 1234567"}));
    let page = editor.create("resources", &page);
    let subject = format!("subject-{number}");
    let subject = editor.create("topics", &topic(&subject, json!({"name": short, "description": text})));
    // Markdown would make it a link, which is rejected when it is saved.
    let written = if text == LINK { "Plain." } else { text };
    let refused = article("refused", json!({"sections": [{"markdown": LINK}]}));
    editor.post("/v1/manage/articles", &refused).expect(422).expect_error("/sections/0/markdown", "unsafe_url");
    let people = json!([{"name": short, "credential": short}]);
    let body = json!([
        paragraph(text),
        {"_type": "block", "style": "h3", "markDefs": [], "children": [{"_type": "span", "text": text, "marks": ["code"]}]},
        {"_type": "suggestedPhrase", "phraseId": suggestion},
        {"_type": "callout", "tone": "warning", "content": [paragraph(text)]},
        {"_type": "callToAction", "text": text, "label": short, "url": "https://example.org/?a='onload=alert(31337)&b=1"},
        {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text, "marks": ["a"]}],
         "markDefs": [{"_type": "link", "_key": "a", "href": "https://example.org/?q='onclick='alert(31337)"}]},
    ]);
    let slug = format!("poisoned-{number}");
    let fields = json!({
        "title": text, "kicker": short, "summary": text, "topics": [subject], "related": [page],
        "sections": [{"heading": text, "body": body}, {"heading": "Written", "markdown": written}],
        "authors": people, "reviewers": people, "lastReviewedAt": "2026-01-01T00:00:00Z",
        "seo": {"title": short, "description": short},
    });
    publish(&editor, "articles", &article(&slug, fields));
    slug
}

#[test]
fn no_text_of_an_editor_becomes_a_script() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    for (number, payload) in PAYLOADS.iter().enumerate() {
        let slug = poisoned(&app, number, payload);
        let target = format!("/v1/articles/{slug}");
        let page = reader.get_with(&target, &[("Accept", "text/html")]).expect(200);
        assert_harmless(&page.text(), payload);
        for marked in ["html", "markdown"] {
            let article = reader.get(&format!("{target}?body={marked}")).expect(200).json;
            for section in article["sections"].as_array().unwrap() {
                let text = section[marked].as_str().unwrap();
                if marked == "html" {
                    assert_harmless(text, payload);
                } else {
                    // The Markdown must escape tags, so that its HTML contains none.
                    assert_harmless(&rendered(text), payload);
                }
            }
        }
        let linked = reader.get_with(&target, &[("Accept", "application/ld+json")]).expect(200);
        assert!(linked.json.is_object(), "{}", linked.text());
        for sign in ['<', '>', '&'] {
            assert!(!linked.text().contains(sign), "{sign} in {}", linked.text());
        }
        let suggestions = reader.get(&format!("/v1/search?q={}", super::encoded("alert"))).expect(200);
        assert_unsniffable(&suggestions, "application/json");
    }
    let feed = reader.get("/v1/feed.json?limit=100").expect(200);
    for item in feed.json["items"].as_array().unwrap() {
        assert_harmless(item["content_html"].as_str().unwrap(), "feed.json");
    }
    let atom = reader.get("/v1/feed.atom?limit=100").expect(200);
    for html in texts_of(&atom.text()) {
        assert_harmless(&html, "feed.atom");
    }
    assert_unsniffable(&atom, "application/atom+xml");
    assert!(!texts_of(&reader.get("/sitemap.xml").expect(200).text()).iter().any(|text| text.contains("31337")));
}

/// Renders Markdown as a page would.
fn rendered(markdown: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(markdown));
    html
}

/// Returns the `content` of the entries of an Atom feed, which feed readers interpret as HTML.
fn texts_of(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut texts, mut text, mut depth_of_content) = (Vec::new(), String::new(), None);
    let mut depth = 0;
    loop {
        match reader.read_event().expect("the feed is XML") {
            quick_xml::events::Event::Start(tag) => {
                depth += 1;
                assert_ne!(tag.local_name().as_ref(), "script", "{xml}");
                if tag.local_name().as_ref() == "content" {
                    depth_of_content = Some(depth);
                }
            }
            quick_xml::events::Event::End(_) => {
                if depth_of_content == Some(depth) {
                    depth_of_content = None;
                    texts.push(std::mem::take(&mut text));
                }
                depth -= 1;
            }
            quick_xml::events::Event::Text(piece) if depth_of_content.is_some() => {
                text.push_str(&piece);
            }
            quick_xml::events::Event::GeneralRef(name) if depth_of_content.is_some() => {
                text.push_str(match name.as_ref() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => "",
                });
            }
            quick_xml::events::Event::Eof => return texts,
            _ => {}
        }
    }
}

#[track_caller]
fn assert_unsniffable(answer: &Answer, media: &str) {
    assert!(answer.header("content-type").starts_with(media), "{}", answer.header("content-type"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn problems_with_reflected_input_are_not_html() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for payload in PAYLOADS {
        let payload = super::encoded(payload);
        for target in [
            format!("/v1/articles/{payload}"),
            format!("/v1/articles?{payload}=1"),
            format!("/v1/articles?locale={payload}"),
            format!("/v1/manage/articles?q={payload}&sort={payload}"),
            format!("/docs/{payload}"),
            format!("/{payload}"),
        ] {
            for headers in [&[][..], &[("Accept", "text/html")]] {
                let answer = editor.get_with(&target, headers);
                assert!((400..500).contains(&answer.status), "{target}: {}", answer.status);
                assert_unsniffable(&answer, "application/problem+json");
            }
        }
    }
    let broken = editor.post("/v1/manage/articles", &json!({"<script>alert(31337)</script>": 1})).expect(422);
    assert_unsniffable(&broken, "application/problem+json");
}

#[test]
fn the_docs_viewer_ignores_its_query() {
    let app = TestApp::with_demo();
    let plain = app.anonymous().get("/docs/").expect(200);
    let policy = plain.header("content-security-policy");
    for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"] {
        assert!(policy.contains(directive), "{directive} is not in {policy}");
    }
    assert_eq!(plain.header("referrer-policy"), "no-referrer");
    assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'unsafe-inline'") && !policy.contains('*'));
    for query in
        ["url=https://evil.example/openapi.json", "configUrl=data:text/html,x", "urls.primaryName=x", "<script>"]
    {
        let page = app.anonymous().get(&format!("/docs/?{query}"));
        assert_eq!(page.text(), plain.text(), "{query}");
    }
    let settings = app.anonymous().get("/docs/swagger-initializer.js").expect(200).text();
    assert!(
        !settings.contains("queryConfigEnabled\": true") && !settings.contains("queryConfigEnabled: true"),
        "{settings}"
    );
    let served: Value = app.anonymous().get("/openapi.json").expect(200).json;
    assert!(!served.to_string().contains("31337"));
}

#[test]
fn pages_are_not_framed_and_send_no_referrer() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for (target, accept) in [
        ("/v1/articles/setting-limits", "text/html"),
        ("/v1/feed.atom", "*/*"),
        ("/sitemap.xml", "*/*"),
        ("/docs/", "*/*"),
    ] {
        // The second response is a cache hit.
        for _ in 0..2 {
            let page = reader.get_with(target, &[("Accept", accept)]).expect(200);
            let policy = page.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
                "{target}: {policy}"
            );
            assert_eq!(page.header("referrer-policy"), "no-referrer", "{target}");
        }
    }
}
