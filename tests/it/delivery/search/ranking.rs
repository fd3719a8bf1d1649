//! The order of hits, and the fallbacks of a search without hits.

use serde_json::json;

use super::{found, one_section, search, slugs};
use crate::harness::{TestApp, article, phrase, publish, unpublish};

#[test]
fn titles_weigh_more_than_phrases_these_more_than_headings_and_these_more_than_text() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let said = publish(&editor, "phrases", &phrase("Come to the harbour.", json!({}))).id();
    let filler = "Some words that stand here only so that there are as many.";
    publish(&editor, "articles", &one_section("text", "A part of it", &format!("{filler} The harbour is open.")));
    publish(&editor, "articles", &one_section("heading", "To the harbour", filler));
    let body = json!([{"_type": "suggestedPhrase", "phraseId": said}]);
    let sections = json!([{"heading": "A part of it", "body": body}, {"heading": "More", "markdown": filler}]);
    publish(&editor, "articles", &article("phrase", json!({"title": "A page", "sections": sections})));
    publish(&editor, "articles", &article("title", json!({"title": "The harbour", "sections": []})));
    for number in 0..8 {
        publish(&editor, "articles", &one_section(&format!("other-{number}"), "A part of it", filler));
    }
    assert_eq!(found(&app.anonymous(), "harbour"), ["title", "phrase", "heading", "text"]);
}

#[test]
fn words_of_the_title_and_a_section_together_match_the_section() {
    let app = TestApp::spawn();
    let sections = json!([
        {"heading": "Before", "markdown": "Eat something."}, {"heading": "After", "markdown": "Sleep for an hour."},
    ]);
    publish(&app.editor(), "articles", &article("call", json!({"title": "The first call", "sections": sections})));
    let answer = search(&app.anonymous(), "call sleep ", "").json;
    assert_eq!(answer["matching"], "all");
    assert_eq!(super::sections(&answer), ["call#after"]);
}

#[test]
fn misspelt_words_are_corrected_and_the_correction_is_returned() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &one_section("calm", "Stay calm", "Breathe slowly and wait for the Ambulance."));
    publish(&editor, "articles", &one_section("tea", "Make tea", "Sit down together."));
    let reader = app.anonymous();
    for (q, meant) in [
        ("ambulnce", "ambulance"),
        ("amublance", "ambulance"),
        ("abmulance slowly ", "ambulance slowly "),
        ("-tea \"the ambulnce\" breathe", "-tea \"the ambulance\" breathe"),
    ] {
        let answer = search(&reader, q, "").json;
        assert_eq!((&answer["didYouMean"], slugs(&answer)), (&json!(meant), vec!["calm".to_owned()]), "{q}");
    }
    let right = search(&reader, "ambulance", "").json;
    assert!(right.get("didYouMean").is_none(), "{right}");
    let unknown = search(&reader, "zxqwvy", "").json;
    assert_eq!((slugs(&unknown).len(), unknown.get("didYouMean")), (0, None));
}

#[test]
fn words_of_unpublished_texts_are_not_suggested() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let gone = publish(&editor, "articles", &one_section("gone", "Part", "The lighthouse keeper."));
    publish(&editor, "articles", &one_section("there", "Part", "The lighthearted keeper."));
    let reader = app.anonymous();
    assert_eq!(search(&reader, "lighthuose", "").json["didYouMean"], "lighthouse");
    unpublish(&editor, "articles", &gone.id());
    assert_eq!(search(&reader, "lighthuose", "").json.get("didYouMean"), None);
    // Nor is a form that no public text has, even if a public text has another form of the word.
    publish(&editor, "articles", &one_section("other", "Part", "All lighthouses."));
    assert_eq!(search(&reader, "lighthuoses", "").json["didYouMean"], "lighthouses");
    assert_ne!(search(&reader, "lighthuose", "").json["didYouMean"], "lighthouse");
}

#[test]
fn if_few_texts_have_all_words_those_with_some_match_too() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &one_section("all", "Part", "The red boat lies in the harbour."));
    publish(&editor, "articles", &one_section("two", "Part", "A red boat far away."));
    publish(&editor, "articles", &one_section("one", "Part", "Somebody has a boat out there."));
    publish(&editor, "articles", &one_section("none", "Part", "Nothing of the kind."));
    let answer = search(&app.anonymous(), "red boat harbour ", "").json;
    assert_eq!((slugs(&answer), &answer["matching"]), (vec!["all".into(), "two".into(), "one".into()], &json!("some")));
    let one = search(&app.anonymous(), "red ", "").json;
    assert_eq!((slugs(&one).len(), &one["matching"]), (2, &json!("all")));
}

#[test]
fn at_most_four_words_of_a_query_are_corrected() {
    let app = TestApp::spawn();
    let text = "Breathe slowly and wait for the ambulance together until tomorrow.";
    publish(&app.editor(), "articles", &one_section("calm", "Stay calm", text));
    let answer = search(&app.anonymous(), "brathe slwoly ambulnce togehter tomorow utnil ", "").json;
    assert_eq!(answer["didYouMean"], "breathe slowly ambulance together tomorow utnil ");
    assert_eq!((&answer["matching"], slugs(&answer)), (&json!("some"), vec!["calm".to_owned()]));
}

#[test]
fn a_search_without_correction_for_lack_of_capacity_is_not_cacheable() {
    let app = TestApp::with_demo();
    let query = |number: usize| format!("settng limts {number} ");
    std::thread::scope(|scope| {
        for number in 0..40 {
            let reader = app.anonymous();
            scope.spawn(move || {
                let answer = search(&reader, &query(number), "");
                let is_corrected = answer.json["didYouMean"].is_string();
                assert_eq!(is_corrected, answer.header("cache-control") != "no-store", "{}", answer.text());
            });
        }
    });
    for number in 0..40 {
        let answer = search(&app.anonymous(), &query(number), "");
        assert_eq!(answer.json["didYouMean"], format!("setting limits {number} "));
        assert!(answer.header("cache-control").starts_with("public"), "{}", answer.header("cache-control"));
    }
}
