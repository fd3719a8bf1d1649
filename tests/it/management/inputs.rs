//! What the OpenAPI document says may be sent is what is taken.

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::harness::editing::with;
use crate::harness::{TestApp, article, document, phrase, resource, topic, validator};

/// The shape of that name with `null` for all that may be left out.
fn nulls(name: &str) -> Value {
    let schema = &document()["components"]["schemas"][name];
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let members = schema["properties"].as_object().unwrap_or_else(|| panic!("{name} has no properties"));
    members
        .keys()
        .filter(|member| !required.contains(&json!(member)))
        .map(|member| (member.clone(), json!(null)))
        .collect()
}

/// Whether `value` is what the document says of the shape of that name.
fn fits(name: &str, value: &Value) -> bool {
    validator(&json!({"$ref": format!("#/components/schemas/{name}")})).is_valid(value)
}

#[test]
fn what_may_be_left_out_may_be_null() {
    let app = TestApp::spawn();
    let author = app.author();
    // Only the url makes a resource of this kind, and all other members are left to be null.
    let resource =
        with(resource("Null", json!({})), with(nulls("ResourceInput"), json!({"url": "https://example.org/"})));
    let topic = with(topic("null", json!({})), nulls("TopicInput"));
    let translated = with(nulls("TopicTranslationInput"), json!({"name": "Null"}));
    let link = with(nulls("UrlLink"), json!({"_type": "link", "_key": "m", "href": "/x"}));
    let span = with(nulls("SpanInput"), json!({"_type": "span", "text": "x"}));
    let block = with(nulls("TextBlockInput"), json!({"_type": "block", "children": [span], "markDefs": [link]}));
    let callout = with(nulls("CalloutInput"), json!({"_type": "callout", "tone": "info", "content": [block]}));
    let call = with(nulls("CallToActionInput"), json!({"_type": "callToAction", "label": "Go", "url": "/x"}));
    let section = with(nulls("SectionInput"), json!({"body": [block, callout, call]}));
    let credit = with(nulls("CreditInput"), json!({"name": "Desk"}));
    let parts = json!({"sections": [section], "seo": nulls("SeoInput"), "authors": [credit]});
    for (list, shape, input) in [
        ("phrases", "PhraseInput", with(phrase("Null.", json!({})), nulls("PhraseInput"))),
        ("resources", "ResourceInput", resource),
        ("topics", "TopicInput", topic.clone()),
        ("topics", "TopicInput", with(topic, json!({"slug": "translated", "translations": {"es": translated}}))),
        ("articles", "ArticleInput", with(article("null", json!({})), nulls("ArticleInput"))),
        ("articles", "ArticleInput", with(article("parts", json!({})), parts)),
    ] {
        assert!(fits(shape, &input), "{shape}: {input}");
        author.post(&format!("/v1/manage/{list}"), &input).expect(201);
    }
    let id = author.create("articles", &article("seen", json!({})));
    assert!(fits("PreviewTokenInput", &nulls("PreviewTokenInput")));
    author.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &nulls("PreviewTokenInput")).expect(201);
    let patch = json!({"description": null, "topics": null, "state": null});
    assert!(fits("WebhookPatch", &patch));
    let admin = app.admin();
    let webhook = json!({"url": "https://example.org/hook", "state": "disabled"});
    let webhook = admin.post("/v1/manage/webhooks", &webhook).expect(201).json["id"].as_str().unwrap().to_owned();
    let webhook = admin.patch(&format!("/v1/manage/webhooks/{webhook}"), "*", &patch).expect(200);
    assert_eq!(webhook.json["state"], "active");
}

#[test]
fn what_must_be_there_must_not_be_null() {
    let app = TestApp::spawn();
    let author = app.author();
    for (list, shape, input) in [
        ("phrases", "PhraseInput", phrase("Null.", json!({}))),
        ("resources", "ResourceInput", resource("Null", json!({}))),
        ("topics", "TopicInput", topic("null", json!({}))),
        ("articles", "ArticleInput", article("null", json!({}))),
    ] {
        for member in document()["components"]["schemas"][shape]["required"].as_array().unwrap() {
            let input = with(input.clone(), json!({member.as_str().unwrap(): null}));
            assert!(!fits(shape, &input), "{shape} without {member}");
            author.post(&format!("/v1/manage/{list}"), &input).expect_problem(422, "validation_failed");
        }
    }
}

