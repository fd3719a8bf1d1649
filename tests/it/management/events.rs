//! Following the change log by server-sent events.

use reqwest::Method;
use serde_json::{Value, json};

use cairn::auth::Role;

use crate::harness::{Client, Sandbox, TestApp, article, phrase, poll_until};

const EVENTS: &str = "/v1/manage/events";

/// Publishes new phrases and returns their ids.
#[track_caller]
fn publish(editor: &Client, count: usize) -> Vec<String> {
    let publish = |index| {
        let id = editor.create("phrases", &phrase(&format!("Phrase {index}."), json!({})));
        editor.publish("phrases", &id);
        id
    };
    (0..count).map(publish).collect()
}

#[test]
fn a_stream_has_every_publish_and_unpublish() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, 1);
    let mut stream = app.viewer().follow(EVENTS, &[]);
    let id = editor.create("articles", &article("followed", json!({})));
    editor.edit("articles", &id, &json!({"title": "Nobody hears of drafts"}));
    let note = json!({"changeNote": "Two\nlines.", "major": true});
    editor.try_publish("articles", &id, &note).expect(200);
    editor.try_unpublish("articles", &id).expect(200);
    let events = stream.events(2);
    assert_eq!(
        events.iter().map(|event| event.id.as_str()).collect::<Vec<_>>(),
        ["2", "3"],
        "the stream starts with the next change"
    );
    assert_eq!(
        events.iter().map(|event| event.name.as_str()).collect::<Vec<_>>(),
        ["article.published", "article.unpublished"]
    );
    assert_eq!(events[0].data["id"], json!(id));
    let validator = crate::harness::validator(&json!({"$ref": "#/components/schemas/ChangeEvent"}));
    assert!(events.iter().all(|event| validator.is_valid(&event.data)), "{events:?}");
    insta::assert_json_snapshot!(events[0].data, {".id" => "[id]", ".at" => "[time]"}, @r#"
    {
      "seq": 2,
      "at": "[time]",
      "action": "publish",
      "kind": "article",
      "id": "[id]",
      "version": 3,
      "changeNote": "Two\nlines.",
      "major": true
    }
    "#);
}

#[test]
fn a_reconnecting_client_gets_each_event_exactly_once() {
    let app = TestApp::spawn();
    let (viewer, editor) = (app.viewer(), app.editor());
    let mut published = publish(&editor, 3);
    let mut seen: Vec<Value> = Vec::new();
    let mut last = "0".to_owned();
    // More changes than one batch, and more are added while the stream is read.
    for round in 0..4 {
        let target = if round == 0 { format!("{EVENTS}?after=0") } else { EVENTS.to_owned() };
        let headers = [("Last-Event-ID", last.as_str())];
        let mut stream = viewer.follow(&target, if round == 0 { &[] } else { &headers });
        published.extend(publish(&editor, 30));
        for event in stream.events(published.len() - seen.len() - 10) {
            assert_eq!(event.id, event.data["seq"].to_string());
            seen.push(event.data["id"].clone());
            last = event.id;
        }
    }
    let headers = [("Last-Event-ID", last.as_str())];
    seen.extend(viewer.follow(EVENTS, &headers).events(10).into_iter().map(|event| event.data["id"].clone()));
    assert_eq!(seen, published);
}

#[test]
fn last_event_id_takes_precedence_over_the_query() {
    let app = TestApp::spawn();
    publish(&app.editor(), 3);
    let mut stream = app.viewer().follow(&format!("{EVENTS}?after=0"), &[("Last-Event-ID", "2")]);
    assert_eq!(stream.event().id, "3");
}

#[test]
fn an_unknown_event_id_requires_a_resync() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    publish(&app.editor(), 3);
    let refused = viewer.get(&format!("{EVENTS}?after=4")).expect_problem(410, "resync_required");
    assert!(refused.json["detail"].as_str().unwrap().contains("has no change 4"), "{}", refused.text());
    viewer.get_with(&format!("{EVENTS}?after=0"), &[("Last-Event-ID", "4")]).expect_problem(410, "resync_required");
    viewer.get(&format!("{EVENTS}?after={}", i64::MAX)).expect_problem(410, "resync_required");
    viewer.follow(&format!("{EVENTS}?after=3"), &[]);
    let empty = TestApp::spawn();
    empty.viewer().follow(&format!("{EVENTS}?after=0"), &[]);
    empty.viewer().get(&format!("{EVENTS}?after=1")).expect_problem(410, "resync_required");
}

#[test]
fn an_invalid_event_id_is_refused() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    for bad in ["x", "-1", "", "1.5", "99999999999999999999"] {
        viewer.get_with(EVENTS, &[("Last-Event-ID", bad)]).expect_problem(400, "malformed_request");
        let answer = viewer.get(&format!("{EVENTS}?after={bad}")).expect_problem(400, "invalid_query");
        answer.expect_error("after", "invalid_value");
    }
}

#[test]
fn a_stream_needs_a_key() {
    let app = TestApp::spawn();
    app.anonymous().get(EVENTS).expect_problem(401, "missing_credentials");
    let head = app.viewer().send(Method::HEAD, EVENTS, &[], None).expect(200);
    assert_eq!(head.header("content-type"), "text/event-stream");
}

#[test]
fn a_stream_ends_when_its_key_is_revoked() {
    let app = TestApp::spawn();
    let token = app.key(Role::Viewer, None);
    let mut stream = app.with_key(&token.reveal()).follow(EVENTS, &[]);
    publish(&app.editor(), 1);
    stream.event();
    app.revoke(&token);
    publish(&app.editor(), 1);
    assert_eq!(stream.end(), []);
}

#[test]
fn streams_above_the_limit_are_refused_until_one_is_closed() {
    let app = TestApp::spawn();
    let streams_of = |viewer: Client| (0..10).map(move |_| viewer.follow(EVENTS, &[]));
    let streams: Vec<_> = (0..10).flat_map(|_| streams_of(app.viewer())).collect();
    let viewer = app.viewer();
    let refused = viewer.get(EVENTS).expect_problem(503, "too_many_streams");
    assert_eq!(refused.header("retry-after"), "30");
    drop(streams);
    poll_until(|| (viewer.send(Method::HEAD, EVENTS, &[], None).status == 200).then_some(()));
}

#[test]
fn streams_end_when_the_server_stops() {
    let place = Sandbox::new();
    let key = place.run(&["keys", "create", "--name", "A reader", "--role", "viewer"]).succeeded();
    let server = place.serve(&[]);
    let stream = server.client_with_key(key.trim()).follow(EVENTS, &[]);
    let stopped = server.stop();
    assert!(stopped.status.success(), "{stopped:?}");
    assert_eq!(stream.end(), []);
}
