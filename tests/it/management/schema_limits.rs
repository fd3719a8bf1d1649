//! The limits in the OpenAPI document are the limits that the server enforces.

use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, with};
use crate::harness::{Answer, Client, TestApp, article, document, paragraph, phrase, resource, topic};

/// Follows the reference of a schema, and selects the variant that is not `null`.
fn resolved(schema: &Value) -> &'static Value {
    let schema: &'static Value = Box::leak(Box::new(schema.clone()));
    if let Some(name) = schema["$ref"].as_str() {
        return resolved(&document()["components"]["schemas"][name.rsplit('/').next().unwrap()]);
    }
    match schema["oneOf"].as_array() {
        Some(choices) if choices.iter().any(|choice| choice["type"] == "null") => {
            resolved(choices.iter().find(|choice| choice["type"] != "null").unwrap())
        }
        _ => schema,
    }
}

fn properties(name: &str) -> Vec<(String, &'static Value)> {
    let schema = &document()["components"]["schemas"][name];
    let properties = schema["properties"].as_object().unwrap_or_else(|| panic!("{name} has no properties"));
    properties.iter().map(|(name, schema)| (name.clone(), resolved(schema))).collect()
}

/// Returns a text of this length that is valid for the field.
fn text_of(field: &str, length: usize) -> String {
    // One paragraph cannot have the maximum length of the whole text.
    let paragraph = format!("{}\n\n", "Some words to say. ".repeat(50));
    let (start, filler) = match field {
        "url" | "canonicalUrl" | "href" => ("https://example.org/", "x"),
        "phone" => ("", "1"),
        "locale" => ("en-x-", "aaaaaaaa-"),
        "markdown" => ("", paragraph.as_str()),
        _ => ("", "x"),
    };
    start.chars().chain(filler.chars().cycle()).take(length).collect()
}

/// Returns a list of this length that is valid for the field.
fn list_of(field: &str, length: usize) -> Value {
    (0..length)
        .map(|index| match field {
            "topics" | "related" => json!(UNKNOWN_ID.replace("de01", &format!("{index:04x}"))),
            "sections" => json!({"anchor": format!("s{index}")}),
            "authors" | "reviewers" => json!({"name": format!("Desk {index}")}),
            "regions" => json!(format!("GB-{index:03}")),
            "body" | "content" => paragraph("x"),
            "children" => json!({"_type": "span", "text": "x"}),
            "markDefs" => json!({"_type": "link", "_key": format!("m{index}"), "href": "/x"}),
            "marks" => json!(format!("m{index}")),
            other => panic!("unknown list {other}"),
        })
        .collect()
}

/// Returns true if the response rejects the value at this pointer for its size.
fn refused(answer: &Answer, pointer: &str) -> bool {
    let errors = answer.json["errors"].as_array().cloned().unwrap_or_default();
    // A word that is too long is not a valid slug, id or locale.
    let codes = ["too_long", "too_many", "invalid_slug", "invalid_id", "invalid_locale"];
    errors.iter().any(|error| error["pointer"] == pointer && codes.iter().any(|code| error["code"] == *code))
}

/// Compares every limit of a schema with the enforced one, in the input that `place` builds. Returns the number of
/// limits.
fn check(client: &Client, list: &str, schema: &str, pointer: &str, place: impl Fn(&str, Value) -> Value) -> usize {
    let mut checked = 0;
    for (field, schema) in properties(schema) {
        let at = |value: Value| (client.post(list, &place(&field, value)), format!("{pointer}/{field}"));
        let make: Box<dyn Fn(usize) -> Value> = match (schema["maxLength"].as_u64(), schema["maxItems"].as_u64()) {
            (Some(_), _) => Box::new(|length| text_of(&field, length).into()),
            (_, Some(_)) => Box::new(|length| list_of(&field, length)),
            _ => continue,
        };
        let max = schema["maxLength"].as_u64().or(schema["maxItems"].as_u64()).unwrap();
        let max = usize::try_from(max).unwrap();
        let (answer, pointer) = at(make(max));
        assert!(!refused(&answer, &pointer), "{pointer} of {max} is refused: {}", answer.text());
        let (answer, pointer) = at(make(max + 1));
        assert!(refused(&answer, &pointer), "{pointer} of {} is not refused: {}", max + 1, answer.text());
        if schema["minLength"] == 1 {
            let (answer, pointer) = at("".into());
            let named = answer.json["errors"]
                .as_array()
                .is_some_and(|errors| errors.iter().any(|error| error["pointer"] == pointer));
            assert!(named, "{pointer} may be empty: {}", answer.text());
        }
        checked += 1;
    }
    checked
}

