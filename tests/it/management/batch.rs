//! Batches: many writes in one transaction.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::{UNKNOWN_ID, article_of, phrase_block};
use crate::harness::{Answer, Client, TestApp, article, number, phrase, topic};
use crate::openapi::{filled, operations};

const BATCH: &str = "/v1/manage/batch";

fn send(client: &Client, operations: &[Value]) -> Answer {
    client.post(BATCH, &json!({"operations": operations}))
}

fn write(method: &str, path: &str, if_match: &str, body: Value) -> Value {
    let mut operation = json!({"method": method, "path": path});
    if !if_match.is_empty() {
        operation["ifMatch"] = if_match.into();
    }
    if !body.is_null() {
        operation["body"] = body;
    }
    operation
}

fn id(number: u16) -> String {
    format!("0193a5c8-7d1e-7c3a-9b1f-0000000{number:05}")
}

/// Writes that create a topic, a phrase with it and an article with both, and publish all three.
fn whole_page() -> Vec<Value> {
    let (subject, words, page) = (id(1), id(2), id(3));
    let mut input = article_of("page", json!([phrase_block(&words)]));
    input["id"] = json!(page);
    input["topics"] = json!([subject]);
    vec![
        write("POST", "/v1/manage/topics", "", topic("subject", json!({"id": subject}))),
        write(
            "POST",
            "/v1/manage/phrases?note=First",
            "",
            phrase("I hear you.", json!({"id": words, "topics": [subject]})),
        ),
        write("POST", "/v1/manage/articles", "", input),
        write("POST", &format!("/v1/manage/topics/{subject}/publish"), "\"1\"", json!({})),
        write("POST", &format!("/v1/manage/phrases/{words}/publish"), "\"1\"", Value::Null),
        write("POST", &format!("/v1/manage/articles/{page}/publish"), "\"1\"", json!({"changeNote": "New"})),
    ]
}

/// Returns the number of rows in each table that a write adds to.
fn traces(app: &TestApp) -> Vec<i64> {
    ["working_copies", "revisions", "audit_log", "changes", "published_articles", "webhook_events"]
        .iter()
        .map(|table| number(&app.database_file(), &format!("SELECT count(*) AS number FROM {table}")))
        .collect()
}

#[test]
fn a_batch_creates_and_publishes_entities_that_refer_to_each_other() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let answer = send(&editor, &whole_page()).expect(200);
    let results = answer.json["results"].as_array().unwrap();
    let statuses: Vec<&Value> = results.iter().map(|result| &result["status"]).collect();
    assert_eq!(statuses, [201, 201, 201, 200, 200, 200]);
    assert_eq!(results[2]["location"], format!("/v1/manage/articles/{}", id(3)));
    assert_eq!((&results[2]["etag"], &results[5]["etag"]), (&json!("\"1\""), &json!("\"2\"")));
    assert_eq!(results[5]["body"], editor.working("articles", &id(3)).json);
    assert_eq!(answer.header("cache-control"), "no-store");
    let read = app.anonymous().get("/v1/articles/page").expect(200).json;
    assert_eq!((&read["phrases"][0]["text"], &read["topics"][0]["slug"]), (&json!("I hear you."), &json!("subject")));
    let revisions = editor.get(&format!("/v1/manage/phrases/{}/revisions", id(2))).expect(200).json;
    assert!(revisions["data"].as_array().unwrap().iter().any(|revision| revision["note"] == "First"));
}

#[test]
fn a_batch_is_atomic() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let before = editor.create("articles", &article("before", json!({})));
    let traces_before = traces(&app);
    let mut writes = whole_page();
    writes.push(write("PATCH", &format!("/v1/manage/articles/{before}"), "\"1\"", json!({"title": "Changed"})));
    let filler = |number: u16| write("POST", "/v1/manage/phrases", "", phrase(&format!("{number}."), json!({})));
    writes.extend((0..92).map(filler));
    writes.push(write("POST", "/v1/manage/articles", "", article("before", json!({"titel": "x"}))));
    assert_eq!(writes.len(), 100);
    let refused = send(&editor, &writes).expect_problem(422, "validation_failed");
    let refused = refused.expect_error("/operations/99/body/titel", "unknown_field");
    assert_eq!(refused.json["operation"], 99);
    assert!(refused.json["detail"].as_str().unwrap().contains("nothing was changed"), "{}", refused.text());
    assert_eq!(traces(&app), traces_before);
    assert_eq!(editor.working("articles", &before).etag(), "\"1\"");
    writes.pop();
    send(&editor, &writes).expect(200);
    assert_eq!(traces(&app)[0], traces_before[0] + 95);
}

