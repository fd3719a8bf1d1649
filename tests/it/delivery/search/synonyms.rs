//! Synonyms: one document, which searches use as soon as it is saved.

use serde_json::{Value, json};

use super::{bracketed, found, one_section, search, slugs};
use crate::harness::{TestApp, publish};

const SYNONYMS: &str = "/v1/manage/synonyms";

fn groups(groups: &[(&str, &[&str])]) -> Value {
    let groups: Vec<Value> = groups.iter().map(|(locale, words)| json!({"locale": locale, "words": words})).collect();
    json!({"groups": groups})
}

#[test]
fn a_search_uses_synonyms_as_soon_as_they_are_saved() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    publish(&editor, "articles", &one_section("one", "For children", "Ring a crisis line at night."));
    assert!(found(&reader, "kids").is_empty());
    let saved = groups(&[("en", &["kid", "child", "children"]), ("en", &["crisis line", "hotline"])]);
    editor.put(SYNONYMS, "*", &saved).expect(200);
    assert_eq!(found(&reader, "kids"), ["one"], "the old response must not remain cached");
    let answer = search(&reader, "Hotline for kids", "").json;
    assert_eq!((slugs(&answer), &answer["matching"]), (vec!["one".to_owned()], &json!("all")));
    let section = &answer["data"][0]["sections"][0];
    assert_eq!(
        bracketed(section["heading"]["text"].as_str().unwrap(), &section["heading"]["marks"]),
        "[For] [children]"
    );
    assert_eq!(super::snippet(section), "Ring a [crisis line] at night.");
    assert!(found(&reader, "\"kids\"").is_empty(), "quoted words have no synonyms");
    assert_eq!(search(&reader, "kids", "&locale=en").json["data"].as_array().unwrap().len(), 1);
    editor.put(SYNONYMS, "*", &groups(&[("es", &["kid", "child", "children"])])).expect(200);
    assert!(
        search(&reader, "kids", "&locale=en").json["data"].as_array().unwrap().is_empty(),
        "synonyms of another language are not used"
    );
    assert_eq!(found(&reader, "kids"), ["one"], "a search in all locales uses all synonyms");
    editor.put(SYNONYMS, "*", &groups(&[])).expect(200);
    assert!(found(&reader, "kids").is_empty());
}

#[test]
fn a_word_with_synonyms_is_not_corrected() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    publish(&editor, "articles", &one_section("one", "Narrow", "Naloxone helps."));
    editor.put(SYNONYMS, "*", &groups(&[("en", &["narcon", "naloxone"])])).expect(200);
    let answer = search(&reader, "narcon", "").json;
    assert_eq!((slugs(&answer), answer.get("didYouMean")), (vec!["one".to_owned()], None));
}

#[test]
fn synonyms_have_a_version() {
    let app = TestApp::spawn();
    let (viewer, editor) = (app.viewer(), app.editor());
    let none = viewer.get(SYNONYMS).expect(200);
    assert_eq!((none.etag().as_str(), &none.json), ("\"0\"", &json!({"version": 0, "groups": []})));
    let first = groups(&[("en", &["kid", "child"])]);
    let saved = editor.put(SYNONYMS, "\"0\"", &first).expect(200);
    assert_eq!((saved.etag().as_str(), &saved.json["groups"]), ("\"1\"", &first["groups"]));
    assert_eq!(viewer.get(SYNONYMS).expect(200).json, saved.json);
    assert_eq!(
        editor.put(SYNONYMS, "\"1\"", &saved.json).expect(200).json,
        saved.json,
        "the same content must not create a version"
    );
    let stale = editor.put(SYNONYMS, "\"0\"", &groups(&[])).expect_problem(412, "version_mismatch");
    assert_eq!(stale.json["currentVersion"], 1);
    editor.put(SYNONYMS, "\"1\"", &groups(&[])).expect(200);
    assert_eq!(viewer.get(SYNONYMS).expect(200).json["version"], 2);
    let audit = app.admin().get("/v1/manage/audit?kind=synonyms").expect(200).json;
    let versions: Vec<(&Value, &Value)> =
        audit["data"].as_array().unwrap().iter().map(|row| (&row["fromVersion"], &row["toVersion"])).collect();
    assert_eq!(versions, [(&json!(1), &json!(2)), (&Value::Null, &json!(1))]);
}

#[test]
fn forbidden_and_invalid_synonyms_are_rejected() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let good = groups(&[("en", &["kid", "child"])]);
    app.anonymous().get(SYNONYMS).expect_problem(401, "missing_credentials");
    app.author().put(SYNONYMS, "*", &good).expect_problem(403, "forbidden");
    let bare = [("Content-Type", "application/json")];
    let body = Some(good.to_string().into_bytes());
    editor.send(reqwest::Method::PUT, SYNONYMS, &bare, body).expect_problem(428, "precondition_required");
    editor.put(SYNONYMS, "*", &json!({})).expect_problem(422, "validation_failed").expect_error("/groups", "required");
    let wrong = groups(&[("en", &["kid"]), ("en", &["Kid", "kids"]), ("en", &["…", "one two three four five"])]);
    let refused = editor.put(SYNONYMS, "*", &wrong).expect_problem(422, "validation_failed");
    refused
        .expect_error("/groups/0/words", "too_few")
        .expect_error("/groups/1/words", "duplicate")
        .expect_error("/groups/2/words/0", "blank")
        .expect_error("/groups/2/words/1", "too_long");
}