#[test]
fn the_declared_limits_of_fields_are_enforced() {
    let app = TestApp::spawn();
    let author = app.author();
    let mut checked = Vec::new();
    for (list, schema, input) in [
        ("articles", "ArticleInput", article("bounds", json!({}))),
        ("phrases", "PhraseInput", phrase("Bounds.", json!({}))),
        ("resources", "ResourceInput", resource("Bounds", json!({}))),
        ("topics", "TopicInput", topic("bounds", json!({}))),
    ] {
        let list = format!("/v1/manage/{list}");
        // A second, unknown field makes every input invalid, so that nothing is saved.
        let place = |field: &str, value: Value| with(input.clone(), json!({field: value, "isNoField": true}));
        checked.push(check(&author, &list, schema, "", place));
    }
    insta::assert_json_snapshot!(checked, @r#"
    [
      11,
      5,
      8,
      4
    ]
    "#);
}

#[test]
fn the_declared_limits_of_article_parts_are_enforced() {
    let app = TestApp::spawn();
    let author = app.author();
    let part = |member: &'static str, own: Value, in_list: bool| {
        move |field: &str, value: Value| {
            let object = with(own.clone(), json!({field: value}));
            let member_value = if in_list { json!([object]) } else { object };
            article("bounds", json!({member: member_value, "isNoField": true}))
        }
    };
    let list = "/v1/manage/articles";
    let checked = [
        check(&author, list, "SectionInput", "/sections/0", part("sections", json!({}), true)),
        check(&author, list, "CreditInput", "/authors/0", part("authors", json!({"name": "Desk"}), true)),
        check(&author, list, "SeoInput", "/seo", part("seo", json!({}), false)),
    ];
    insta::assert_json_snapshot!(checked, @r#"
    [
      4,
      2,
      3
    ]
    "#);
}

#[test]
fn the_declared_limits_of_blocks_are_enforced() {
    let app = TestApp::spawn();
    let author = app.author();
    let list = "/v1/manage/articles";
    let in_body = |block: Value| article("bounds", json!({"sections": [{"body": [block]}], "isNoField": true}));
    let spans = json!([{"_type": "span", "text": "x"}]);
    let block =
        |field: &str, value: Value| in_body(with(json!({"_type": "block", "children": spans}), json!({field: value})));
    let definitions = list_of("markDefs", 20);
    let span = |field: &str, value: Value| {
        let span = with(json!({"_type": "span", "text": "x"}), json!({field: value}));
        in_body(json!({"_type": "block", "markDefs": definitions, "children": [span]}))
    };
    let call = |field: &str, value: Value| {
        in_body(with(json!({"_type": "callToAction", "label": "Go", "url": "/x"}), json!({field: value})))
    };
    let callout = |field: &str, value: Value| {
        in_body(with(json!({"_type": "callout", "tone": "info", "content": [paragraph("x")]}), json!({field: value})))
    };
    let link = |field: &str, value: Value| {
        let link = with(json!({"_type": "link", "_key": "m", "href": "/x"}), json!({field: value}));
        in_body(json!({"_type": "block", "markDefs": [link], "children": [{"_type": "span", "text": "x"}]}))
    };
    let body = "/sections/0/body/0";
    let checked = [
        check(&author, list, "TextBlockInput", body, block),
        check(&author, list, "SpanInput", &format!("{body}/children/0"), span),
        check(&author, list, "CallToActionInput", body, call),
        check(&author, list, "CalloutInput", body, callout),
        check(&author, list, "LinkMarkInput", &format!("{body}/markDefs/0"), link),
    ];
    insta::assert_json_snapshot!(checked, @r#"
    [
      3,
      3,
      4,
      2,
      3
    ]
    "#);
}
