//! The log: one line for each request, one for each failure with its cause, and no cause in responses.

use serde_json::Value;

use crate::harness::{Sandbox, Server, demo_folder, sql};

fn place_with_demo() -> Sandbox {
    let place = Sandbox::new();
    place.run(&["import", "--publish", &demo_folder().display().to_string()]).succeeded();
    place
}

/// Returns the value of `name=value` in a line.
fn value<'l>(line: &'l str, name: &str) -> &'l str {
    let start = format!("{name}=");
    line.split_whitespace().find_map(|word| word.strip_prefix(&start)).unwrap_or_else(|| panic!("no {name} in {line}"))
}

fn ask_as(server: &Server, id: &str, target: &str) -> crate::harness::Answer {
    server.client().get_with(target, &[("X-Request-Id", id)])
}

#[test]
fn the_access_log_has_one_line_for_each_request() {
    let mut server = place_with_demo().serve(&[]);
    let answer = ask_as(&server, "request-1", "/v1/articles/setting-limits/fields?fields=title").expect(200);
    let line = server.wait_for("request_id=request-1");
    assert!(line.contains("INFO") && line.contains("cairn::access"), "{line}");
    assert!(line.contains("] GET /v1/articles/setting-limits/fields route=/v1/articles/{idOrSlug}/fields "), "{line}");
    assert_eq!(value(&line, "status"), "200");
    assert_eq!(value(&line, "bytes"), answer.bytes.len().to_string());
    assert!(value(&line, "duration_ms").parse::<f64>().unwrap() >= 0.0);
    let nowhere = ask_as(&server, "request-2", "/nowhere").expect(404);
    let line = server.wait_for("request_id=request-2");
    assert_eq!((value(&line, "status"), value(&line, "route")), ("404", "-"));
    assert_eq!(value(&line, "bytes"), nowhere.bytes.len().to_string());
    ask_as(&server, "request-3", "/v1/manage/articles").expect(401);
    assert_eq!(value(&server.wait_for("request_id=request-3"), "route"), "/v1/manage/articles");
    let lines = server.stop().lines;
    for id in ["request-1", "request-2", "request-3"] {
        assert_eq!(lines.iter().filter(|line| line.contains(id)).count(), 1, "{id} in {lines:#?}");
    }
}

#[test]
fn a_request_keeps_its_id_or_gets_a_new_one() {
    let mut server = Sandbox::new().serve(&[]);
    assert_eq!(ask_as(&server, "my-own.id_1", "/health/live").expect(200).header("x-request-id"), "my-own.id_1");
    let long = "x".repeat(65);
    for bad in ["two words", "", "\"quoted\"", long.as_str()] {
        let given = ask_as(&server, bad, "/health/live").expect(200).header("x-request-id").to_owned();
        assert!(given != bad && given.len() == 36, "{bad:?} became {given}");
        server.wait_for(&format!("request_id={given}"));
    }
    let problem = ask_as(&server, "mine", "/v1/articles/nothing").expect(404);
    assert_eq!(problem.json["requestId"], "mine");
}

#[test]
fn a_line_of_json_is_one_object() {
    let place = place_with_demo();
    let mut server = place.serve(&["--log-format", "json"]);
    ask_as(&server, "request-1", "/v1/articles?topic=\"").expect(400);
    let line: Value = serde_json::from_str(&server.wait_for("request-1")).unwrap();
    assert_eq!((&line["level"], &line["target"]), (&"INFO".into(), &"cairn::access".into()));
    assert!(line["message"].as_str().unwrap().contains("status=400"), "{line}");
    assert!(line["time"].as_str().unwrap().ends_with('Z'), "{line}");
    for line in server.stop().lines {
        let parsed: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line}"));
        assert!(parsed["message"].is_string(), "{line}");
    }
}

#[test]
fn the_access_log_can_be_silenced() {
    let place = place_with_demo();
    let server = place.serve_with(&[("CAIRN_ACCESS_LOG", "false")], &[]);
    ask_as(&server, "request-1", "/v1/articles").expect(200);
    ask_as(&server, "request-2", "/nowhere").expect(404);
    let lines = server.stop().lines;
    assert!(lines.iter().all(|line| !line.contains("cairn::access")), "{lines:#?}");
}

