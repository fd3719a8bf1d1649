//! Errors in bodies and queries: each has its position and a remedy.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::{article_of, marked, phrase_block};
use crate::harness::{Answer, Client, TestApp, article, paragraph, phrase};

const ARTICLES: &str = "/v1/manage/articles";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// POSTs bytes as an article.
fn post_bytes(client: &Client, body: &[u8]) -> Answer {
    client.send(Method::POST, ARTICLES, &[JSON], Some(body.to_vec()))
}

/// Returns the response to an article with one section of these blocks.
fn post_blocks(client: &Client, blocks: Value) -> Answer {
    client.post(ARTICLES, &article_of("blocks", blocks))
}

fn detail_at(answer: &Answer, place: &str) -> String {
    let errors = answer.json["errors"].as_array().unwrap();
    let found = errors.iter().find(|error| error["pointer"] == place || error["parameter"] == place);
    found.unwrap_or_else(|| panic!("nothing at {place}: {}", answer.text()))["detail"].as_str().unwrap().to_owned()
}

#[test]
fn a_problem_document_is_complete() {
    let app = TestApp::spawn();
    let wrong = article("problem", json!({"titel": "?"}));
    let answer = app.author().post(ARTICLES, &wrong).expect_problem(422, "validation_failed");
    assert_eq!(answer.json["requestId"], answer.header("x-request-id"));
    assert_eq!(answer.header("cache-control"), "no-store");
    insta::assert_json_snapshot!(answer.json, {".requestId" => "[id]"}, @r#"
    {
      "type": "/docs/errors#validation_failed",
      "title": "The input is invalid",
      "status": 422,
      "detail": "One value is invalid; nothing was changed.",
      "code": "validation_failed",
      "requestId": "[id]",
      "errors": [
        {
          "pointer": "/titel",
          "code": "unknown_field",
          "detail": "\"titel\" is not a field of this object. Did you mean \"title\"?"
        }
      ]
    }
    "#);
}

#[test]
fn a_body_that_is_not_json_is_malformed() {
    let app = TestApp::spawn();
    let author = app.author();
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let bodies: [&[u8]; 9] = [
        b"",
        b"{",
        b"{\"title\": }",
        b"{} {}",
        b"{'title': 1}",
        b"\xff\xfe{}",
        br#"{"title": "\ud800"}"#,
        br#"{"title": "\udc00\ud800"}"#,
        deep.as_bytes(),
    ];
    for body in bodies {
        post_bytes(&author, body).expect_problem(400, "malformed_json");
    }
}

#[test]
fn a_duplicate_member_is_malformed() {
    let app = TestApp::spawn();
    let author = app.author();
    let outer = br#"{"locale": "en", "slug": "a", "title": "A", "title": "B", "summary": "S"}"#;
    let inner = br#"{"locale": "en", "slug": "a", "title": "A", "summary": "S", "seo": {"title": "A", "title": "B"}}"#;
    for body in [&outer[..], inner] {
        let answer = post_bytes(&author, body).expect_problem(400, "malformed_json");
        assert!(answer.json["detail"].as_str().unwrap().contains("\"title\" occurs twice"));
    }
}

#[test]
fn a_body_that_is_not_an_object_is_refused_as_a_whole() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("whole", json!({})));
    for body in [json!([]), json!("text"), json!(1), Value::Null] {
        author.post(ARTICLES, &body).expect_problem(422, "validation_failed").expect_error("", "wrong_type");
        let target = format!("{ARTICLES}/{id}");
        author.patch(&target, "*", &body).expect_problem(422, "validation_failed").expect_error("", "wrong_type");
    }
}

#[test]
fn a_mistyped_field_is_named_with_the_right_one() {
    let app = TestApp::spawn();
    let author = app.author();
    let input = json!({"locale": "en", "slug": "a", "titel": "A", "summary": "S", "nothingLikeIt": 1, "a/b~c": 2});
    let answer = author.post(ARTICLES, &input).expect_problem(422, "validation_failed");
    let answer = answer.expect_error("/titel", "unknown_field").expect_error("/title", "required");
    assert!(detail_at(&answer, "/titel").contains("Did you mean \"title\"?"));
    assert!(detail_at(&answer, "/nothingLikeIt").contains("Known here: type, locale, slug, title"));
    answer.expect_error("/a~1b~0c", "unknown_field");
    let answer = author.post("/v1/manage/phrases", &phrase("Hi.", json!({"tone": "clam"}))).expect(422);
    let answer = answer.expect_error("/tone", "unknown_value");
    assert!(detail_at(&answer, "/tone").contains("Did you mean \"calm\"?"));
}

