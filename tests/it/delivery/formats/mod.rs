//! Articles as HTML, Markdown, plain text and linked data, by `Accept`.

mod linked_data;
mod plain_text;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::dev::{Service, ServiceRequest};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::web;
use actix_web::{App, HttpRequest, HttpResponse};
use cairn::http::{
    CacheControlPolicy, CorsPolicy, Freshness, InvalidationClock, Problem, Representation, ResponseCache,
    negotiate_media_type,
};
use cairn::metrics::Metrics;
use reqwest::Method;
use serde_json::json;

use crate::harness::{Answer, Client, TestApp, article, paragraph, phrase, publish, resource, topic};

const FORMS: [(&str, &str); 5] = [
    ("application/json", "application/json"),
    ("text/html", "text/html; charset=utf-8"),
    ("text/markdown", "text/markdown; charset=utf-8"),
    ("text/plain", "text/plain; charset=utf-8"),
    ("application/ld+json", "application/ld+json"),
];

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

fn get_as(reader: &Client, target: &str, accept: &str) -> Answer {
    reader.get_with(target, &[("Accept", accept)])
}

/// Publishes an article with every member, and with characters that need an escape in each format.
fn tea(app: &TestApp) -> Client {
    let editor = app.editor();
    let words = phrase("Would you like *tea*?", json!({"insteadOf": "Stop <crying>!", "why": "It’s warm."}));
    let words = publish(&editor, "phrases", &words).id();
    let subject = publish(&editor, "topics", &topic("small-things", json!({"name": "Small & kind"}))).id();
    let audience = publish(&editor, "topics", &topic("friends", json!({"kind": "audience", "name": "Friends"}))).id();
    let more = publish(&editor, "resources", &resource("Where to *sit*", json!({"phone": "116 123"}))).id();
    let body = json!([paragraph("Put the kettle on & wait."), {"_type": "suggestedPhrase", "phraseId": words}]);
    let fields = json!({
        "title": "A cup of <tea>", "kicker": "Small things", "summary": "Ten quiet minutes.\nNo more.",
        "topics": [audience, subject], "related": [more],
        "sections": [{"heading": "# Begin", "body": body}, {"body": [paragraph("That is all.")]}],
        "authors": [{"name": "A desk", "credential": "Plain language"}], "reviewers": [{"name": "A nurse"}],
    });
    publish(&editor, "articles", &article("tea", fields));
    editor
}

#[test]
fn accept_selects_the_format_of_an_article() {
    let app = TestApp::spawn();
    tea(&app);
    let reader = app.anonymous();
    for (accept, content_type) in FORMS {
        let answer = get_as(&reader, "/v1/articles/tea", accept).expect(200);
        assert_eq!(answer.header("content-type"), content_type);
        assert_eq!(answer.header("content-language"), "en", "{accept}");
        assert_eq!(answer.header("vary"), "Accept, Accept-Encoding", "{accept}");
    }
    assert_eq!(get_as(&reader, "/v1/articles/tea", BROWSER).header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reader.get("/v1/articles/tea").header("content-type"), "application/json");
    let first = get_as(&reader, "/v1/articles/tea", "text/markdown;q=0.5, text/plain;q=0.4, application/json;q=0.1");
    assert_eq!(first.header("content-type"), "text/markdown; charset=utf-8");
}

