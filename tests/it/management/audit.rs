//! The audit log: it contains every write, can be filtered, and cannot be changed.

use std::panic::catch_unwind;

use cairn::auth::Role;
use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::with;
use crate::harness::{
    Answer, Client, Sandbox, TestApp, all, article, eventually, paragraph, phrase, resource, sql, strings, topic,
};
use crate::openapi::operations;

const AUDIT: &str = "/v1/manage/audit";

/// Returns the rows that match, newest first.
#[track_caller]
fn rows(admin: &Client, filter: &str) -> Vec<Value> {
    all(admin, &format!("{AUDIT}?limit=100&{filter}"))
}

fn actions(rows: &[Value]) -> Vec<String> {
    strings(rows, "action")
}

#[test]
fn a_row_has_the_actor_the_action_the_subject_and_both_versions() {
    let app = TestApp::spawn();
    let token = app.key(Role::Editor, None);
    let editor = app.with_key(&token.reveal());
    let id = editor.create("articles", &article("walk", json!({})));
    let publish = format!("/v1/manage/articles/{id}/publish");
    let headers = [("Content-Type", "application/json"), ("If-Match", "\"1\""), ("X-Request-Id", "walk-2")];
    let note = json!({"changeNote": "Added what to do at night."}).to_string().into_bytes();
    editor.send(Method::POST, &publish, &headers, Some(note)).expect(200);
    let rows = rows(&app.admin(), &format!("subject={id}"));
    assert_eq!(actions(&rows), ["publish", "create"]);
    assert!(rows[0]["seq"].as_i64() > rows[1]["seq"].as_i64());
    assert_eq!((&rows[0]["actor"]["keyId"], &rows[0]["subject"]["id"]), (&json!(token.id()), &json!(id)));
    insta::assert_json_snapshot!(rows[0], {
        ".seq" => "[seq]", ".at" => "[time]", ".actor.keyId" => "[key]", ".subject.id" => "[id]",
    }, @r#"
    {
      "seq": "[seq]",
      "at": "[time]",
      "actor": {
        "keyId": "[key]",
        "name": "editor of a test"
      },
      "requestId": "walk-2",
      "requestIdFrom": "client",
      "action": "publish",
      "subject": {
        "kind": "article",
        "id": "[id]"
      },
      "fromVersion": 1,
      "toVersion": 2,
      "note": "Added what to do at night."
    }
    "#);
    assert_eq!((rows[1].get("fromVersion"), &rows[1]["toVersion"]), (None, &json!(1)));
}

#[test]
fn a_refused_request_leaves_no_row() {
    let app = TestApp::spawn();
    let (editor, admin) = (app.editor(), app.admin());
    let id = editor.create("articles", &article("kept", json!({})));
    editor.put(&format!("/v1/manage/articles/{id}"), "\"7\"", &article("kept", json!({"title": "New"}))).expect(412);
    editor.post("/v1/manage/articles", &article("kept", json!({}))).expect(409);
    editor.patch(&format!("/v1/manage/articles/{id}"), "*", &json!({"title": ""})).expect(422);
    assert_eq!(actions(&rows(&admin, "kind=article")), ["create"]);
}

#[test]
fn every_filter_of_the_log_works() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let tokens = [app.key(Role::Author, None), app.key(Role::Author, None)];
    let [one, other] = tokens.each_ref().map(|token| app.with_key(&token.reveal()));
    let first = one.create("articles", &article("first", json!({})));
    let second = other.create("phrases", &phrase("Second.", json!({})));
    one.edit("articles", &first, &json!({"title": "Changed"}));
    other.edit("phrases", &second, &json!({"text": "Changed."}));
    let header = [("Content-Type", "application/json"), ("X-Request-Id", "searched.for")];
    let body = topic("third", json!({})).to_string().into_bytes();
    let third = one.send(Method::POST, "/v1/manage/topics", &header, Some(body)).expect(201).id();
    sql(&app.database_file(), "DROP TRIGGER audit_log_is_not_changed");
    let aged = format!("UPDATE audit_log SET at = 1000000 WHERE subject_id = '{first}' AND action = 'create'");
    assert_eq!(sql(&app.database_file(), &aged), 1);
    let found = |filter: &str| {
        let rows = rows(&admin, filter);
        let named =
            |row: &Value| format!("{} {}", row["action"].as_str().unwrap(), row["subject"]["kind"].as_str().unwrap());
        rows.iter().filter(|row| row["subject"]["kind"] != "key").map(named).collect::<Vec<_>>()
    };
    assert_eq!(found(""), ["create topic", "save phrase", "save article", "create phrase", "create article"]);
    assert_eq!(found(&format!("subject={first}")), ["save article", "create article"]);
    assert_eq!(found(&format!("subject={}", first.to_uppercase())), ["save article", "create article"]);
    assert_eq!(found("kind=phrase"), ["save phrase", "create phrase"]);
    assert_eq!(found(&format!("actor={}", tokens[1].id())), ["save phrase", "create phrase"]);
    assert_eq!(found("action=save"), ["save phrase", "save article"]);
    assert_eq!(found("requestId=searched.for"), ["create topic"]);
    assert_eq!(found("from=1970-01-01T00:16:40Z&until=1970-01-01T00:16:41Z"), ["create article"]);
    assert_eq!(found("until=1970-01-01T00:16:40Z"), [""; 0]);
    assert_eq!(found("from=1970-01-01T00:16:41Z&kind=article"), ["save article"]);
    assert_eq!(found(&format!("actor={}&action=save&kind=phrase", tokens[0].id())), [""; 0]);
    assert_eq!(rows(&admin, &format!("subject={third}"))[0]["requestId"], "searched.for");
    let counted = admin.get(&format!("{AUDIT}?kind=phrase&count=true&limit=1")).expect(200).json;
    assert_eq!((&counted["page"]["total"], counted["data"].as_array().unwrap().len()), (&json!(2), 1));
}