#[test]
fn a_locale_is_described_as_it_is_read() {
    let app = TestApp::spawn();
    let mut taken = Vec::new();
    for tag in [
        "en",
        "EN",
        "eng",
        "pt-BR",
        "zh-Hant-TW",
        "es-419",
        "zh-cmn-Hans-CN",
        "de-CH-1996",
        "sl-rozaj-biske",
        "en-a-bbb",
        "en-a-bbb-x-c",
        "x-house",
        "i-klingon",
        "en-GB-oed",
        "sgn-BE-FR",
        "abcd",
        "abcde",
        "en-u-ca-gregory",
        "sr-Latn-RS",
        // Not these.
        "",
        "e",
        "en_GB",
        "en-",
        "-en",
        "en--GB",
        "0",
        "00000000",
        "en-x",
        "en-a",
        "en-G",
        "en-GB-GB",
        "x",
        "i-nothing",
        "abcdefghi",
        "en-toolongasubtag",
        "zh-cmn-yue-hak-nan",
        "12",
        "en-Latn-Latn",
        "en-x-123456789",
        "é",
        "en-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaa",
        "en GB",
    ] {
        let query: String = byte_serialize(tag.as_bytes()).collect();
        let answer = app.anonymous().get(&format!("/v1/articles?locale={query}"));
        assert_eq!(answer.status == 200, fits("Locale", &json!(tag)), "\"{tag}\" is {}", answer.status);
        taken.extend((answer.status == 200).then_some(tag));
    }
    assert_eq!(taken.len(), 19, "{taken:?}");
}

#[test]
fn a_note_is_described_as_it_is_read() {
    let app = TestApp::spawn();
    let author = app.author();
    let parameters = document()["paths"]["/v1/manage/phrases"]["post"]["parameters"].as_array().unwrap();
    let schema = &parameters.iter().find(|parameter| parameter["name"] == "note").unwrap()["schema"];
    let validator = validator(schema);
    for (note, is_good) in [
        ("Shorter.", true),
        (" Two\n\tlines ", true),
        ("é", true),
        ("\u{1F642}", true),
        ("", false),
        (" \n\t", false),
        ("\u{3000}", false),
        ("a\rb", false),
        ("\u{7F}a", false),
        ("a\u{85}", false),
        ("a\u{2028}b", false),
        ("\u{FFFE}a", false),
        ("a\u{0}", false),
    ] {
        let query: String = byte_serialize(note.as_bytes()).collect();
        let answer = author.post(&format!("/v1/manage/phrases?note={query}"), &phrase("Noted.", json!({})));
        assert_eq!(answer.status == 201, is_good, "{note:?} is {}", answer.status);
        assert_eq!(validator.is_valid(&json!(note)), is_good, "{note:?} in the document");
    }
}

#[test]
fn only_articles_are_listed_by_their_reviews() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    for list in ["articles", "phrases", "resources", "topics"] {
        let parameters = document()["paths"][format!("/v1/manage/{list}")]["get"]["parameters"].as_array().unwrap();
        let named = |name: &str| parameters.iter().find(|parameter| parameter["name"] == name);
        let has_reviews = list == "articles";
        assert_eq!(named("reviewState").is_some(), has_reviews, "{list}");
        assert_eq!(named("reviewDueBefore").is_some(), has_reviews, "{list}");
        for word in ["-updatedAt", "updatedAt", "nextReviewAt", "-nextReviewAt", "title"] {
            let is_described = validator(&named("sort").unwrap()["schema"]).is_valid(&json!(word));
            let answer = viewer.get(&format!("/v1/manage/{list}?sort={word}"));
            assert_eq!(answer.status == 200, is_described, "{list} by {word} is {}", answer.status);
        }
    }
}