#[test]
fn a_mistyped_parameter_is_named_with_the_right_one() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    for (target, wrong, right) in [
        ("/v1/manage/articles?limt=3", "limt", "limit"),
        ("/v1/articles?topics=rest", "topics", "topic"),
        ("/v1/phrases?tome=calm", "tome", "tone"),
        ("/v1/manage/topics?Count=true", "Count", "count"),
    ] {
        let answer = viewer.get(target).expect_problem(400, "invalid_query").expect_error(wrong, "unknown_parameter");
        assert!(detail_at(&answer, wrong).contains(&format!("Did you mean \"{right}\"?")), "{target}");
    }
    viewer.get("/v1/manage/whoami?x=1").expect_problem(400, "invalid_query").expect_error("x", "unknown_parameter");
}

#[test]
fn a_duplicate_parameter_is_refused() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    for target in ["/v1/manage/articles?limit=1&limit=2", "/v1/articles?limit=1&limit=1"] {
        viewer.get(target).expect_problem(400, "invalid_query").expect_error("limit", "duplicate");
    }
}

#[test]
fn a_limit_out_of_its_range_is_refused_and_never_clamped() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    let lists = [
        "/v1/articles",
        "/v1/phrases",
        "/v1/resources",
        "/v1/topics",
        "/v1/manage/articles",
        "/v1/manage/phrases",
        "/v1/manage/resources",
        "/v1/manage/topics",
    ];
    for list in lists {
        for limit in ["0", "101", "x", "", "-1", "1.5", "99999999999999999999", "%00"] {
            let answer = viewer.get(&format!("{list}?limit={limit}")).expect_problem(400, "invalid_query");
            assert_eq!(answer.json["errors"][0]["parameter"], "limit", "{list} {limit}");
        }
        for limit in ["1", "100"] {
            viewer.get(&format!("{list}?limit={limit}")).expect(200);
        }
    }
}