#[test]
fn later_writes_see_the_versions_that_earlier_ones_make() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = format!("/v1/manage/articles/{}", editor.create("articles", &article("again", json!({}))));
    let retitle = |version: &str, title: &str| write("PATCH", &target, version, json!({"title": title}));
    let section = write("POST", &format!("{target}/sections"), "\"3\"", json!({"heading": "More"}));
    let results = send(&editor, &[retitle("\"1\"", "Two"), retitle("\"2\"", "Three"), section]).expect(200).json;
    assert_eq!(results["results"][2]["etag"], "\"4\"");
    assert_eq!(results["results"][2]["body"]["heading"], "More");
    assert!(results["results"][2]["location"].as_str().unwrap().starts_with(&format!("{target}/sections/")));
    let stale = send(&editor, &[retitle("\"4\"", "Five"), retitle("\"4\"", "Six")]);
    let stale = stale.expect_problem(412, "version_mismatch").json;
    assert_eq!((&stale["operation"], &stale["currentVersion"]), (&json!(1), &json!(5)));
    let unguarded = send(&editor, &[retitle("", "Seven")]).expect_problem(428, "precondition_required");
    assert_eq!(unguarded.json["operation"], 0);
    assert_eq!(editor.get(&target).expect(200).json["title"], "Three");
}

#[test]
fn a_batch_takes_all_lifecycle_steps() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = format!("/v1/manage/articles/{}", editor.create("articles", &article("life", json!({}))));
    let step = |path: &str, body: Value| write("POST", &format!("{target}/{path}"), "*", body);
    let later = json!({"publishAt": "2099-01-01T00:00:00Z"});
    let done = send(
        &editor,
        &[
            step("submit", json!({"comment": "Please"})),
            step("reject", json!({"comment": "Not yet"})),
            step("submit", Value::Null),
            step("approve", Value::Null),
            write("PUT", &format!("{target}/schedule"), "*", later),
            write("DELETE", &format!("{target}/schedule?action=publish"), "*", Value::Null),
            write("PATCH", &target, "*", json!({"title": "Changed"})),
            step("revisions/1/restore?note=Back", Value::Null),
            step("publish", json!({})),
            write("PATCH", &target, "*", json!({"title": "Changed"})),
            step("discard-draft", Value::Null),
            step("unpublish", json!({"mode": "gone", "explanation": "Enough."})),
            write("DELETE", &target, "*", Value::Null),
            step("restore", Value::Null),
            write("DELETE", &target, "*", Value::Null),
            step("purge", Value::Null),
        ],
    );
    let results = done.expect(200).json["results"].clone();
    assert_eq!((&results[1]["body"]["status"], &results[4]["body"]["status"]), (&json!("draft"), &json!("scheduled")));
    assert_eq!(results[12], json!({"status": 204}));
    editor.get(&target).expect_problem(404, "not_found");
    app.anonymous().get("/v1/articles/life").expect_problem(410, "gone");
}

#[test]
fn malformed_operations_are_refused_before_any_write() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let refused = |operations: &[Value], pointer: &str, code: &str| {
        send(&editor, operations).expect_problem(422, "validation_failed").expect_error(pointer, code)
    };
    let good = write("POST", "/v1/manage/phrases", "", phrase("Hello.", json!({})));
    refused(&[], "/operations", "too_few");
    refused(&vec![good.clone(); 101], "/operations", "too_many");
    let wrong = |method: &str, path: &str| [good.clone(), write(method, path, "*", json!({}))];
    refused(&wrong("GET", "/v1/manage/phrases"), "/operations/1/method", "unknown_value");
    for path in ["/v1/manage/keys", "/v1/manage/batch", "/v1/phrases", "/v1/manage/phrases/", "https://example.org/"] {
        refused(&wrong("POST", path), "/operations/1/path", "unknown_value");
    }
    refused(&wrong("POST", &format!("/v1/manage/{}", "x".repeat(2048))), "/operations/1/path", "too_long");
    let method = refused(&wrong("PATCH", "/v1/manage/phrases"), "/operations/1/path", "unknown_value");
    assert!(method.text().contains("it takes POST"), "{}", method.text());
    refused(&[write("POST", "/v1/manage/phrases", "", Value::Null)], "/operations/0/body", "required");
    refused(&[write("POST", "/v1/manage/phrases", "*", json!({}))], "/operations/0/ifMatch", "mismatch");
    let target = format!("/v1/manage/phrases/{UNKNOWN_ID}");
    refused(&[write("DELETE", &target, "*", json!({}))], "/operations/0/body", "mismatch");
    refused(&[write("DELETE", &target, "3", Value::Null)], "/operations/0/ifMatch", "unknown_value");
    let mut unknown = good.clone();
    unknown["ifmatch"] = json!("*");
    let unknown = refused(&[unknown], "/operations/0/ifmatch", "unknown_field");
    assert!(unknown.text().contains("Did you mean \\\"ifMatch\\\"?"), "{}", unknown.text());
    send(&editor, &[write("DELETE", &target, "*", Value::Null)]).expect_problem(404, "not_found");
    let query = [write("POST", "/v1/manage/phrases?nota=x", "", phrase("Hello.", json!({})))];
    let query = send(&editor, &query).expect_problem(400, "invalid_query");
    query.expect_error("/operations/0/path", "unknown_parameter");
    editor.post(&format!("{BATCH}?x=1"), &json!({"operations": [good]})).expect_problem(400, "invalid_query");
    assert_eq!(traces(&app)[0], 0);
}

