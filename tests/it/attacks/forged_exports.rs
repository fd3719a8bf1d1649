//! Forged export files: the lines that an import accepts, and lines that no export contains.

use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::UNKNOWN_ID;
use crate::harness::{Answer, Client, Sandbox, TestApp, article, publish, topic};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Another id that no entity has.
const OTHER_ID: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02";

/// Returns an export with these lines between its first and its last line.
pub(super) fn export(lines: &[Value]) -> String {
    let begin = json!({
        "type": "cairn.export", "format": 3, "exportedAt": "2026-01-01T00:00:00Z", "revisions": true, "log": true,
    });
    let end = json!({"type": "end", "lines": lines.len() + 1});
    let all = [&[begin], lines, &[end]].concat();
    all.iter().map(Value::to_string).collect::<Vec<_>>().join("\n") + "\n"
}

fn import(client: &Client, lines: &[Value]) -> Answer {
    let headers = [("Content-Type", "application/x-ndjson")];
    client.send(Method::POST, "/v1/manage/imports", &headers, Some(export(lines).into_bytes()))
}

fn merged(mut line: Value, more: Value) -> Value {
    let Value::Object(more) = more else { panic!("an object") };
    line.as_object_mut().unwrap().extend(more);
    line
}

/// Returns an entity line of an article.
fn entity(slug: &str, more: Value) -> Value {
    let line = json!({
        "type": "entity", "kind": "article", "id": UNKNOWN_ID, "version": 3, "status": "draft",
        "createdAt": "2020-01-01T00:00:00Z", "updatedAt": "2020-01-01T00:00:00Z", "content": article(slug, json!({})),
    });
    merged(line, more)
}

fn change(more: Value) -> Value {
    let line = json!({
        "type": "change", "at": "2020-01-01T00:00:00Z", "action": "publish", "kind": "article", "id": UNKNOWN_ID,
        "version": 1, "major": false,
    });
    merged(line, more)
}

fn ending(more: Value) -> Value {
    let line = json!({
        "type": "unpublishing", "id": UNKNOWN_ID, "kind": "article", "mode": "gone", "at": "2020-01-02T00:00:00Z",
        "locale": "en", "slug": "forged", "translationGroupId": UNKNOWN_ID,
    });
    merged(line, more)
}

/// Returns the source of a withdrawn article.
fn source(more: Value) -> Value {
    let content = article("forged", merged(json!({"translationGroupId": UNKNOWN_ID}), more));
    json!({
        "version": 1, "firstPublishedAt": "2020-01-01T00:00:00Z", "publishedAt": "2020-01-01T00:00:00Z",
        "updatedAt": "2020-01-01T00:00:00Z", "content": content,
    })
}

/// Returns one line of each type that changes public content directly.
fn public_lines() -> Vec<Value> {
    vec![
        change(json!({})),
        json!({"type": "address", "locale": "en", "slug": "forged", "articleId": UNKNOWN_ID}),
        json!({"type": "topicAddress", "slug": "forged", "topicId": UNKNOWN_ID}),
        ending(json!({"mode": "redirect", "alternativeUrl": "https://evil.example/"})),
        ending(json!({"mode": "withdrawn", "explanation": "Old.", "source": source(json!({}))})),
        json!({"type": "synonyms", "content": {"groups": [{"locale": "en", "words": ["help", "666"]}]}}),
    ]
}

/// Checks that the response is a validation error at `place`.
#[track_caller]
fn assert_refused_at(answer: Answer, place: &str) {
    let refused = answer.expect_problem(422, "validation_failed");
    let details: Vec<&str> =
        refused.json["errors"].as_array().unwrap().iter().filter_map(|e| e["detail"].as_str()).collect();
    assert!(details.iter().any(|detail| detail.contains(place)), "{place} in {details:?}");
}

#[test]
fn public_lines_need_full_trust() {
    for rule in ["off", "required"] {
        let app = TestApp::spawn_with(&["--approval", rule]);
        let here = publish_approved(&app);
        let before = app.anonymous().get("/v1/sync?initial=true").expect(200).bytes;
        for client in [app.author(), app.editor()] {
            for line in public_lines() {
                let kind = line["type"].as_str().unwrap().to_owned();
                let answer = import(&client, &[entity("forged", json!({})), line]);
                assert_refused_at(
                    answer,
                    &format!("line 3: a line of the type \"{kind}\" becomes public without a publish"),
                );
            }
        }
        app.author().get(&format!("/v1/manage/articles/{UNKNOWN_ID}")).expect(404);
        app.anonymous().get("/v1/articles/forged").expect(404);
        assert_eq!(app.anonymous().get("/v1/sync?initial=true").expect(200).bytes, before, "{rule}");
        app.anonymous().get(&format!("/v1/articles/{here}")).expect(200);
    }
}

