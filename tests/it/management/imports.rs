//! Imports over HTTP.

mod of_exports;

use std::cell::RefCell;
use std::io::Cursor;

use cairn::content::{Actor, Locale};
use cairn::db::Connection;
use cairn::management::imports::{
    self, ExportSource, ImportBundle, ImportContext, ImportOptions, ImportRoot, ImportSources, SourceFile,
};
use cairn::publishing::Settings;
use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use reqwest::Method;
use serde_json::json;

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Answer, Client, TestApp, number, strings, topic};
use of_exports::export_of_two;

const IMPORTS: &str = "/v1/manage/imports";

fn send(client: &Client, query: &str, media_type: &str, text: &str) -> Answer {
    let target = format!("{IMPORTS}{query}");
    client.send(Method::POST, &target, &[("Content-Type", media_type)], Some(text.as_bytes().to_vec()))
}

fn markdown(client: &Client, query: &str, text: &str) -> Answer {
    send(client, query, "text/markdown; charset=utf-8", text)
}

#[test]
fn a_page_becomes_a_draft_and_is_matched_by_its_name() {
    let app = TestApp::spawn();
    let author = app.author();
    let report =
        markdown(&author, "?source=desk&name=docs/tea.md", "---\ndate: 2020\n---\n# Tea\n\nHot.\n").expect(200);
    assert_eq!(report.header("cache-control"), "no-store");
    insta::assert_json_snapshot!(report.json, {".documents[].id" => "[id]"}, @r#"
    {
      "dryRun": false,
      "created": 1,
      "updated": 0,
      "unchanged": 0,
      "skipped": 0,
      "published": 0,
      "documents": [
        {
          "location": "docs/tea.md",
          "kind": "article",
          "sourceId": "desk/docs/tea.md",
          "id": "[id]",
          "outcome": "created",
          "published": false,
          "notes": [
            {
              "location": "docs/tea.md",
              "detail": "The field \"date\" of the front matter was left out: 2020"
            }
          ]
        }
      ]
    }
    "#);
    let id = report.json["documents"][0]["id"].as_str().unwrap().to_owned();
    let copy = author.get(&format!("/v1/manage/articles/{id}")).expect(200).json;
    assert_eq!(
        (&copy["slug"], &copy["status"], &copy["sourceId"]),
        (&json!("tea"), &json!("draft"), &json!("desk/docs/tea.md"))
    );
    let again = markdown(&author, "?source=desk&name=docs/tea.md", "# Tea\n\nHot.\n").expect(200).json;
    assert_eq!((&again["unchanged"], &again["documents"][0]["id"]), (&json!(1), &json!(id)));
    let refused = markdown(&author, "?source=desk&name=docs/tea.md&locale=de", "# Tee\n\nWarm.\n");
    let refused = refused.expect_problem(422, "validation_failed").text();
    assert!(refused.contains("exists in the locale"), "{refused}");
    let changed = markdown(&author, "?source=desk&name=docs/tea.md", "# Tea\n\nWarm.\n").expect(200).json;
    assert_eq!(changed["documents"][0]["outcome"], "updated");
    let renamed = json!({"title": "Green tea", "slug": "green-tea"});
    author.patch(&format!("/v1/manage/articles/{id}"), "*", &renamed).expect(200);
    let edited = markdown(&author, "?source=desk&name=docs/tea.md", "# Tea\n\nCold.\n").expect(200).json;
    assert_eq!(edited["documents"][0]["outcome"], "skipped");
    let forced = markdown(&author, "?source=desk&name=docs/tea.md&force=true", "# Tea\n\nCold.\n").expect(200).json;
    assert_eq!(forced["documents"][0]["outcome"], "updated");
    let copy = author.working("articles", &id).json;
    assert_eq!((&copy["title"], &copy["slug"]), (&json!("Tea"), &json!("green-tea")), "it keeps the slug of an editor");
}

#[test]
fn an_article_in_the_trash_or_with_a_schedule_is_skipped_even_with_force() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let import = |name: &str, text: &str| {
        let query = format!("?source=desk&name={name}.md&force=true");
        markdown(&editor, &query, &format!("# Tea\n\n{text}\n")).expect(200).json["documents"][0].clone()
    };
    let [trashed, scheduled] =
        ["trashed", "scheduled"].map(|name| import(name, "Hot.")["id"].as_str().unwrap().to_owned());
    editor.try_delete("articles", &trashed).expect(204);
    let later = json!({"publishAt": "2999-01-01T00:00:00Z"});
    editor.put(&format!("/v1/manage/articles/{scheduled}/schedule"), "*", &later).expect(200);
    for (name, id) in [("trashed", trashed), ("scheduled", scheduled)] {
        let imported = import(name, "Cold.");
        assert_eq!((&imported["id"], &imported["outcome"]), (&json!(id), &json!("skipped")), "{name}");
    }
}

