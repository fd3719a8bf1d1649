//! Phrases: filters, the random order, and the phrase of the day.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, all, id_of, ids, phrase, publish, strings};

#[track_caller]
fn assert_filters(reader: &Client, query: &str, fits: impl Fn(&Value) -> bool) {
    let everything = all(reader, "/v1/phrases");
    let expected: BTreeSet<String> = ids(everything.iter().filter(|phrase| fits(phrase))).into_iter().collect();
    let found: BTreeSet<String> = ids(&all(reader, &format!("/v1/phrases?{query}"))).into_iter().collect();
    assert!(!expected.is_empty() && expected.len() < everything.len(), "{query} must match some phrases, but not all");
    assert_eq!(found, expected, "{query}");
}

/// Returns the texts that `q` finds, sorted.
fn found(reader: &Client, q: &str) -> Vec<String> {
    strings(&all(reader, &format!("/v1/phrases?sort=text&q={q}")), "text")
}

#[test]
fn phrases_are_filtered_by_topic_tone_and_locale() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let carries =
        |phrase: &Value, slug: &str| phrase["topics"].as_array().unwrap().iter().any(|topic| topic["slug"] == slug);
    assert_filters(&reader, "tone=firm", |phrase| phrase["tone"] == "firm");
    assert_filters(&reader, "locale=es", |phrase| phrase["locale"] == "es");
    assert_filters(&reader, "topic=talking", |phrase| carries(phrase, "talking"));
    let id = id_of(&reader, "/v1/topics", "talking");
    assert_filters(&reader, &format!("topic={id},refusing-help&tone=curious"), |phrase| {
        carries(phrase, "talking") && carries(phrase, "refusing-help") && phrase["tone"] == "curious"
    });
}

#[test]
fn phrases_are_filtered_by_article() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let article = reader.get("/v1/articles/when-someone-you-love-says-no").expect(200);
    let used = ids(article.json["phrases"].as_array().unwrap());
    assert_filters(&reader, &format!("article={}", article.id()), |phrase| used.iter().any(|id| phrase["id"] == **id));
}

#[test]
fn filters_reject_entities_that_are_not_published() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let unknown = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
    for (parameter, value) in [("topic", "no-such-topic"), ("article", unknown)] {
        let refused = reader.get(&format!("/v1/phrases?{parameter}={value}")).expect_problem(400, "invalid_query");
        refused.expect_error(parameter, "unknown_reference");
    }
    for (parameter, value) in [("tone", "clam"), ("article", "a-slug"), ("q", ""), ("q", &"x".repeat(101))] {
        let refused = reader.get(&format!("/v1/phrases?{parameter}={value}")).expect_problem(400, "invalid_query");
        refused.expect_error(parameter, "invalid_value");
    }
}

#[test]
fn q_finds_words_in_upper_and_lower_case() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for text in ["I hear you.", "Über allem steht Ruhe.", "Das ist über uns.", "ÜBER ALLES REDEN", "Nothing like that"]
    {
        publish(&editor, "phrases", &phrase(text, json!({})));
    }
    let reader = app.anonymous();
    for q in ["hear", "HEAR", "HeAr%20YoU"] {
        assert_eq!(found(&reader, q), ["I hear you."], "{q}");
    }
    for q in ["%C3%BCber", "%C3%9CBER", "%C3%9Cber"] {
        assert_eq!(found(&reader, q), ["Das ist über uns.", "ÜBER ALLES REDEN", "Über allem steht Ruhe."], "{q}");
    }
    assert!(found(&reader, "nowhere").is_empty());
}

#[test]
fn q_has_no_special_characters() {
    let app = TestApp::spawn();
    let editor = app.editor();
    for text in ["100% sure", "1000 times", "snake_case", "snake case", "back\\slash", "back slash", "*star"] {
        publish(&editor, "phrases", &phrase(text, json!({})));
    }
    let reader = app.anonymous();
    assert_eq!(found(&reader, "100%25"), ["100% sure"]);
    assert_eq!(found(&reader, "%25"), ["100% sure"]);
    assert_eq!(found(&reader, "e_c"), ["snake_case"]);
    assert_eq!(found(&reader, "k%5Cs"), ["back\\slash"]);
    assert_eq!(found(&reader, "*"), ["*star"]);
    assert!(found(&reader, "%27").is_empty());
}

#[test]
fn every_order_can_be_reversed() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for column in ["publishedAt", "updatedAt", "text"] {
        let up = all(&reader, &format!("/v1/phrases?sort={column}&limit=7"));
        let mut down = all(&reader, &format!("/v1/phrases?sort=-{column}&limit=100"));
        down.reverse();
        assert!(strings(&up, column).is_sorted(), "{column}");
        assert_eq!(ids(&up), ids(&down), "{column}");
    }
}

#[test]
fn a_seed_determines_the_order_of_all_pages() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let shuffled = |query: &str| ids(&all(&reader, &format!("/v1/phrases?sort=random&{query}")));
    let whole = shuffled("seed=breakfast&limit=100");
    assert_eq!(whole.len(), all(&reader, "/v1/phrases").len());
    assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len());
    for limit in [1, 4, 50] {
        assert_eq!(shuffled(&format!("seed=breakfast&limit={limit}")), whole, "pages of {limit}");
    }
    assert_ne!(shuffled("seed=supper"), whole);
    let spanish = shuffled("seed=breakfast&locale=es");
    let expected: Vec<String> = whole.iter().filter(|id| spanish.contains(id)).cloned().collect();
    assert_eq!(spanish, expected, "a filter does not change the order");
}