#[test]
fn each_write_needs_the_role_of_its_single_request() {
    let app = TestApp::spawn();
    let (author, viewer) = (app.author(), app.viewer());
    send(&author, &whole_page()[..3]).expect(200);
    let again = send(&author, &whole_page()[..4]).expect_problem(403, "forbidden");
    assert_eq!(again.json["operation"], 3);
    send(&viewer, &whole_page()).expect_problem(403, "forbidden");
    send(&app.anonymous(), &whole_page()).expect_problem(401, "missing_credentials");
    // The same ids with the same content are the same entities.
    let repeated = send(&author, &whole_page()[..3]).expect(200).json;
    assert_eq!(repeated["results"][0]["status"], 200);
}

/// Returns true if the document declares the operation as a write to working copies, their sections or their lifecycle.
fn is_editing(template: &str, method: &Method) -> bool {
    let collections = ["articles", "phrases", "resources", "topics", "{collection}"];
    let mut parts = template.trim_start_matches("/v1/manage/").split('/');
    *method != Method::GET
        && parts.next().is_some_and(|part| collections.contains(&part))
        && parts.all(|part| part != "preview-tokens")
}

#[test]
fn every_write_of_editors_works_in_a_batch_as_it_does_alone() {
    let app = TestApp::spawn();
    let author = app.author();
    let mut found = 0;
    for (template, method, operation) in operations() {
        if !template.starts_with("/v1/manage") || method == Method::GET {
            continue;
        }
        let path = filled(template);
        let takes_body = operation.get("requestBody").is_some();
        let if_match = if operation.to_string().contains("If-Match") { "*" } else { "" };
        let body = if takes_body { json!({}) } else { Value::Null };
        let answer = send(&author, &[write(method.as_str(), &path, if_match, body)]);
        let is_refused = answer.text().contains("is not allowed in a batch");
        assert_eq!(is_refused, !is_editing(template, &method), "{method} {template}: {}", answer.text());
        if is_refused {
            continue;
        }
        let kind = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let alone = author.send(
            method.clone(),
            &path,
            &[("Content-Type", kind), ("If-Match", "*")],
            takes_body.then(|| b"{}".to_vec()),
        );
        assert_eq!((answer.status, &answer.json["code"]), (alone.status, &alone.json["code"]), "{method} {template}");
        found += 1;
    }
    assert!(found > 30, "{found}");
}

#[test]
fn concurrent_batches_do_not_mix() {
    let app = TestApp::spawn();
    let editor = app.editor();
    let target = format!("/v1/manage/articles/{}", editor.create("articles", &article("both", json!({}))));
    let batch = |name: &str| -> Vec<Value> {
        (0..20).map(|step| write("PATCH", &target, "*", json!({"title": format!("{name} {step}")}))).collect()
    };
    std::thread::scope(|scope| {
        let running = ["One", "Two", "Three"].map(|name| {
            let (editor, operations) = (app.editor(), batch(name));
            scope.spawn(move || send(&editor, &operations).expect(200))
        });
        for thread in running {
            thread.join().unwrap();
        }
    });
    let titles: Vec<String> = (2..=61)
        .map(|version| {
            let revision = editor.get(&format!("{target}/revisions/{version}")).expect(200).json;
            revision["content"]["title"].as_str().unwrap().split(' ').next().unwrap().to_owned()
        })
        .collect();
    assert!(titles.chunks(20).all(|batch| batch.iter().all(|name| *name == batch[0])), "{titles:?}");
}