#[test]
fn invalid_filters_of_the_log_are_refused() {
    let app = TestApp::spawn();
    let admin = app.admin();
    for (query, place) in [
        ("kind=artcle", "kind"),
        ("action=publsh", "action"),
        ("from=yesterday", "from"),
        ("subject=", "subject"),
        ("from=2026-01-02T00:00:00Z&until=2026-01-02T00:00:00Z", "until"),
        ("actors=x", "actors"),
        (&format!("actor={}", "x".repeat(261)), "actor"),
    ] {
        let answer = admin.get(&format!("{AUDIT}?{query}")).expect_problem(400, "invalid_query");
        assert_eq!(answer.json["errors"][0]["parameter"], place, "{query}");
    }
    app.editor().get(AUDIT).expect_problem(403, "forbidden");
}

#[test]
fn the_log_is_paged_by_number_in_both_directions() {
    let app = TestApp::spawn();
    let (author, admin) = (app.author(), app.admin());
    let id = author.create("topics", &topic("paged", json!({})));
    for name in ["a", "b", "c", "d", "e", "f"] {
        author.edit("topics", &id, &json!({"name": name}));
    }
    let whole = rows(&admin, "kind=topic");
    let paged = all(&admin, &format!("{AUDIT}?kind=topic&limit=2"));
    assert_eq!((paged.len(), &paged), (7, &whole));
    let second = admin.get(&format!("{AUDIT}?kind=topic&limit=2")).expect(200).json["page"]["next"].clone();
    let second = admin.get(&format!("{AUDIT}?kind=topic&limit=2&cursor={}", second.as_str().unwrap())).expect(200).json;
    let back = second["page"]["prev"].as_str().unwrap();
    let first = admin.get(&format!("{AUDIT}?kind=topic&limit=2&cursor={back}")).expect(200).json;
    assert_eq!(first["data"].as_array().unwrap()[..], whole[..2]);
    // A row that is added meanwhile does not shift the pages.
    author.edit("topics", &id, &json!({"name": "g"}));
    let again = admin.get(&format!("{AUDIT}?kind=topic&limit=2&cursor={back}")).expect(200).json;
    assert_eq!(again["data"], first["data"]);
}

