//! The log in JSON: details are in separate fields.

use serde_json::{Value, json};

use crate::harness::{Sandbox, Server, article, sql};

fn ask_as(server: &Server, id: &str, target: &str) -> u16 {
    server.client().get_with(target, &[("X-Request-Id", id)]).status
}

fn line(server: &mut Server, text: &str) -> Value {
    serde_json::from_str(&server.wait_for(text)).unwrap()
}

fn serving(place: &Sandbox) -> (Server, String) {
    let key = place.run(&["keys", "create", "--name", "The desk", "--role", "editor"]).succeeded().trim().to_owned();
    let server = place.serve(&["--log-format", "json"]);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    editor.publish("articles", &id);
    (server, key)
}

#[test]
fn access_lines_have_fields_for_cached_and_computed_responses() {
    let place = Sandbox::new();
    let (mut server, _) = serving(&place);
    for id in ["made-1", "kept-1", "kept-2"] {
        assert_eq!(ask_as(&server, id, "/v1/articles/calm?locale=en"), 200);
        let line = line(&mut server, &format!("request_id={id}"));
        assert_eq!(line["target"], "cairn::access");
        assert_eq!((&line["requestId"], &line["method"]), (&json!(id), &json!("GET")));
        assert_eq!((&line["path"], &line["route"]), (&json!("/v1/articles/calm"), &json!("/v1/articles/{idOrSlug}")));
        assert_eq!(line["status"], 200);
        assert!(line["bytes"].as_u64().unwrap() > 100, "{line}");
        assert!(line["durationMs"].as_f64().unwrap() >= 0.0, "{line}");
    }
    assert_eq!(ask_as(&server, "nowhere-1", "/nowhere"), 404);
    let nowhere = line(&mut server, "request_id=nowhere-1");
    assert_eq!((&nowhere["status"], nowhere.get("route")), (&json!(404), None));
}

#[test]
fn errors_during_a_request_have_its_id() {
    let place = Sandbox::new();
    let (mut server, _) = serving(&place);
    sql(&place.database(), "ALTER TABLE published_phrases RENAME TO mislaid");
    assert_eq!(ask_as(&server, "failing-1", "/v1/phrases"), 500);
    let failure = line(&mut server, "cairn::failure");
    assert_eq!((&failure["level"], &failure["requestId"]), (&json!("ERROR"), &json!("failing-1")));
    assert_eq!((&failure["method"], &failure["path"]), (&json!("GET"), &json!("/v1/phrases")));
    // The first use of a key is recorded outside the request.
    let key = place.run(&["keys", "create", "--name", "Another", "--role", "viewer"]).succeeded().trim().to_owned();
    sql(&place.database(), "CREATE TRIGGER refuse BEFORE UPDATE ON api_keys BEGIN SELECT raise(ABORT, 'not now'); END");
    let headers = [("X-Request-Id", "noting-1")];
    server.client_with_key(&key).get_with("/v1/manage/whoami", &headers).expect(200);
    let noting = line(&mut server, "the use of a key was not recorded");
    assert_eq!((&noting["level"], &noting["requestId"]), (&json!("WARN"), &json!("noting-1")));
}

#[test]
fn no_field_contains_a_search_query_or_a_key() {
    let place = Sandbox::new();
    let (mut server, key) = serving(&place);
    for (number, target) in
        ["/v1/search?q=somethingprivate", "/v1/search?q=%22somethingprivate", "/v1/phrases?q=somethingprivate"]
            .into_iter()
            .enumerate()
    {
        ask_as(&server, &format!("search-{number}"), target);
    }
    server.client_with_key(&key).get("/v1/manage/search?q=somethingprivate").expect(200);
    server.client_with_key(&key).get_with("/v1/manage/whoami", &[("X-Request-Id", "last-1")]).expect(200);
    server.wait_for("last-1");
    let lines = server.stop().lines;
    assert!(lines.iter().filter(|line| line.contains("/v1/search")).count() >= 2, "{lines:#?}");
    let secret = key.rsplit('_').next().unwrap();
    for line in lines {
        assert!(!line.contains("somethingprivate") && !line.contains(secret), "{line}");
        assert!(serde_json::from_str::<Value>(&line).unwrap()["message"].is_string(), "{line}");
    }
}