fn publish_approved(app: &TestApp) -> String {
    let editor = app.editor();
    let id = editor.create("articles", &article("here", json!({})));
    for step in ["submit", "approve"] {
        editor.post_matching(&format!("/v1/manage/articles/{id}/{step}"), "*", &json!({})).expect(200);
    }
    editor.publish("articles", &id);
    id
}

#[test]
fn imports_report_only_the_format_of_an_export_of_another_version() {
    let app = TestApp::spawn();
    let text = export(&[json!({"type": "thing"})]).replace("\"format\":3", "\"format\":2");
    let headers = [("Content-Type", "application/x-ndjson")];
    for client in [app.author(), app.admin()] {
        let answer = client.send(Method::POST, "/v1/manage/imports", &headers, Some(text.clone().into_bytes()));
        assert_eq!(answer.json["errors"].as_array().map(Vec::len), Some(1), "{}", answer.text());
        assert_refused_at(answer, "line 1: the format 2 is of another version of Cairn");
    }
}

#[test]
fn imports_reject_documents() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let document = json!({"title": "<b>Forged</b>", "reviewers": [{"name": "Nobody"}]});
    let withdrawn = json!({"mode": "withdrawn", "explanation": "Old.", "source": source(json!({}))});
    let forged = ending(merged(withdrawn.clone(), json!({"document": document})));
    let lines = |ending: Value| [entity("forged", json!({"status": "unpublished"})), change(json!({})), ending];
    assert_refused_at(import(&admin, &lines(forged)), "line 4: not a line of an export: unknown field `document`");
    for (spoiled, place) in [
        (json!({"source": source(json!({"sections": [{"markdown": "[x](javascript:alert(1))"}]}))}), "line 4, /source"),
        (json!({"source": source(json!({"slug": "another"}))}), "line 4, /source/content: the source has"),
        (json!({"source": null}), "line 4, /source: a withdrawn article needs"),
        (json!({"mode": "gone"}), "line 4, /source: only a withdrawn article"),
        (json!({"explanation": null}), "line 4, /explanation: \"explanation\" is required with mode withdrawn"),
        (json!({"alternativeUrl": "https://a@evil.example/"}), "line 4, /alternative/url: Contains a user name"),
        (json!({"kind": "phrase"}), "line 4, /mode: Only articles"),
        (json!({"at": "9999-01-01T00:00:00Z"}), "line 4, /at: 9999-01-01T00:00:00.000Z is in the future"),
    ] {
        assert_refused_at(import(&admin, &lines(ending(merged(withdrawn.clone(), spoiled)))), place);
    }
    let unlogged = [entity("forged", json!({"status": "unpublished"})), ending(withdrawn.clone())];
    assert_refused_at(import(&admin, &unlogged), "line 3, /id: no change before it says that it was published");
    import(&admin, &lines(ending(withdrawn))).expect(200);
    let shown = app.anonymous().get(&format!("/v1/articles/{UNKNOWN_ID}")).expect(200).json;
    assert_eq!((&shown["title"], &shown["updatedAt"]), (&json!("About forged"), &json!("2020-01-01T00:00:00.000Z")));
}