#[test]
fn rows_are_never_changed_and_never_deleted() {
    let app = TestApp::spawn();
    app.author().create("topics", &topic("kept", json!({})));
    let file = app.database_file();
    let before = rows(&app.admin(), "kind=topic");
    for statement in
        ["UPDATE audit_log SET note = 'x'", "UPDATE audit_log SET seq = seq + 1000", "DELETE FROM audit_log"]
    {
        let refused = catch_unwind(|| sql(&file, statement)).unwrap_err();
        let told = refused.downcast_ref::<String>().cloned().unwrap_or_default();
        assert!(told.contains("rows of the audit log are never"), "{statement}: {told}");
    }
    assert_eq!(rows(&app.admin(), "kind=topic"), before);
}

#[test]
fn the_command_line_is_in_the_log_too() {
    let place = Sandbox::new();
    let made = |name: &str, role: &str| {
        place.run(&["keys", "create", "--name", name, "--role", role]).succeeded().trim().to_owned()
    };
    let (key, admin) = (made("The desk", "viewer"), made("x", "admin"));
    let id = key.split('_').nth(1).unwrap();
    place.run(&["keys", "revoke", id]).succeeded();
    let server = place.serve(&[]);
    let rows = rows(&server.client_with_key(&admin), &format!("subject={id}"));
    assert_eq!(actions(&rows), ["revoke", "create"]);
    for row in &rows {
        assert_eq!(row["actor"], json!({"name": "cairn keys"}));
        assert_eq!(row.get("requestId"), None);
    }
}

/// A request that succeeds.
struct Request {
    target: String,
    body: Option<Value>,
}

/// Creates an entity in the collection and returns its id.
fn fresh(editor: &Client, collection: &str, slug: &str) -> String {
    let sections = json!({"sections": [{"heading": "One", "body": [paragraph("x")]}, {"heading": "Two"}]});
    let input = match collection {
        "articles" => article(slug, sections),
        "phrases" => phrase(slug, json!({})),
        "resources" => resource(slug, json!({})),
        "topics" => topic(slug, json!({})),
        other => panic!("unknown collection {other}"),
    };
    editor.create(collection, &input)
}

/// Returns a successful request of the operation, on an entity made for it; none for operations that this table does
/// not cover.
fn request(admin: &Client, operation: &str, template: &str, method: &Method) -> Option<Request> {
    let slug = operation.replace('_', "-");
    let mut parts = template.trim_start_matches("/v1/manage/").split('/');
    let collection = parts.next().unwrap().replace("{collection}", "articles");
    let collection = collection.as_str();
    let rest: Vec<&str> = parts.collect();
    let input = match collection {
        "articles" => article(&slug, json!({"title": "Another"})),
        "phrases" => phrase("Another.", json!({})),
        "resources" => resource("Another", json!({})),
        "topics" => topic(&slug, json!({"name": "Another"})),
        "keys" => json!({"name": "Another", "role": "viewer"}),
        _ => return None,
    };
    if rest.is_empty() {
        return Some(Request { target: template.to_owned(), body: Some(input) });
    }
    if collection == "keys" {
        let id = admin.post("/v1/manage/keys", &with(input.clone(), json!({"name": "Fresh"}))).expect(201).id();
        let body = if *method == Method::PATCH { json!({"name": "Another"}) } else { json!({}) };
        return Some(Request { target: template.replace("{keyId}", &id), body: Some(body) });
    }
    let id = fresh(admin, collection, &slug);
    let target = format!("/v1/manage/{collection}/{id}");
    let section =
        || admin.get(&format!("{target}/sections")).expect(200).json["data"][0]["id"].as_str().unwrap().to_owned();
    let (end, body) = match rest[1..] {
        [] if *method == Method::PATCH && collection == "phrases" => (String::new(), json!({"text": "Changed."})),
        [] if *method == Method::PATCH && collection == "topics" => (String::new(), json!({"name": "Changed"})),
        [] if *method == Method::PATCH => (String::new(), json!({"title": "Changed"})),
        [] => (String::new(), input),
        ["publish"] => ("/publish".to_owned(), json!({})),
        ["unpublish"] => {
            admin.publish(collection, &id);
            ("/unpublish".to_owned(), json!({}))
        }
        ["restore"] => {
            admin.try_delete(collection, &id).expect(204);
            ("/restore".to_owned(), json!({}))
        }
        ["preview-tokens"] => ("/preview-tokens".to_owned(), json!({})),
        ["preview-tokens", "{tokenId}"] => {
            let token = admin.post(&format!("{target}/preview-tokens"), &json!({})).expect(201).id();
            (format!("/preview-tokens/{token}"), json!({}))
        }
        ["sections"] => ("/sections".to_owned(), json!({"heading": "Three"})),
        ["sections", "order"] => {
            let sections = admin.get(&format!("{target}/sections")).expect(200).json;
            let mut ids = strings(sections["data"].as_array().unwrap(), "id");
            ids.reverse();
            ("/sections/order".to_owned(), json!({"order": ids}))
        }
        ["sections", "{sectionId}"] => (format!("/sections/{}", section()), json!({"heading": "Changed"})),
        _ => return None,
    };
    Some(Request { target: format!("{target}{end}"), body: Some(body) })
}