#[test]
fn an_article_file_sets_the_id_and_the_draft_state_and_another_heading_than_its_title_is_reported() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let draft = "It stays a draft, as its file says.";
    let omitted = "The heading \"Coffee\" was left out: the article has another title.";
    for (heading, expected) in [("Coffee", vec![omitted, draft]), ("Tea", vec![draft])] {
        let front = format!("id: {UNKNOWN_ID}\nlocale: en\nslug: tea\ntitle: Tea\nsummary: Hot.\ndraft: true\n");
        let text = format!("---\n{front}---\n# {heading}\n\nHot.\n");
        let report = markdown(&editor, "?publish=true", &text).expect(200).json;
        let imported = &report["documents"][0];
        assert_eq!((&imported["id"], &imported["published"]), (&json!(UNKNOWN_ID), &json!(false)), "{report}");
        assert_eq!(strings(imported["notes"].as_array().unwrap(), "detail"), expected);
    }
}

#[test]
fn files_refer_to_entities_of_the_same_and_of_earlier_imports_by_name() {
    let app = TestApp::spawn();
    let author = app.author();
    let import = |format: &str, text: &str| {
        let report = send(&author, &format!("?format={format}"), "application/yaml", text).expect(200).json;
        strings(report["documents"].as_array().unwrap(), "id")
    };
    let ids = import(
        "topics",
        "- {sourceId: t-1, slug: drinks, kind: subject, name: Drinks}\n\
         - {slug: tea, kind: subject, name: Tea, parent: drinks}\n",
    );
    assert_eq!(author.working("topics", &ids[1]).json["parentId"], json!(ids[0]), "by the slug");
    let later = import("topics", "- {slug: cup, kind: subject, name: Cup, parent: t-1}\n");
    assert_eq!(author.working("topics", &later[0]).json["parentId"], json!(ids[0]), "by the source id");
    let phrase = import("phrases", "- {sourceId: ask, locale: en, tone: calm, text: \"Tea?\"}\n");
    let article = import(
        "markdown",
        "---\nlocale: en\nslug: tea\ntitle: Tea\nsummary: Hot.\n\
         sections: [{body: [{_type: suggestedPhrase, phraseId: ask}]}]\n---\n",
    );
    let copy = author.working("articles", &article[0]).json;
    assert_eq!(copy["sections"][0]["body"][0]["phraseId"], json!(phrase[0]), "{copy}");
}

#[test]
fn the_name_of_a_file_has_at_most_five_hundred_characters() {
    let app = TestApp::spawn();
    let import = |length: usize| markdown(&app.author(), &format!("?name={}", "x".repeat(length)), "# Tea\n\nHot.\n");
    import(500).expect(200);
    import(501).expect_problem(400, "invalid_query").expect_error("name", "too_long");
}

