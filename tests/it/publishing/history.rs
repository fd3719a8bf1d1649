//! The change history of documents.

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, article, sql};

fn note(editor: &Client, id: &str, note: &str, major: bool) {
    editor.try_publish("articles", id, &json!({"changeNote": note, "major": major})).expect(200);
}

fn notes(document: &Value) -> Vec<String> {
    let history = document["changeHistory"].as_array().unwrap();
    let times: Vec<&str> = history.iter().map(|change| change["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|one, other| one >= other), "not latest first: {times:?}");
    history.iter().map(|change| change["note"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_document_lists_its_major_changes_latest_first() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &article("told", json!({})));
    let shown = || reader.get("/v1/articles/told").expect(200).json;
    editor.publish("articles", &id);
    assert_eq!(shown()["changeHistory"], json!([]));
    note(&editor, &id, "Now with numbers to call.", true);
    note(&editor, &id, "A comma.", false);
    let refused = editor.try_publish("articles", &id, &json!({"major": true}));
    refused.expect_problem(422, "validation_failed").expect_error("/changeNote", "required");
    note(&editor, &id, "Checked by a doctor.", true);
    assert_eq!(notes(&shown()), ["Checked by a doctor.", "Now with numbers to call."]);
    assert_eq!(shown()["changeHistory"][0]["at"], shown()["publishedAt"]);
    editor.edit("articles", &id, &json!({"title": "Told again"}));
    editor.publish("articles", &id);
    editor.try_unpublish("articles", &id).expect(200);
    editor.publish("articles", &id);
    assert_eq!(
        notes(&shown()),
        ["Checked by a doctor.", "Now with numbers to call."],
        "an unpublishing keeps the history"
    );
    let cards = reader.get("/v1/articles").expect(200).json;
    assert!(cards["data"][0].get("changeHistory").is_none());
    let chosen = reader.get("/v1/articles/told/fields?fields=changeHistory").expect(200).json;
    assert_eq!(notes(&chosen).len(), 2);
}

#[test]
fn a_document_lists_the_last_fifty_changes() {
    let app = TestApp::spawn();
    let (editor, reader) = (app.editor(), app.anonymous());
    let id = editor.create("articles", &article("told", json!({})));
    for index in 1..=52 {
        note(&editor, &id, &format!("Change {index}."), true);
    }
    let told = notes(&reader.get("/v1/articles/told").expect(200).json);
    assert_eq!((told.len(), told[0].as_str(), told[49].as_str()), (50, "Change 52.", "Change 3."));
}

#[test]
fn documents_of_older_versions_get_missing_members_at_the_next_start() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let id = editor.create("articles", &article("told", json!({})));
    editor.publish("articles", &id);
    let before = app.anonymous().get("/v1/articles/told").expect(200).json;
    let database = app.database_file();
    let cut = "UPDATE published_articles SET document = json_remove(document, '$.changeHistory')";
    assert_eq!(sql(&database, cut), 1);
    sql(&database, "INSERT INTO frozen_settings (name, value) VALUES ('documents_are_outdated', 'true')");
    let app = app.restart_with(&[]);
    let after = app.anonymous().get("/v1/articles/told").expect(200).json;
    assert_eq!(after["changeHistory"], before["changeHistory"]);
    assert_eq!(after["publishedAt"], before["publishedAt"], "a rebuild is not a publish");
}

#[test]
fn documents_of_a_database_without_translations_on_cards_get_them_and_keep_their_dates() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let shown = editor.create("articles", &article("shown", json!({})));
    let group = editor.working("articles", &shown).json["translationGroupId"].clone();
    let ended = json!({"locale": "es", "translationGroupId": group});
    let ended = editor.create("articles", &article("retirado", ended));
    editor.publish("articles", &shown);
    editor.publish("articles", &ended);
    let notice = json!({"mode": "withdrawn", "explanation": "Out of date."});
    editor.post_matching(&format!("/v1/manage/articles/{ended}/unpublish"), "*", &notice).expect(200);
    let targets =
        ["/v1/articles/shown", "/v1/articles", "/v1/articles/retirado?locale=es", "/v1/feed.json", "/v1/feed.atom"];
    let read = |app: &TestApp| {
        let address = app.address().to_string();
        targets.map(|target| app.anonymous().get(target).expect(200).text().replace(&address, "address"))
    };
    let before = read(&app);
    assert!(before[1].contains(&format!("\"translationGroupId\":{group}")), "{}", before[1]);
    // The database as it was before the migration.
    let database = app.database_file();
    let members = "'$.translations', '$.translationGroupId'";
    let cut = format!(
        "UPDATE published_articles SET card = json_remove(card, {members}), \
         document = json_remove(document, '$.translationGroupId')"
    );
    assert_eq!(sql(&database, &cut), 1);
    sql(&database, "UPDATE published_unpublishings SET document = json_remove(document, '$.translationGroupId')");
    sql(&database, "DELETE FROM __diesel_schema_migrations WHERE version = '20261201140000'");
    let app = app.restart_with(&[]);
    let after = read(&app);
    for (target, (after, before)) in targets.iter().zip(after.iter().zip(&before)) {
        assert_eq!(after, before, "{target}");
    }
}