fn send(client: &Client, method: &Method, request: &Request, id: &str) -> Answer {
    let kind = if *method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
    let headers = [("Content-Type", kind), ("If-Match", "*"), ("X-Request-Id", id)];
    let body = request.body.as_ref().filter(|_| *method != Method::DELETE);
    client.send(method.clone(), &request.target, &headers, body.map(|body| body.to_string().into_bytes()))
}

#[test]
fn a_row_has_the_origin_of_its_request_id() {
    let app = TestApp::spawn();
    let (editor, admin) = (app.editor(), app.admin());
    let id = editor.create("topics", &topic("tea", json!({})));
    let made = rows(&admin, &format!("subject={id}"));
    assert_eq!(made[0]["requestIdFrom"], "server");
    // A client can choose the id of another request.
    let known = made[0]["requestId"].as_str().unwrap();
    let headers = [("Content-Type", "application/json"), ("If-Match", "*"), ("X-Request-Id", known)];
    let plan = json!({"publishAt": Timestamp::from_unix_ms(Timestamp::now().unix_ms() + 86_400_000)});
    let target = format!("/v1/manage/topics/{id}/schedule");
    editor.send(Method::PUT, &target, &headers, Some(plan.to_string().into_bytes())).expect(200);
    assert_eq!(sql(&app.database_file(), "UPDATE schedules SET at = 1"), 1);
    eventually(|| rows(&admin, &format!("subject={id}")).len() == 3);
    let rows = rows(&admin, &format!("requestId={known}"));
    assert_eq!(strings(&rows, "action"), ["publish", "schedule", "create"]);
    assert_eq!(strings(&rows, "requestIdFrom"), ["client", "client", "server"]);
    let by_command = self::rows(&admin, "kind=key");
    assert!(by_command[0].get("requestIdFrom").is_none(), "{by_command:?}");
}

#[test]
fn every_write_that_succeeds_is_in_the_log_with_its_request() {
    let app = TestApp::spawn();
    let token = app.key(Role::Admin, None);
    let admin = app.with_key(&token.reveal());
    let mut driven = 0;
    for (template, method, operation) in operations() {
        if !template.starts_with("/v1/manage") || method == Method::GET {
            continue;
        }
        let operation = operation["operationId"].as_str().unwrap();
        let Some(request) = request(&admin, operation, template, &method) else { continue };
        let begun = Timestamp::now();
        let answer = send(&admin, &method, &request, operation);
        assert!((200..300).contains(&answer.status), "{operation} was refused: {}", answer.text());
        let rows = rows(&admin, &format!("requestId={operation}"));
        assert!(!rows.is_empty(), "{operation} left no row");
        for row in rows {
            assert_eq!(row["actor"]["keyId"], token.id(), "{operation}");
            assert!(row["at"].as_str().unwrap().parse::<Timestamp>().unwrap() >= begun, "{operation}");
        }
        driven += 1;
    }
    assert!(driven >= 30, "only {driven} operations were tested");
}