#[test]
fn imports_reject_impossible_versions_and_times() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let tomorrow = Timestamp::from_unix_ms(Timestamp::now().unix_ms() + DAY_MS).to_string();
    let published = |more: Value| {
        let times = json!({"version": 1, "firstPublishedAt": "2020-01-01T00:00:00Z",
            "publishedAt": "2020-01-01T00:00:00Z", "updatedAt": "2020-01-01T00:00:00Z"});
        json!({"published": merged(times, more)})
    };
    let step = |version: i64, at: &str| {
        let step = json!({"version": version, "step": "approved", "at": at, "by": "x", "contentDigest": "x"});
        json!({"status": "approved", "workflow": [step]})
    };
    let (early, late) = ("1900-01-01T00:00:00Z", tomorrow.as_str());
    for (more, place) in [
        (json!({"version": i64::MAX}), "/version"),
        (json!({"version": (1_i64 << 52) + 1}), "/version"),
        (json!({"version": 0}), "/version"),
        (json!({"version": -1}), "/version"),
        (json!({"updatedAt": "9999-12-31T00:00:00Z"}), "/updatedAt"),
        (json!({"createdAt": late}), "/createdAt"),
        (json!({"createdAt": early}), "/createdAt"),
        (json!({"publicSince": late}), "/publicSince"),
        (published(json!({"version": 4})), "/published/version"),
        (published(json!({"version": 0})), "/published/version"),
        (published(json!({"publishedAt": late})), "/published/publishedAt"),
        (published(json!({"firstPublishedAt": late})), "/published/firstPublishedAt"),
        (published(json!({"updatedAt": late})), "/published/updatedAt"),
        (step(4, "2020-01-01T00:00:00Z"), "/workflow/0/version"),
        (step(1, late), "/workflow/0/at"),
    ] {
        assert_refused_at(import(&admin, &[entity("bounded", more)]), &format!("line 2, {place}:"));
    }
    for (line, place) in [
        (change(json!({"version": i64::MAX})), "/version"),
        (change(json!({"at": late})), "/at"),
        (change(json!({"happenedAt": late})), "/happenedAt"),
        (change(json!({"at": early})), "/at"),
        (change(json!({"changeNote": "x".repeat(1001)})), "/changeNote"),
        (change(json!({"kind": "topic"})), "/kind"),
    ] {
        assert_refused_at(import(&admin, &[entity("bounded", json!({})), line]), &format!("line 3, {place}:"));
    }
    let revision = |more: Value| {
        let line = json!({"type": "revision", "kind": "article", "id": UNKNOWN_ID, "version": 2, "action": "save",
            "at": "2020-01-01T00:00:00Z", "by": "x", "status": "draft", "published": false,
            "content": article("bounded", json!({}))});
        [entity("bounded", json!({})), merged(line, more)]
    };
    assert_refused_at(import(&admin, &revision(json!({"version": 4}))), "line 3, /version:");
    assert_refused_at(import(&admin, &revision(json!({"at": late}))), "line 3, /at:");
    let endless = export(&[]).replace("\"lines\":1", &format!("\"lines\":{}", u64::MAX));
    let headers = [("Content-Type", "application/x-ndjson")];
    let answer = admin.send(Method::POST, "/v1/manage/imports", &headers, Some(endless.into_bytes()));
    assert_refused_at(answer, "its end is missing");
    let [entity, revision] = revision(json!({"at": "1970-01-01T00:00:00Z"}));
    import(&admin, &[entity, revision, change(json!({"changeNote": "x".repeat(1000)}))]).expect(200);
    let copy = admin.working("articles", UNKNOWN_ID);
    assert_eq!((&copy.json["version"], &copy.json["updatedAt"]), (&json!(3), &json!("2020-01-01T00:00:00.000Z")));
    admin.edit("articles", UNKNOWN_ID, &json!({"kicker": "It can be edited."}));
}

#[test]
fn imports_without_full_trust_restart_versions_and_times() {
    let app = TestApp::spawn();
    let author = app.author();
    let begun = Timestamp::now();
    let more = json!({"version": i64::MAX, "createdAt": "9999-12-31T00:00:00Z", "updatedAt": "9999-12-31T00:00:00Z",
        "status": "approved", "publicSince": "9999-12-31T00:00:00Z"});
    let old = entity("old", json!({"id": OTHER_ID, "publicSince": "2020-01-01T00:00:00Z"}));
    import(&author, &[entity("mine", more), old]).expect(200);
    let copy = author.working("articles", UNKNOWN_ID).json;
    assert_eq!((&copy["version"], &copy["status"]), (&json!(1), &json!("draft")));
    for member in ["createdAt", "updatedAt"] {
        let at: Timestamp = copy[member].as_str().unwrap().parse().unwrap();
        assert!(begun <= at && at <= Timestamp::now(), "{member}: {at}");
    }
    author.edit("articles", UNKNOWN_ID, &json!({"kicker": "Edited"}));
    let published = app.editor().publish("articles", UNKNOWN_ID).json;
    assert_eq!(published["version"], 3);
    let document = app.anonymous().get("/v1/articles/mine").expect(200).json;
    assert_eq!(document["firstPublishedAt"], document["publishedAt"]);
    app.editor().publish("articles", OTHER_ID);
    let document = app.anonymous().get("/v1/articles/old").expect(200).json;
    assert_eq!(document["firstPublishedAt"], "2020-01-01T00:00:00.000Z", "a possible date is kept");
}

