//! The inputs that the OpenAPI document declares are the inputs that the server accepts.

use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::harness::{TestApp, article, document, phrase, validator};

/// Returns true if `value` is valid for this schema of the document.
pub fn fits(name: &str, value: &Value) -> bool {
    validator(&json!({"$ref": format!("#/components/schemas/{name}")})).is_valid(value)
}

#[test]
fn the_schema_of_a_locale_matches_its_parser() {
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
        // Invalid tags.
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
        assert_eq!(answer.status == 200, fits("LocaleCode", &json!(tag)), "\"{tag}\" is {}", answer.status);
        taken.extend((answer.status == 200).then_some(tag));
    }
    assert_eq!(taken.len(), 19, "{taken:?}");
}

#[test]
fn the_schema_of_a_note_matches_its_decoder() {
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
        for word in ["-updatedAt", "updatedAt", "nextReviewAt", "-nextReviewAt", "title", "-title", "name"] {
            let is_described = validator(&named("sort").unwrap()["schema"]).is_valid(&json!(word));
            let answer = viewer.get(&format!("/v1/manage/{list}?sort={word}"));
            assert_eq!(answer.status == 200, is_described, "{list} by {word} is {}", answer.status);
        }
    }
}

#[test]
fn integers_are_accepted_in_every_notation() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("numbers", json!({})));
    let item = |level: &str| {
        let body = format!(
            r#"{{"sections": [{{"body": [{{"_type": "block", "listItem": "bullet", "level": {level}, "children": [{{"_type": "span", "text": "x"}}]}}]}}]}}"#
        );
        let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
        author.send(reqwest::Method::PATCH, &format!("/v1/manage/articles/{id}"), &headers, Some(body.into_bytes()))
    };
    for (level, read) in [("2", 2), ("2.0", 2), ("3e0", 3), ("40.00e-1", 4), ("0.5e1", 5)] {
        assert_eq!(item(level).expect(200).json["sections"][0]["body"][0]["level"], read, "{level}");
    }
    for (level, said) in [
        ("2.5", "Must be a whole number from 1 to 6, not 2.5."),
        ("7.0", "Must be a whole number from 1 to 6, not 7.0."),
        ("-1.0", "Must be a whole number from 1 to 6, not -1.0."),
        ("1e300", "Must be a whole number from 1 to 6, not 1e+300."),
    ] {
        let refused = item(level).expect_problem(422, "validation_failed");
        let refused = refused.expect_error("/sections/0/body/0/level", "out_of_range");
        assert_eq!(refused.json["errors"][0]["detail"], said);
    }
    let token = |seconds: &str| {
        let body = format!(r#"{{"expiresInSeconds": {seconds}}}"#).into_bytes();
        let headers = [("Content-Type", "application/json")];
        author.send(reqwest::Method::POST, &format!("/v1/manage/articles/{id}/preview-tokens"), &headers, Some(body))
    };
    token("36e2").expect(201);
    token("3600.5").expect_problem(422, "validation_failed").expect_error("/expiresInSeconds", "out_of_range");
}

#[test]
fn an_empty_paragraph_is_stored_and_not_rendered() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let empty = json!({"_type": "block", "_key": "a1", "style": "normal", "markDefs": [], "children": []});
    let line = json!({"_type": "block", "_key": "b2", "style": "normal", "markDefs": [],
        "children": [{"_type": "span", "_key": "c3", "text": "Words.", "marks": []}]});
    let callout = json!({"_type": "callout", "_key": "d4", "tone": "info", "content": [empty, line]});
    let body = json!([empty, line, callout]);
    let input = article("lines", json!({"sections": [{"body": body}]}));
    assert!(fits("ArticleInput", &input));
    let saved = editor.post("/v1/manage/articles", &input).expect(201);
    assert_eq!(saved.json["sections"][0]["body"], body, "the saved body is returned");
    let id = saved.id();
    let again = editor.edit("articles", &id, &json!({"sections": saved.json["sections"]}));
    assert_eq!(again.json["version"], 1, "saving it again changes nothing");
    editor.publish("articles", &id);
    let shown = app.anonymous().get("/v1/articles/lines?body=portable-text,html,text,markdown").expect(200);
    let section = &shown.json["sections"][0];
    assert_eq!(section["body"], body);
    assert_eq!(section["text"], "Words.\n\nWords.");
    assert_eq!(
        section["html"],
        "<p>Words.</p><aside class=\"callout callout--info\" role=\"note\"><p>Words.</p></aside>"
    );
    assert_eq!(section["markdown"], "Words.\n\n> [!NOTE]\n> Words.");
}

#[test]
fn a_client_generated_id_is_a_hyphenated_uuid_of_any_version() {
    let app = TestApp::spawn();
    let author = app.author();
    for (number, id) in [
        "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01",
        "9C5B94B1-35AD-49BB-B118-8E8FC24ABF80",
        "c232ab00-9414-11ec-b3c8-9e6bdeced846",
        "5df41881-3aed-3515-88a7-2f4a814cf09e",
    ]
    .into_iter()
    .enumerate()
    {
        let section = id.replace("-9414-", "-9415-").replace("-7d1e-", "-7d1f-").replace("-3aed-", "-3aee-");
        let section = section.replace("-35AD-", "-35AE-");
        let input =
            article(&format!("own-{number}"), json!({"id": id, "sections": [{"id": section, "markdown": "x"}]}));
        assert!(fits("ArticleInput", &input), "{id}");
        let created = author.post("/v1/manage/articles", &input).expect(201);
        assert_eq!(created.json["id"], id.to_lowercase());
        assert_eq!(created.json["sections"][0]["id"], section.to_lowercase());
        author.post("/v1/manage/articles", &input).expect(200);
        author.get(&format!("/v1/manage/articles/{id}")).expect(200);
    }
    for id in [
        "0193a5c87d1e7c3a9b1f2f64a1c0de01",
        "{0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01}",
        "urn:uuid:0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01",
        "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de0g",
        "my-article",
    ] {
        for (input, place) in [
            (json!({"id": id}), "/id"),
            (json!({"sections": [{"id": id}]}), "/sections/0/id"),
            (json!({"related": [id]}), "/related/0"),
        ] {
            let input = article("own", input);
            assert!(!fits("ArticleInput", &input), "{input}");
            let refused = author.post("/v1/manage/articles", &input).expect_problem(422, "validation_failed");
            refused.expect_error(place, "invalid_id");
        }
    }
}