#[test]
fn all_errors_are_reported_at_once() {
    let app = TestApp::spawn();
    let author = app.author();
    let input = json!({
        "locale": "not a locale", "slug": "Not A Slug", "title": "  ", "kicker": 7, "topics": ["x", 1], "seo": {"noIndex": "yes"},
        "nextReviewAt": "tomorrow", "authors": [{"credential": "Only this"}], "extra": true,
        "sections": [{"heading": "line\nbreak"}, {"body": [{"_type": "block", "level": 9, "children": []}]}],
    });
    let answer = author.post(ARTICLES, &input).expect_problem(422, "validation_failed");
    let errors = answer.json["errors"].as_array().unwrap().iter();
    let found: Vec<String> = errors
        .map(|error| format!("{} {}", error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    insta::assert_json_snapshot!(found, @r#"
    [
      "/topics/0 unknown_reference",
      "/locale invalid_locale",
      "/slug invalid_slug",
      "/title blank",
      "/kicker wrong_type",
      "/topics/1 wrong_type",
      "/sections/0/heading invalid_character",
      "/sections/1/body/0/level out_of_range",
      "/authors/0/name required",
      "/nextReviewAt invalid_timestamp",
      "/seo/noIndex wrong_type",
      "/extra unknown_field"
    ]
    "#);
    assert_eq!(author.get(ARTICLES).expect(200).json["data"], json!([]));
    let query = author.get("/v1/manage/articles?limit=0&status=x&nonsense=1").expect_problem(400, "invalid_query");
    assert_eq!(query.json["errors"].as_array().unwrap().len(), 3);
}

#[test]
fn a_hundred_errors_are_listed_and_the_others_counted() {
    let app = TestApp::spawn();
    let blocks: Vec<Value> = (0..300).map(|_| json!({"_type": "blok"})).collect();
    let answer = post_blocks(&app.author(), blocks.into()).expect_problem(422, "validation_failed");
    assert_eq!(answer.json["errors"].as_array().unwrap().len(), 100);
    assert!(answer.json["detail"].as_str().unwrap().starts_with("300 values"));
}

#[test]
fn an_unknown_block_type_is_reported() {
    let app = TestApp::spawn();
    let author = app.author();
    let answer = post_blocks(&author, json!([paragraph("fine"), {"_type": "calout"}])).expect(422);
    let place = "/sections/0/body/1/_type";
    let answer = answer.expect_error(place, "unknown_type");
    assert!(detail_at(&answer, place).contains("Did you mean \"callout\"?"));
    let image = json!([{"_type": "image", "asset": {}}]);
    post_blocks(&author, image).expect(422).expect_error("/sections/0/body/0/_type", "unknown_type");
    post_blocks(&author, json!([{"children": []}])).expect(422).expect_error("/sections/0/body/0/_type", "required");
    let child = json!([{"_type": "block", "children": [{"_type": "emoji", "text": "!"}]}]);
    post_blocks(&author, child).expect(422).expect_error("/sections/0/body/0/children/0/_type", "unknown_type");
    let annotation = json!([marked("words", json!({"_type": "footnote"}))]);
    post_blocks(&author, annotation).expect(422).expect_error("/sections/0/body/0/markDefs/0/_type", "unknown_type");
    let nested =
        json!([{"_type": "callout", "tone": "info", "content": [{"_type": "callout", "tone": "info", "content": []}]}]);
    post_blocks(&author, nested).expect(422).expect_error("/sections/0/body/0/content/0", "nesting_too_deep");
}

#[test]
fn a_mark_needs_a_definition() {
    let app = TestApp::spawn();
    let author = app.author();
    let body =
        json!([{"_type": "block", "children": [{"_type": "span", "text": "x", "marks": ["strong", "m1", "stong"]}]}]);
    let answer = post_blocks(&author, body).expect(422);
    let answer = answer.expect_error("/sections/0/body/0/children/0/marks/1", "unknown_mark");
    let place = "/sections/0/body/0/children/0/marks/2";
    assert!(detail_at(&answer, place).contains("Did you mean \"strong\"?"));
}

#[test]
fn a_block_key_is_unique_among_its_siblings() {
    let app = TestApp::spawn();
    let author = app.author();
    let block = json!({"_type": "block", "_key": "k", "children": [{"_type": "span", "text": "x"}]});
    post_blocks(&author, json!([block, block])).expect(422).expect_error("/sections/0/body", "duplicate");
    let span = json!({"_type": "span", "_key": "s", "text": "x"});
    let spans = json!([{"_type": "block", "children": [span, span]}]);
    post_blocks(&author, spans).expect(422).expect_error("/sections/0/body/0/children", "duplicate");
    let link = |href: &str| json!({"_type": "link", "_key": "m", "href": href});
    let marks = json!([{"_type": "block", "markDefs": [link("/a"), link("/b")],
        "children": [{"_type": "span", "text": "x", "marks": ["m"]}]}]);
    post_blocks(&author, marks).expect(422).expect_error("/sections/0/body/0/markDefs", "duplicate");
}

#[test]
fn an_address_that_runs_code_is_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    for href in ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"] {
        let link = json!([marked("words", json!({"_type": "link", "href": href}))]);
        post_blocks(&author, link).expect(422).expect_error("/sections/0/body/0/markDefs/0/href", "unsafe_url");
        let button = json!([{"_type": "callToAction", "label": "Go", "url": href}]);
        post_blocks(&author, button).expect(422).expect_error("/sections/0/body/0/url", "unsafe_url");
        let markdown = article("markdown", json!({"sections": [{"markdown": format!("[words]({href})")}]}));
        author.post(ARTICLES, &markdown).expect(422).expect_error("/sections/0/markdown", "unsafe_url");
        let canonical = article("canonical", json!({"seo": {"canonicalUrl": href}}));
        author.post(ARTICLES, &canonical).expect(422).expect_error("/seo/canonicalUrl", "unsafe_url");
    }
    for href in
        ["java\tscript:alert(1)", " javascript:alert(1)", "//example.org", "\\\\example.org", "https://exa mple.org"]
    {
        let link = json!([marked("words", json!({"_type": "link", "href": href}))]);
        let answer = post_blocks(&author, link).expect(422);
        assert_eq!(answer.json["errors"][0]["pointer"], "/sections/0/body/0/markDefs/0/href", "{href}");
    }
}

#[test]
fn control_characters_are_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    author
        .post(ARTICLES, &article("nul", json!({"title": "a\u{0}b"})))
        .expect(422)
        .expect_error("/title", "invalid_character");
    let body = json!([paragraph("a\u{0}b")]);
    post_blocks(&author, body).expect(422).expect_error("/sections/0/body/0/children/0/text", "invalid_character");
    author
        .get("/v1/manage/articles?q=a%00b")
        .expect_problem(400, "invalid_query")
        .expect_error("q", "invalid_character");
    author
        .post(ARTICLES, &article("two-lines", json!({"title": "a\nb"})))
        .expect(422)
        .expect_error("/title", "invalid_character");
    author.create("articles", &article("lines", json!({"summary": "One line.\nAnother."})));
    let answer = author.post(ARTICLES, &article("return", json!({"summary": "One.\r\nTwo."}))).expect(422);
    assert!(
        !detail_at(&answer, "/summary").contains("Must be one line"),
        "several lines are allowed: {}",
        answer.text()
    );
}

#[test]
fn text_is_stored_unchanged() {
    let app = TestApp::spawn();
    let author = app.author();
    let title = "  Ünïcode — 🌊 „quoted“ \u{202F}e\u{301}  ";
    let id = author.create("articles", &article("letters", json!({"title": title})));
    assert_eq!(author.working("articles", &id).json["title"], title);
}

#[test]
fn a_section_has_a_body_or_markdown() {
    let app = TestApp::spawn();
    let both = article("both", json!({"sections": [{"body": [phrase_block("x")], "markdown": "x"}]}));
    let answer = app.author().post(ARTICLES, &both).expect_problem(422, "validation_failed");
    answer
        .expect_error("/sections/0/markdown", "mutually_exclusive")
        .expect_error("/sections/0/body/0/phraseId", "invalid_id");
}
