//! A stopping server reports that it is not ready for the configured time before it stops.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use super::scrape;
use crate::harness::{Client, Sandbox, article, eventually};

fn key(place: &Sandbox) -> String {
    place.run(&["keys", "create", "--name", "The desk", "--role", "editor"]).succeeded().trim().to_owned()
}

fn is_ready(client: &Client) -> bool {
    client.send(Method::GET, "/health/ready", &[], None).status == 200
}

#[test]
fn a_draining_server_is_not_ready_and_still_serves() {
    let place = Sandbox::new();
    let key = key(&place);
    let server = place.serve(&["--drain-s", "600"]);
    assert_eq!(scrape(&server.client()).count("cairn_serving"), 1);
    server.terminate();
    eventually(|| !is_ready(&server.client()));
    let told = server.client().get("/health/ready").expect_problem(503, "unavailable");
    assert_eq!((&told.json["checks"]["serving"], &told.json["checks"]["writable"]), (&json!("failed"), &json!("ok")));
    assert_eq!(scrape(&server.client()).count("cairn_serving"), 0);
    server.client().get("/health/live").expect(200);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    editor.publish("articles", &id);
    server.client().get("/v1/articles/calm").expect(200);
    // A second signal ends the drain at once.
    let asked = Instant::now();
    assert!(server.stop().status.success());
    assert!(asked.elapsed() < Duration::from_secs(30), "it took {:?}", asked.elapsed());
}

#[test]
fn the_server_stops_by_itself_when_it_has_drained() {
    let place = Sandbox::new();
    let server = place.serve(&["--drain-s", "2"]);
    let asked = Instant::now();
    server.terminate();
    eventually(|| !is_ready(&server.client()));
    let stopped = server.wait();
    assert!(stopped.status.success(), "{stopped:#?}");
    let took = asked.elapsed();
    assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(30), "it took {took:?}");
    assert!(stopped.lines.iter().any(|line| line.contains("requests are still served for 2 s")), "{stopped:#?}");
}
