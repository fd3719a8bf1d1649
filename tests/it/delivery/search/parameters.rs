//! The parameters of a search.

use serde_json::json;

use super::{bracketed, encoded, found, one_section, search, slugs, snippet};
use crate::harness::{TestApp, article, phrase, publish, resource, topic};

#[test]
fn words_match_in_any_form_ignoring_case_and_accents() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &one_section("one", "On RELAPSING", "El niño está aquí."));
    let reader = app.anonymous();
    for q in ["relapse", "Relapsed ", "NINO esta ", "niño aqui"] {
        assert_eq!(found(&reader, q), ["one"], "{q}");
    }
    assert!(found(&reader, "collapse").is_empty());
}

#[test]
fn the_last_word_matches_as_a_prefix_unless_a_space_follows() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &one_section("one", "A helpline", "Ring it at night."));
    let reader = app.anonymous();
    assert_eq!(found(&reader, "night helpl"), ["one"]);
    assert_eq!(search(&reader, "night helpl", "").json["matching"], "all");
    assert_eq!(search(&reader, "nig helpline", "").json["matching"], "some", "only the last word matches as a prefix");
    assert!(found(&reader, "helpl ").is_empty());
    assert!(found(&reader, "h").is_empty(), "one letter is too short for a prefix");
}

#[test]
fn quoted_words_are_adjacent_and_a_hyphen_excludes_words() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &one_section("row", "Part", "You can say no with love, and don’t explain."));
    publish(&editor, "articles", &one_section("apart", "Part", "No need to say more, it costs money."));
    let reader = app.anonymous();
    assert_eq!(found(&reader, "say no ").len(), 2);
    assert_eq!(found(&reader, "\"say no\""), ["row"]);
    assert_eq!(found(&reader, "“say no”"), ["row"], "typographic quotation marks");
    assert_eq!(found(&reader, "say -love "), ["apart"]);
    assert_eq!(found(&reader, "say -\"costs money\""), ["row"]);
    assert_eq!(found(&reader, "don't "), ["row"], "any apostrophe");
    assert!(found(&reader, "\"no say\"").is_empty(), "quoted words must not be searched for one by one");
}

#[test]
fn operators_of_other_search_engines_only_separate_words() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &one_section("one", "Part", "Title: say no, or not, near the end."));
    let reader = app.anonymous();
    for q in ["title:say*", "(say) {no}", "say^ + no", "say NOT ", "NEAR(say no)", "say AND no OR near "] {
        let answer = search(&reader, q, "");
        assert!(answer.json["matching"] == "some" || slugs(&answer.json) == ["one"], "{q}: {}", answer.text());
    }
    assert_eq!(search(&reader, "say* NOT: (no)^2 ", "").json["data"].as_array().unwrap().len(), 1);
}

#[test]
fn a_query_without_words_is_rejected_with_a_reason() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let refused = |target: &str| {
        let answer = reader.get(target).expect_problem(400, "invalid_query").expect_error("q", "invalid_value");
        answer.json["detail"].as_str().unwrap().to_owned()
    };
    assert!(refused("/v1/search").contains("no word to search for"));
    for q in ["", "  ", "\"\"", "?!", "*"] {
        assert!(refused(&format!("/v1/search?q={}", encoded(q))).contains("no word to search for"), "{q}");
    }
    assert!(refused("/v1/search?q=-this").contains("only excludes words"));
    assert!(refused("/v1/search?q=%22this").contains("quotation"));
    assert!(refused(&format!("/v1/search?q={}", "x".repeat(201))).contains("at most 200"));
    assert!(refused(&format!("/v1/search?q={}", "x+".repeat(25))).contains("at most 24"));
    let nul = reader.get("/v1/search?q=a%00b").expect_problem(400, "invalid_query");
    nul.expect_error("q", "invalid_character");
    let answer = reader.get("/v1/search?query=x").expect_problem(400, "invalid_query");
    answer.expect_error("query", "unknown_parameter");
}