#[test]
fn a_random_list_has_previous_pages() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let target = "/v1/phrases?sort=random&seed=tea&limit=10&count=true";
    let first = reader.get(target).expect(200).json;
    let next = first["page"]["next"].as_str().unwrap();
    let second = reader.get(&format!("{target}&cursor={next}")).expect(200).json;
    let prev = second["page"]["prev"].as_str().unwrap();
    assert_eq!(reader.get(&format!("{target}&cursor={prev}")).expect(200).json["data"], first["data"]);
    assert_eq!(second["page"]["total"], all(&reader, "/v1/phrases").len());
    let other = reader.get(&format!("/v1/phrases?sort=random&seed=milk&limit=10&cursor={next}"));
    other.expect_problem(400, "invalid_cursor");
}

#[test]
fn the_random_order_requires_a_seed_and_others_reject_it() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    for (query, code) in [
        ("sort=random", "required"),
        ("seed=x", "invalid_value"),
        ("sort=text&seed=x", "invalid_value"),
        ("sort=random&seed=", "invalid_value"),
    ] {
        reader.get(&format!("/v1/phrases?{query}")).expect_problem(400, "invalid_query").expect_error("seed", code);
    }
    reader
        .get("/v1/phrases?sort=-random&seed=x")
        .expect_problem(400, "invalid_query")
        .expect_error("sort", "invalid_value");
}

#[test]
fn the_phrase_of_the_day_is_constant_during_the_day_and_varies_between_days() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let of_day = |date: &str| reader.get(&format!("/v1/phrases/daily?date={date}")).expect(200).id();
    let days: Vec<String> = (1..=14).map(|day| format!("2026-10-{day:02}")).collect();
    let phrases: Vec<String> = days.iter().map(|day| of_day(day)).collect();
    assert_eq!(days.iter().map(|day| of_day(day)).collect::<Vec<_>>(), phrases);
    assert!(phrases.iter().collect::<BTreeSet<_>>().len() > 5, "{phrases:?}");
    let whole = reader.get("/v1/phrases/daily?date=2026-10-01").expect(200);
    assert_eq!(reader.get(&format!("/v1/phrases/{}", whole.id())).expect(200).json, whole.json);
}

#[test]
fn the_phrase_of_the_day_matches_the_filters() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    for day in 1..=9 {
        let target = format!("/v1/phrases/daily?date=2026-10-0{day}&locale=es&tone=calm");
        let phrase = reader.get(&target).expect(200).json;
        assert_eq!((&phrase["locale"], &phrase["tone"]), (&json!("es"), &json!("calm")));
    }
    reader.get("/v1/phrases/daily?locale=fr").expect_problem(404, "not_found");
    reader.get("/v1/phrases/daily?topic=no-such-topic").expect_problem(400, "invalid_query");
}

#[test]
fn without_a_date_the_day_is_today_and_the_response_is_no_cache() {
    let app = TestApp::with_demo();
    let reader = app.anonymous();
    let today = || cairn::content::Timestamp::now().date();
    // Midnight may pass between the two reads of the clock. Then the test tries again.
    let (day, answer) = loop {
        let day = today();
        let answer = reader.get("/v1/phrases/daily").expect(200);
        if day == today() {
            break (day, answer);
        }
    };
    assert_eq!(answer.header("cache-control"), "public, no-cache");
    assert_eq!(reader.get(&format!("/v1/phrases/daily?date={day}")).expect(200).json, answer.json);
}

#[test]
fn invalid_dates_are_rejected() {
    let app = TestApp::with_demo();
    for date in ["", "today", "2026-2-1", "2026-02-30", "20260201", "2026-02-01T00:00:00Z", "+2026-02-01"] {
        let refused = app.anonymous().get(&format!("/v1/phrases/daily?date={date}"));
        refused.expect_problem(400, "invalid_query").expect_error("date", "invalid_value");
    }
}

#[test]
fn phrase_json_has_the_expected_shape() {
    let app = TestApp::spawn();
    let fields = json!({"insteadOf": "Calm down.", "why": "It asks for nothing.", "tone": "supportive"});
    let id = publish(&app.editor(), "phrases", &phrase("I am here.", fields)).id();
    let answer = app.anonymous().get(&format!("/v1/phrases/{id}")).expect(200);
    assert_eq!(answer.header("content-language"), "en");
    insta::assert_json_snapshot!(answer.json, {
        ".id" => "[id]", ".firstPublishedAt" => "[time]", ".publishedAt" => "[time]", ".updatedAt" => "[time]",
    }, @r#"
    {
      "id": "[id]",
      "locale": "en",
      "text": "I am here.",
      "tone": "supportive",
      "insteadOf": "Calm down.",
      "why": "It asks for nothing.",
      "topics": [],
      "firstPublishedAt": "[time]",
      "publishedAt": "[time]",
      "updatedAt": "[time]",
      "version": 2
    }
    "#);
    app.anonymous().get("/v1/phrases/0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01").expect_problem(404, "not_found");
    app.anonymous().get("/v1/phrases/i-am-here").expect_problem(404, "not_found");
}
