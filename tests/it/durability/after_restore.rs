//! Responses to followers of a database after a restore of a backup.

use serde_json::json;

use super::backup::copy;
use super::editor_key;
use crate::harness::{Client, Sandbox, article, number, phrase, publish};

const EVENTS: &str = "/v1/manage/events";
const LAST: &str = "SELECT max(seq) AS number FROM changes";

fn publish_some(editor: &Client, words: &str, count: usize) {
    for number in 0..count {
        publish(editor, "phrases", &phrase(&format!("{words} {number}."), json!({})));
    }
}

#[test]
fn clients_ahead_of_a_restore_must_resync_even_when_the_log_has_grown_again() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    publish_some(&editor, "Kept", 3);
    place.run(&["backup", "copy.db"]).succeeded();
    let kept = number(&place.database(), LAST);
    let (_, kept_token) = copy(&server.client(), "initial=true");
    publish_some(&editor, "Lost", 3);
    let lost = number(&place.database(), LAST);
    let (_, lost_token) = copy(&server.client(), "initial=true");
    let first = server.client().get("/v1/sync?initial=true&limit=1").expect(200).json;
    let begun_token = first["nextPage"].as_str().unwrap().to_owned();
    server.stop();
    place.run(&["restore", "--force", "copy.db"]).succeeded();

    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    for round in 0..2 {
        let number_of_lost = lost.to_string();
        for answer in [
            editor.get(&format!("{EVENTS}?after={lost}")),
            editor.get_with(EVENTS, &[("Last-Event-ID", &number_of_lost)]),
            server.client().get(&format!("/v1/sync?token={lost_token}")),
            server.client().get(&format!("/v1/sync?token={begun_token}")),
        ] {
            answer.expect_problem(410, "resync_required");
        }
        if round == 0 {
            publish_some(&editor, "New", 5);
        }
    }
    // A client that saw only restored changes continues.
    let number_of_kept = kept.to_string();
    let events = editor.follow(EVENTS, &[("Last-Event-ID", &number_of_kept)]).events(5);
    assert!(events.iter().all(|event| event.data["seq"].as_i64().unwrap() > lost), "{events:?}");
    assert_eq!(editor.follow(&format!("{EVENTS}?after=0"), &[]).events(8)[3..], events);
    assert_eq!(copy(&server.client(), &format!("token={kept_token}")).0.len(), 5);
    place.run(&["doctor"]).succeeded();
}

#[test]
fn each_restore_continues_with_unused_numbers() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let mut seen = Vec::new();
    for round in 0..3 {
        let server = place.serve(&[]);
        let editor = server.client_with_key(&key);
        if round == 0 {
            publish(&editor, "articles", &article("kept", json!({})));
            place.run(&["backup", "copy.db"]).succeeded();
        }
        publish_some(&editor, "Lost", 2);
        let events = editor.follow(&format!("{EVENTS}?after=1"), &[]).events(2);
        seen.extend(events.into_iter().map(|event| event.id));
        server.stop();
        place.run(&["restore", "--force", "copy.db"]).succeeded();
    }
    let mut different = seen.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 6, "{seen:?}");
}

#[test]
fn a_copy_detects_a_manually_restored_file() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    publish_some(&editor, "Kept", 2);
    place.run(&["backup", "copy.db"]).succeeded();
    publish_some(&editor, "Lost", 2);
    let bundle = server.client().get("/v1/bundle").expect(200);
    let first = server.client().get("/v1/sync?initial=true&limit=1").expect(200).json;
    let begun_token = first["nextPage"].as_str().unwrap().to_owned();
    server.stop();
    std::fs::copy(place.file("copy.db"), place.database()).unwrap();
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    editor.get(&format!("{EVENTS}?after=4")).expect_problem(410, "resync_required");
    publish_some(&editor, "New", 2);
    let again = server.client().get_with("/v1/bundle", &[("If-None-Match", &bundle.etag())]).expect(200);
    assert!(again.text().contains("New 1."), "{}", again.text());
    server.client().get(&format!("/v1/sync?token={begun_token}")).expect_problem(410, "resync_required");
}