#[test]
fn imports_with_full_trust_correct_a_status_that_contradicts_the_published_state() {
    let app = TestApp::spawn();
    let report = import(&app.admin(), &[entity("lost", json!({"status": "published"}))]).expect(200).json;
    let notes = &report["documents"][0]["notes"];
    assert_eq!(notes[0]["detail"], "It was published, and is draft here.", "{report}");
    assert_eq!(app.admin().working("articles", UNKNOWN_ID).json["status"], "draft");
}

#[test]
fn imports_reject_references_to_missing_entities_except_in_the_trash() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let content = article("dangling", json!({"topics": [OTHER_ID]}));
    let line = |status: &str| entity("dangling", json!({"status": status, "content": content}));
    assert_refused_at(import(&admin, &[line("draft")]), "line 2, /content/topics/0: There is no topic");
    import(&admin, &[line("trashed")]).expect(200);
}

#[test]
fn an_address_that_another_entity_has_is_reported_and_not_imported() {
    let app = TestApp::spawn();
    let address = |id: &str| json!({"type": "address", "locale": "en", "slug": "old", "articleId": id});
    let topic_address = |id: &str| json!({"type": "topicAddress", "slug": "old", "topicId": id});
    let lines = [address(UNKNOWN_ID), address(OTHER_ID), topic_address(UNKNOWN_ID), topic_address(OTHER_ID)];
    let report = import(&app.admin(), &lines).expect(200).json;
    let expected = json!([
        {"location": "the body, line 3", "detail": "The slug \"old\" of en belongs to another article here."},
        {"location": "the body, line 5", "detail": "The slug \"old\" belongs to another topic here."},
    ]);
    assert_eq!(report["notes"], expected);
}

#[test]
fn imported_old_changes_do_not_break_offline_copies() {
    let app = TestApp::spawn();
    publish(&app.editor(), "topics", &topic("here", json!({})));
    let reader = app.anonymous();
    let token = reader.get("/v1/sync?initial=true").expect(200).json["nextToken"].as_str().unwrap().to_owned();
    let published = json!({"status": "published", "published": {"version": 3, "firstPublishedAt": "2020-01-01T00:00:00Z",
        "publishedAt": "2020-03-01T00:00:00Z", "updatedAt": "2020-03-01T00:00:00Z"}});
    let moved = change(json!({"at": "2020-03-01T00:00:00Z", "version": 3, "changeNote": "It moved.", "major": true}));
    import(&app.admin(), &[entity("old", published), change(json!({})), moved]).expect(200);
    let next = reader.get(&format!("/v1/sync?token={token}")).expect(200).json;
    assert_eq!(next["items"].as_array().unwrap().len(), 1, "{next}");
    // Readers see the time of the change, not of its import.
    let document = reader.get("/v1/articles/old").expect(200).json;
    assert_eq!(document["changeHistory"], json!([{"at": "2020-03-01T00:00:00.000Z", "note": "It moved."}]));
    assert_eq!(document["firstPublishedAt"], "2020-01-01T00:00:00.000Z");
    // A new export contains both times, and its import into an empty server gives the same document.
    let lines = app.admin().get("/v1/manage/exports").expect(200).bytes;
    let other = TestApp::spawn();
    let headers = [("Content-Type", "application/x-ndjson")];
    other.admin().send(Method::POST, "/v1/manage/imports", &headers, Some(lines)).expect(200);
    assert_eq!(other.anonymous().get("/v1/articles/old").expect(200).json, document);
    let ats: Vec<String> = app
        .admin()
        .get("/v1/manage/exports")
        .expect(200)
        .text()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["type"] == "change")
        .map(|line| line["at"].as_str().unwrap().to_owned())
        .collect();
    assert!(ats.is_sorted() && ats.len() == 4, "{ats:?}");
}

#[test]
fn operator_commands_import_exports_with_and_without_a_log() {
    let first = Sandbox::new();
    first.write("topics.yaml", "- {slug: tea, kind: subject, name: Tea}\n");
    first.run(&["import", "topics.yaml", "--publish"]).succeeded();
    let entities = first.run(&["export", "--without-log"]).succeeded();
    assert_eq!(entities.lines().count(), 3, "{entities}");
    first.write("entities.ndjson", &entities);
    let second = Sandbox::new();
    second.run(&["import", &first.file("entities.ndjson").display().to_string()]).succeeded();
    assert!(
        second.run(&["export"]).succeeded().contains("\"type\":\"change\""),
        "public entities are in the change log"
    );
    let refused = first.run(&["export", "--format", "markdown", "--without-log", "files"]).failed();
    assert!(refused.contains("--without-log"), "{refused}");
}
