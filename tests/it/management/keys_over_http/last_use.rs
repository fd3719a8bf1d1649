//! The time of the last use of a key.

use super::{WHOAMI, create, eventually, key_of, moment, one};
use crate::harness::Sandbox;
use crate::harness::TestApp;
use crate::harness::sql;
use cairn::content::Timestamp;

#[test]
fn the_last_use_of_a_key_is_shown() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = create(&admin, "viewer");
    assert_eq!(admin.get(&one(&made.id())).expect(200).json.get("lastUsedAt"), None);
    app.with_key("cairn_nonsense").get(WHOAMI).expect(401);
    app.with_key(key_of(&made)).get(WHOAMI).expect(200);
    let used = eventually(|| admin.get(&one(&made.id())).expect(200).json.get("lastUsedAt").cloned());
    let distance = Timestamp::now().unix_ms() - moment(&used).unix_ms();
    assert!((0..60_000).contains(&distance), "{distance}");
}

#[test]
fn two_servers_record_the_use_of_a_key_once_a_minute() {
    let place = Sandbox::new();
    let key = place.run(&["keys", "create", "--name", "x", "--role", "viewer"]).succeeded().trim().to_owned();
    let admin_key = place.run(&["keys", "create", "--name", "x", "--role", "admin"]).succeeded().trim().to_owned();
    let id = key.split('_').nth(1).unwrap();
    let servers = [place.serve(&[]), place.serve(&[])];
    let database = place.database();
    sql(&database, "CREATE TABLE noted (key_id TEXT NOT NULL)");
    let count = "CREATE TRIGGER count_notes AFTER UPDATE OF last_used_at ON api_keys BEGIN INSERT INTO noted VALUES (NEW.id); END";
    sql(&database, count);
    let notes = |id: &str| sql(&database, &format!("UPDATE noted SET key_id = key_id WHERE key_id = '{id}'"));
    for _ in 0..20 {
        for server in &servers {
            server.client_with_key(&key).get(WHOAMI).expect(200);
        }
    }
    // Writes of key uses that were queued earlier come before those of this key.
    for server in &servers {
        let admin = server.client_with_key(&admin_key);
        let sentinel = create(&admin, "viewer");
        server.client_with_key(key_of(&sentinel)).get(WHOAMI).expect(200);
        eventually(|| (notes(&sentinel.id()) == 1).then_some(()));
    }
    assert_eq!(notes(id), 1, "forty requests to two servers cause one write");
    let aged = format!("UPDATE api_keys SET last_used_at = last_used_at - 61000 WHERE id = '{id}'");
    sql(&database, &aged);
    let before = notes(id);
    let fresh = place.serve(&[]);
    fresh.client_with_key(&key).get(WHOAMI).expect(200);
    eventually(|| (notes(id) > before).then_some(()));
}

#[test]
fn the_command_line_shows_the_last_use_and_is_audited() {
    let place = Sandbox::new();
    let key = place.run(&["keys", "create", "--name", "x", "--role", "admin"]).succeeded().trim().to_owned();
    let id = key.split('_').nth(1).unwrap();
    let line = || {
        let listed = place.run(&["keys", "list"]).succeeded();
        listed.lines().find(|line| line.starts_with(id)).unwrap().to_owned()
    };
    assert_eq!(line().split_whitespace().nth(4), Some("never"));
    let server = place.serve(&[]);
    let admin = server.client_with_key(&key);
    let used = eventually(|| admin.get(&one(id)).expect(200).json["lastUsedAt"].as_str().map(str::to_owned));
    assert_eq!(line().split_whitespace().nth(4), Some(used.as_str()));
}