#[test]
fn topic_locale_and_kind_filter_the_hits() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let calm = publish(&editor, "topics", &topic("calm", json!({}))).id();
    let night = publish(&editor, "topics", &topic("night", json!({}))).id();
    let with_topics = |slug: &str, locale: &str, topics: serde_json::Value| {
        let fields = json!({"title": "Tides", "locale": locale, "topics": topics});
        publish(&editor, "articles", &article(slug, fields));
    };
    with_topics("both", "en", json!([calm, night]));
    with_topics("one", "en", json!([calm]));
    with_topics("none", "en", json!([]));
    with_topics("spanish", "es", json!([calm]));
    publish(&editor, "phrases", &phrase("The tides turn.", json!({"topics": [calm]})));
    publish(&editor, "resources", &resource("Tides by phone", json!({})));
    let reader = app.anonymous();
    let narrowed = |more: &str| {
        let mut found = slugs(&search(&reader, "tides", more).json);
        found.sort();
        found
    };
    assert_eq!(narrowed(""), ["both", "none", "one", "spanish"]);
    assert_eq!(narrowed("&topic=calm"), ["both", "one", "spanish"]);
    assert_eq!(narrowed(&format!("&topic=calm,{night}")), ["both"]);
    assert_eq!(narrowed("&locale=en&topic=calm"), ["both", "one"]);
    assert_eq!(narrowed("&locale=fr"), [""; 0]);
    let kinds = |more: &str| {
        let hits = search(&reader, "tides", more).json["data"].as_array().unwrap().clone();
        let mut kinds: Vec<String> = hits.iter().map(|hit| hit["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(""), ["article"]);
    assert_eq!(kinds("&kind=phrase"), ["phrase"]);
    assert_eq!(kinds("&kind=resource,phrase"), ["phrase", "resource"]);
    assert_eq!(kinds("&kind=article,phrase,resource&topic=calm"), ["article", "phrase"]);
    let unknown = reader.get("/v1/search?q=tides&topic=nothing").expect_problem(400, "invalid_query");
    unknown.expect_error("topic", "unknown_reference");
    reader
        .get("/v1/search?q=tides&kind=topic")
        .expect_problem(400, "invalid_query")
        .expect_error("kind", "invalid_value");
}

#[test]
fn hits_mark_the_matches_in_text_without_markup() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("Shall we ring now?", json!({"why": "Ringing is hard."}))).id();
    let sections = json!([
        {"heading": "Ring <b>now</b>", "markdown": "🌙 At night, *ringing* a `<script>` is allowed. Say so."},
        {"heading": "Another part", "body": [{"_type": "suggestedPhrase", "phraseId": said}]},
        {"heading": "A third part", "markdown": "Nothing of it here."},
    ]);
    let fields = json!({"title": "When to ring", "summary": "Who rings, and when.", "sections": sections});
    publish(&editor, "articles", &article("ring", fields));
    publish(&editor, "resources", &resource("A ring of friends", json!({})));
    let reader = app.anonymous();
    let answer = search(&reader, "ring", "&kind=article,phrase,resource").json;
    let hits: Vec<&serde_json::Value> = answer["data"].as_array().unwrap().iter().collect();
    let of = |kind: &str| *hits.iter().find(|hit| hit["kind"] == kind).unwrap();
    let marked = |hit: &serde_json::Value, member: &str, name: &str| {
        bracketed(hit[member][name].as_str().unwrap(), &hit["marks"][name])
    };
    let hit = of("article");
    assert_eq!(marked(hit, "article", "title"), "When to [ring]");
    assert_eq!(marked(hit, "article", "summary"), "Who [rings], and when.");
    let shown = hit["sections"].as_array().unwrap();
    let first = shown.iter().find(|section| section["anchor"] == "ring-b-now-b").unwrap();
    assert_eq!(bracketed(first["heading"]["text"].as_str().unwrap(), &first["heading"]["marks"]), "[Ring] <b>now</b>");
    assert_eq!(snippet(first), "🌙 At night, [ringing] a <script> is allowed. Say so.");
    let second = shown.iter().find(|section| section["anchor"] == "another-part").unwrap();
    assert_eq!(snippet(second), "Shall we [ring] now?");
    assert_eq!(shown.len(), 2, "a section whose title alone matches is not a hit");
    assert_eq!(marked(of("phrase"), "phrase", "text"), "Shall we [ring] now?");
    assert_eq!(marked(of("phrase"), "phrase", "why"), "[Ringing] is hard.");
    assert_eq!(marked(of("resource"), "resource", "title"), "A [ring] of friends");
}