#[test]
fn markdown_of_a_whole_article() {
    let app = TestApp::spawn();
    tea(&app);
    let markdown = get_as(&app.anonymous(), "/v1/articles/tea", "text/markdown").expect(200);
    insta::assert_snapshot!(markdown.text(), @r##"
    Small things

    # A cup of \<tea>

    Ten quiet minutes.\
    No more.

    ## \# Begin

    Put the kettle on & wait.

    > “Would you like \*tea\*?”

    That is all.

    ---

    - [Where to \*sit\*](https://example.org/page)

      Worth a look.

      116 123
    "##);
}

#[test]
fn text_of_a_whole_article() {
    let app = TestApp::spawn();
    tea(&app);
    let text = get_as(&app.anonymous(), "/v1/articles/tea", "text/plain").expect(200);
    insta::assert_snapshot!(text.text(), @r##"
    Small things

    A cup of <tea>

    Ten quiet minutes.
    No more.

    # Begin

    Put the kettle on & wait.

    “Would you like *tea*?”
    Instead of: “Stop <crying>!”

    That is all.

    • Where to *sit* (https://example.org/page)
      Worth a look.
      116 123
    "##);
}

#[test]
fn html_of_a_whole_article_has_no_active_content() {
    let app = TestApp::spawn();
    tea(&app);
    let page = get_as(&app.anonymous(), "/v1/articles/tea", "text/html").expect(200);
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    assert_eq!(page.header("content-security-policy"), policy);
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let now = settled(&page.text());
    insta::assert_snapshot!(now, @r##"
    <!DOCTYPE html>
    <html lang="en" dir="auto">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A cup of &lt;tea&gt;</title>
    <meta name="description" content="Ten quiet minutes.
    No more.">
    <link rel="canonical" href="/v1/articles/tea?locale=en">
    </head>
    <body>
    <main>
    <article>
    <header>
    <p class="kicker">Small things</p>
    <h1>A cup of &lt;tea&gt;</h1>
    <p class="summary">Ten quiet minutes.<br/>No more.</p>
    </header>
    <section id="begin">
    <h2># Begin</h2>
    <p>Put the kettle on &amp; wait.</p><blockquote class="phrase phrase--calm" data-phrase-id="[id]"><p>Would you like *tea*?</p><p class="phrase__instead-of"><span class="phrase__label">Instead of:</span> <s>Stop &lt;crying&gt;!</s></p><p class="phrase__why">It’s warm.</p></blockquote>
    </section>
    <section id="section">
    <p>That is all.</p>
    </section>
    <nav class="related">
    <ul>
    <li class="related--page"><a href="https://example.org/page">Where to *sit*</a><p>Worth a look.</p><p class="phone">116 123</p></li>
    </ul>
    </nav>
    <footer>
    <ul class="authors">
    <li>A desk <span class="credential">Plain language</span></li>
    </ul>
    <ul class="reviewers">
    <li>A nurse</li>
    </ul>
    <time [moment]>
    </footer>
    </article>
    </main>
    </body>
    </html>
    "##);
}

/// Returns the page without the parts that differ between runs.
fn settled(page: &str) -> String {
    page.lines()
        .map(|line| match (line.find("data-phrase-id=\""), line.starts_with("<time")) {
            (Some(place), _) => {
                let id = &line[place + 16..place + 52];
                line.replace(id, "[id]")
            }
            (None, true) => "<time [moment]>".to_owned(),
            (None, false) => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn unacceptable_media_types_return_406_and_unknown_articles_404() {
    let app = TestApp::spawn();
    tea(&app);
    let reader = app.anonymous();
    for _ in 0..2 {
        for accept in ["image/png", "text/html;q=0", "application/xml", "text/markdown;q=0.0, text/css"] {
            let refused = get_as(&reader, "/v1/articles/tea", accept).expect_problem(406, "not_acceptable");
            assert!(refused.json["detail"].as_str().unwrap().contains("text/markdown"), "{}", refused.text());
            get_as(&reader, "/v1/articles", accept).expect_problem(406, "not_acceptable");
            get_as(&reader, "/v1/articles/coffee", accept).expect_problem(404, "not_found");
        }
        get_as(&reader, "/v1/articles", "text/html").expect_problem(406, "not_acceptable");
        get_as(&reader, "/v1/articles", BROWSER).expect(200);
    }
}

#[test]
fn fields_and_bodies_are_json_only() {
    let app = TestApp::spawn();
    tea(&app);
    let reader = app.anonymous();
    for tail in ["/fields?fields=title", "?body=html", "?body=portable-text"] {
        let target = format!("/v1/articles/tea{tail}");
        get_as(&reader, &target, "text/html").expect_problem(406, "not_acceptable");
        let answer = get_as(&reader, &target, BROWSER).expect(200);
        assert_eq!(answer.header("content-type"), "application/json", "{tail}");
        assert_eq!(answer.header("vary"), "Accept-Encoding", "{tail}");
    }
}

#[test]
fn every_format_has_its_own_validators_and_supports_head() {
    let app = TestApp::spawn();
    tea(&app);
    let reader = app.anonymous();
    let mut tags = HashSet::new();
    for (accept, _) in FORMS {
        let full = get_as(&reader, "/v1/articles/tea", accept).expect(200);
        let etag = full.etag();
        assert!(etag.starts_with('"') && tags.insert(etag.clone()), "{accept}: {etag}");
        for known in [etag.as_str(), "*"] {
            let headers = [("Accept", accept), ("If-None-Match", known)];
            let answer = reader.get_with("/v1/articles/tea", &headers).expect(304);
            assert_eq!((answer.etag(), answer.bytes.len()), (etag.clone(), 0), "{accept}");
            assert_eq!(answer.header("vary"), "Accept, Accept-Encoding");
        }
        let head = reader.send(Method::HEAD, "/v1/articles/tea", &[("Accept", accept)], None).expect(200);
        assert_eq!(head.bytes.len(), 0);
        for name in ["etag", "content-type", "vary", "last-modified", "cache-control", "surrogate-key"] {
            assert_eq!(head.header(name), full.header(name), "{accept}: {name}");
        }
    }
}

#[test]
fn a_cache_hit_has_the_requested_format() {
    let (cached, plain) = (TestApp::with_demo(), TestApp::with_demo_and(&["--cache-mb", "0"]));
    let (cached, plain) = (cached.anonymous(), plain.anonymous());
    let ranges = [
        "text/html",
        "text/*",
        "*/*",
        "application/json",
        "text/markdown",
        "application/ld+json",
        "text/plain",
        "image/png",
    ];
    let targets =
        ["/v1/articles/setting-limits", "/v1/articles/setting-limits?body=text", "/v1/articles", "/v1/articles/x"];
    for number in 0..400_usize {
        let pick = |place: usize| ranges[number * [31, 17, 7][place] / [1, 3, 5][place] % ranges.len()];
        let accept = match number % 3 {
            0 => pick(0).to_owned(),
            1 => format!("{}, {};q=0.{}", pick(0), pick(1), number % 10),
            _ => format!("{};q=0.{}, {};q=0.5,{};q=0", pick(0), number % 7, pick(1), pick(2)),
        };
        for target in targets {
            let (given, made) = (get_as(&cached, target, &accept), get_as(&plain, target, &accept));
            assert_eq!(given.status, made.status, "{target} as {accept}");
            for name in ["content-type", "etag", "vary"] {
                assert_eq!(given.header(name), made.header(name), "{name} of {target} as {accept}");
            }
            assert!(given.status != 200 || given.bytes == made.bytes, "{target} as {accept}");
        }
    }
}

#[actix_web::test]
async fn a_thousand_accept_headers_share_few_cache_entries() {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    const OFFERED: &[&str] = &["application/json", "text/html", "text/markdown"];
    async fn make(request: HttpRequest) -> Result<HttpResponse, Problem> {
        MADE.fetch_add(1, Ordering::SeqCst);
        let chosen = negotiate_media_type(&request, OFFERED)?;
        Representation::negotiated(chosen.to_owned(), chosen, OFFERED, None, Freshness::default()).respond(&request)
    }
    let cache = ResponseCache::new(
        1 << 20,
        Arc::new(InvalidationClock::default()),
        CacheControlPolicy::default(),
        CorsPolicy::new(&[]),
        Arc::new(Metrics::new().unwrap()),
    );
    let cache = Arc::new(cache);
    let layer = move |request: ServiceRequest, next: Next<_>| Arc::clone(&cache).serve(request, next);
    let app = init_service(App::new().route("/v1/forms", web::get().to(make)).wrap(from_fn(layer))).await;
    for number in 0..1000 {
        let accept = format!("text/markdown;q=0.{number:03}, text/html;q=0.5, x/x-{number}, */*;q=0.2");
        let request = TestRequest::get().uri("/v1/forms").insert_header(("Accept", accept)).to_request();
        let body = actix_web::test::read_body(app.call(request).await.unwrap()).await;
        assert_eq!(body, if number > 500 { "text/markdown" } else { "text/html" }, "{number}");
    }
    assert!(MADE.load(Ordering::SeqCst) <= 4, "{MADE:?}");
}

#[test]
fn a_withdrawn_article_has_its_notice_in_every_format() {
    let app = TestApp::spawn();
    let editor = tea(&app);
    let reader = app.anonymous();
    let id = reader.get("/v1/articles/tea").id();
    let ending = json!({
        "mode": "withdrawn", "explanation": "Coffee is *better*.", "alternative": {"url": "https://example.org/coffee"},
    });
    editor.post_matching(&format!("/v1/manage/articles/{id}/unpublish"), "*", &ending).expect(200);
    for (accept, said) in [
        ("text/html", "<p>Coffee is *better*.</p><p><a href=\"https://example.org/coffee\">"),
        (
            "text/markdown",
            "> [!WARNING]\n> Coffee is \\*better\\*.\n>\n> [https://example.org/coffee](https://example.org/coffee)\n",
        ),
        ("text/plain", "Coffee is *better*.\n\nhttps://example.org/coffee\n\n"),
        ("application/ld+json", "\"creativeWorkStatus\":[\"Withdrawn\"]"),
    ] {
        let text = get_as(&reader, "/v1/articles/tea", accept).expect(200).text();
        assert!(text.contains(said), "{accept}: {text}");
    }
}
