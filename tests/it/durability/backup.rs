//! Backups made while editors write, and their consistency.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::{assert_whole, editor_key};
use crate::harness::{Client, Sandbox, article, eventually, number, publish, unpublish};

/// Returns all items of an offline copy, and the token to continue with.
pub(super) fn copy(reader: &Client, from: &str) -> (Vec<Value>, String) {
    let mut items = Vec::new();
    let mut answer = reader.get(&format!("/v1/sync?{from}")).expect(200);
    loop {
        items.extend(answer.json["items"].as_array().unwrap().clone());
        if let Some(token) = answer.json["nextToken"].as_str() {
            return (items, token.to_owned());
        }
        let next = answer.json["nextPage"].as_str().unwrap();
        answer = reader.get(&format!("/v1/sync?token={next}")).expect(200);
    }
}

/// Returns the entities of a copy after `items` were applied.
pub(super) fn applied(mut things: BTreeMap<String, Value>, items: &[Value]) -> BTreeMap<String, Value> {
    for item in items {
        let id = item["id"].as_str().unwrap().to_owned();
        match item["type"].as_str().unwrap() {
            "tombstone" => things.remove(&id),
            _ => things.insert(id, item.clone()),
        };
    }
    things
}

/// Publishes, edits and unpublishes until it is stopped. Returns the number of rounds.
fn edit(editor: &Client, name: &str, is_over: &AtomicBool) -> usize {
    let mut count = 0;
    while !is_over.load(Ordering::Relaxed) {
        let id = publish(editor, "articles", &article(&format!("{name}-{count}"), json!({}))).id();
        editor.edit("articles", &id, &json!({"kicker": format!("edit {count}")}));
        match count % 3 {
            0 => drop(unpublish(editor, "articles", &id)),
            1 => drop(editor.publish("articles", &id)),
            _ => {}
        }
        count += 1;
    }
    count
}

#[test]
fn a_backup_at_rest_delivers_identical_bytes_and_sync_items() {
    let place = Sandbox::with_demo();
    let server = place.serve(&[]);
    let printed = place.run(&["backup", "copy.db"]).succeeded();
    let elsewhere = Sandbox::new();
    std::fs::copy(place.file("copy.db"), elsewhere.file("copy.db")).unwrap();
    let said = elsewhere.run(&["restore", "copy.db"]).succeeded();
    let seq = number(&place.database(), "SELECT max(seq) AS number FROM changes");
    assert!(printed.contains(&format!("up to change {seq}")), "{printed}");
    assert!(said.contains(&format!("up to change {seq}")), "{said}");
    elsewhere.run(&["doctor"]).succeeded();
    let restored = elsewhere.serve(&[]);
    let (one, other) = (server.client(), restored.client());
    assert_eq!(copy(&other, "initial=true"), copy(&one, "initial=true"), "the items and the token");
    for target in ["/v1/articles?view=full", "/v1/articles/setting-limits", "/v1/search?q=say+no"] {
        let (answer, again) = (one.get(target).expect(200), other.get(target).expect(200));
        assert_eq!((again.bytes, again.headers["etag"].clone()), (answer.bytes, answer.headers["etag"].clone()));
    }
}

#[test]
fn backups_under_load_are_consistent_and_offline_copies_continue_from_them() {
    let place = Sandbox::with_demo();
    let database = place.database();
    let key = editor_key(&place);
    let server = place.serve(&["--access-log", "false"]);
    let is_over = AtomicBool::new(false);
    let names = ["one.db", "two.db", "three.db"];
    std::thread::scope(|scope| {
        let editors: Vec<_> = (0..3)
            .map(|writer| {
                let (editor, is_over) = (server.client_with_key(&key), &is_over);
                scope.spawn(move || edit(&editor, &format!("writer-{writer}"), is_over))
            })
            .collect();
        for name in names {
            let before = number(&database, "SELECT max(seq) AS number FROM changes");
            eventually(|| number(&database, "SELECT max(seq) AS number FROM changes") > before + 20);
            place.run(&["backup", name]).succeeded();
        }
        is_over.store(true, Ordering::Relaxed);
        let written: usize = editors.into_iter().map(|editor| editor.join().unwrap()).sum();
        assert!(written > 10, "the editors did too little");
    });
    place.run(&["doctor"]).succeeded();
    let reader = server.client();
    let (items, _) = copy(&reader, "initial=true");
    let last = applied(BTreeMap::new(), &items);
    for name in names {
        let elsewhere = Sandbox::new();
        std::fs::rename(place.file(name), elsewhere.file(name)).unwrap();
        elsewhere.run(&["restore", name]).succeeded();
        elsewhere.run(&["doctor"]).succeeded();
        assert_whole(&elsewhere.database());
        let restored = elsewhere.serve(&[]);
        let (then, token) = copy(&restored.client(), "initial=true");
        // The token names the last change of the backup: the later changes of the original complete the copy.
        let (since, _) = copy(&reader, &format!("token={token}"));
        assert!(name == "three.db" || !since.is_empty(), "{name} was made while editors wrote");
        assert_eq!(applied(applied(BTreeMap::new(), &then), &since), last, "{name}");
        let seq = number(&elsewhere.database(), "SELECT max(seq) AS number FROM changes");
        assert!(then.iter().all(|item| item["seq"].as_i64().unwrap() <= seq));
        assert!(since.iter().all(|item| item["seq"].as_i64().unwrap() > seq));
    }
}

#[test]
fn an_offline_copy_ahead_of_a_restore_must_resync() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&[]);
    publish(&server.client_with_key(&key), "articles", &article("kept", json!({})));
    place.run(&["backup", "copy.db"]).succeeded();
    publish(&server.client_with_key(&key), "articles", &article("lost", json!({})));
    let (_, token) = copy(&server.client(), "initial=true");
    server.stop();
    place.run(&["restore", "--force", "copy.db"]).succeeded();
    let server = place.serve(&[]);
    let sync = format!("/v1/sync?token={token}");
    server.client().get(&sync).expect_problem(410, "resync_required");
    publish(&server.client_with_key(&key), "articles", &article("other", json!({})));
    server.client().get(&sync).expect_problem(410, "resync_required");
    server.client().get("/v1/articles/lost").expect_problem(404, "not_found");
    server.client().get("/v1/articles/kept").expect(200);
}