#[test]
fn the_progress_of_an_import_counts_the_entities_of_all_its_files() {
    let lines = export_of_two("log=false");
    let app = TestApp::spawn();
    let mut connection = Connection::establish(&app.database_file().display().to_string()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON").unwrap();
    let mut bundle = ImportBundle::new(Locale::english());
    let (location, name, text) = ("topics.yaml", "topics.yaml", "- {slug: pot, kind: subject, name: Pot}\n");
    bundle.add_file(SourceFile { location, root: ImportRoot::Unknown, name, format: None, text }).unwrap();
    let exports = ["first.ndjson", "second.ndjson"].map(|name| ExportSource {
        location: name.to_owned(),
        lines: Box::new(Cursor::new(lines.clone().into_bytes())),
    });
    let settings = Settings::of_database(&mut connection).unwrap();
    let (actor, options) = (Actor::system("a test"), ImportOptions::default());
    let counts = RefCell::new(Vec::new());
    let progress = |count: usize| counts.borrow_mut().push(count);
    let context = ImportContext { settings: &settings, actor: &actor, options, progress: &progress };
    let sources = ImportSources { exports: exports.into(), bundle: &bundle };
    connection.batch_execute("BEGIN IMMEDIATE").unwrap();
    let report = imports::load(&mut connection, &context, sources).unwrap();
    connection.batch_execute("COMMIT").unwrap();
    assert_eq!((report.created, report.unchanged), (3, 2));
    assert_eq!(counts.take(), [1, 2, 3, 4, 5]);
}

#[test]
fn a_dry_run_changes_nothing_and_publishing_needs_an_editor() {
    let app = TestApp::spawn();
    let dry = markdown(&app.author(), "?dryRun=true", "# Tea\n\nHot.\n").expect(200).json;
    assert_eq!((&dry["dryRun"], &dry["created"]), (&json!(true), &json!(1)));
    assert_eq!(number(&app.database_file(), "SELECT count(*) AS number FROM working_copies"), 0);
    markdown(&app.author(), "?publish=true", "# Tea\n\nHot.\n").expect_problem(403, "forbidden");
    markdown(&app.viewer(), "", "# Tea\n\nHot.\n").expect_problem(403, "forbidden");
    let report = markdown(&app.editor(), "?publish=true", "# Tea\n\nHot.\n").expect(200).json;
    assert_eq!((&report["published"], &report["documents"][0]["published"]), (&json!(1), &json!(true)));
    app.anonymous().get("/v1/articles/tea").expect(200);
    let audited = app.admin().get("/v1/manage/audit?kind=article").expect(200).json;
    assert_eq!(strings(audited["data"].as_array().unwrap(), "action"), ["publish", "create"]);
}

#[test]
fn the_format_is_in_the_query_or_the_content_type() {
    let app = TestApp::spawn();
    let author = app.author();
    let topics = "- {slug: tea, kind: subject, name: Tea}\n";
    let yaml = "application/yaml";
    let refused = send(&author, "", yaml, topics).expect_problem(415, "unsupported_media_type");
    assert!(refused.text().contains("format="), "{}", refused.text());
    assert_eq!(send(&author, "?format=topics", yaml, topics).expect(200).json["created"], 1);
    send(&author, "?format=tpoics", yaml, topics)
        .expect_problem(400, "invalid_query")
        .expect_error("format", "invalid_value");
    send(&author, "?format=markdown&name=a&name=b", yaml, topics).expect_problem(400, "invalid_query");
}

#[test]
fn all_errors_are_reported_and_nothing_is_imported() {
    let app = TestApp::spawn();
    let topics = "- {slug: tea, kind: drink, name: Tea}\n- {slug: Cup, kind: subject, name: Cup}\n";
    let refused = send(&app.author(), "?format=topics", "text/plain", topics).expect_problem(422, "validation_failed");
    let errors = refused.json["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2);
    assert!(errors[0]["detail"].as_str().unwrap().starts_with("the body, item 1, /kind: "), "{errors:?}");
    send(&app.author(), "?format=topics", "text/plain", "- [").expect_problem(422, "validation_failed");
    send(&app.author(), "?format=ndjson", "text/plain", "{}").expect_problem(422, "validation_failed");
    app.author().post("/v1/manage/topics", &topic("taken", json!({}))).expect(201);
    let page = "---\nlocale: en\nslug: taken\ntitle: A\nsummary: B\n---\n";
    markdown(&app.author(), "", page).expect(200);
    let twin = page.replace("title", "sourceId: other\ntitle");
    markdown(&app.author(), "", &twin).expect_problem(409, "slug_in_use");
}

#[test]
fn an_empty_import_is_refused() {
    let app = TestApp::spawn();
    let author = app.author();
    for media_type in ["text/markdown", "text/plain", "text/html", "application/x-ndjson"] {
        send(&author, "", media_type, "").expect_problem(400, "malformed_request");
    }
    author
        .send(Method::POST, &format!("{IMPORTS}?format=markdown"), &[], None)
        .expect_problem(400, "malformed_request");
    assert_eq!(author.get("/v1/manage/articles?count=true").expect(200).json["page"]["total"], 0);
}

#[test]
fn a_body_above_the_limit_or_not_in_utf8_is_refused() {
    let app = TestApp::spawn_with(&["--import-limit-mb", "1"]);
    let large = "word ".repeat(220_000);
    markdown(&app.author(), "", &large).expect_problem(413, "payload_too_large");
    let odd = Some(b"# T\xe9\n".to_vec());
    let answer = app.author().send(Method::POST, IMPORTS, &[("Content-Type", "text/markdown")], odd);
    answer.expect_problem(400, "malformed_request");
    let coded = [("Content-Type", "text/markdown"), ("Content-Encoding", "gzip")];
    app.author().send(Method::POST, IMPORTS, &coded, Some(Vec::new())).expect_problem(415, "unsupported_media_type");
}