#[test]
fn the_log_can_be_filtered() {
    let place = place_with_demo();
    let server = place.serve(&["--log", "info,cairn::access=off,actix_server=off"]);
    ask_as(&server, "request-1", "/v1/articles").expect(200);
    let lines = server.stop().lines;
    assert_eq!(lines.len(), 2, "only where it listens and that it stops: {lines:#?}");
    assert!(lines[0].contains("listening on ") && lines[1].contains("stopping: "), "{lines:#?}");
}

#[test]
fn a_query_and_a_key_are_in_no_line() {
    let place = place_with_demo();
    let key = place.run(&["keys", "create", "--name", "x", "--role", "viewer"]).succeeded().trim().to_owned();
    let server = place.serve(&["--log", "trace"]);
    server.client_with_key(&key).get("/v1/manage/articles?q=somethingprivate").expect(200);
    for q in
        ["somethingprivate", "somethingprivate+relapse", "%22somethingprivate%22+-money", "relapse+-somethingprivate"]
    {
        server.client().get(&format!("/v1/search?q={q}")).expect(200);
    }
    server.client().get("/v1/search?q=%22somethingprivate").expect(400);
    // Also for a search that fails.
    sql(&place.database(), "DELETE FROM published_findables");
    server.client().get("/v1/search?q=relapse+somethingprivate&limit=1").expect(500);
    let secret = key.rsplit('_').next().unwrap();
    let lines = server.stop().lines;
    let of_cairn: Vec<&String> = lines.iter().filter(|line| line.contains("cairn")).collect();
    assert!(!of_cairn.is_empty());
    assert!(lines.iter().all(|line| !line.contains(secret)), "the secret is logged");
    assert!(of_cairn.iter().all(|line| !line.contains("somethingprivate")), "{of_cairn:#?}");
}

#[test]
fn a_failure_is_logged_once_with_its_cause_and_the_client_gets_only_its_id() {
    let place = place_with_demo();
    let mut server = place.serve(&[]);
    let spoil = "UPDATE published_articles SET document = '{\"review\": \"spoiled' WHERE slug = 'setting-limits'";
    assert_eq!(sql(&place.database(), spoil), 1);
    let target = "/v1/articles/setting-limits?body=html";
    let answer = ask_as(&server, "request-1", target).expect_problem(500, "internal_error");
    insta::assert_json_snapshot!(answer.json, @r#"
    {
      "type": "/docs/errors#internal_error",
      "title": "Internal server error",
      "status": 500,
      "detail": "An internal error occurred; it was logged with the requestId.",
      "code": "internal_error",
      "requestId": "request-1"
    }
    "#);
    assert_eq!(answer.header("cache-control"), "no-store");
    let line = server.wait_for("cairn::failure");
    assert!(line.contains("ERROR") && value(&line, "request_id") == "request-1", "{line}");
    assert!(line.contains("EOF while parsing"), "the cause is logged: {line}");
    ask_as(&server, "request-2", "/v1/articles/stopping-safely?body=html").expect(200);
    let lines = server.stop().lines;
    assert_eq!(lines.iter().filter(|line| line.contains("cairn::failure")).count(), 1, "{lines:#?}");
    assert_eq!(lines.iter().filter(|line| line.contains("EOF while")).count(), 1, "{lines:#?}");
}

#[test]
fn a_failure_is_logged_even_without_an_access_log() {
    let place = place_with_demo();
    let mut server = place.serve(&["--access-log", "false", "--log-format", "json"]);
    sql(&place.database(), "ALTER TABLE published_phrases RENAME TO mislaid");
    let answer = ask_as(&server, "request-1", "/v1/phrases").expect_problem(500, "internal_error");
    assert!(!answer.text().contains("published_phrases"), "{}", answer.text());
    let line: Value = serde_json::from_str(&server.wait_for("cairn::failure")).unwrap();
    assert!(line["message"].as_str().unwrap().contains("no such table: published_phrases"), "{line}");
    assert_eq!(line["level"], "ERROR");
}
