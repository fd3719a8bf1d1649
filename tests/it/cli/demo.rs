//! `cairn serve --demo`: the starter content, and a key that restarts keep.

use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::json;

use crate::harness::{Sandbox, Server};

/// Starts the demo and returns the key that it prints.
fn start(place: &Sandbox) -> (Server, String) {
    let mut server = place.serve(&["--demo"]);
    let key = server.wait_for("  cairn_").trim().to_owned();
    server.client_with_key(&key).get("/v1/manage/whoami").expect(200);
    (server, key)
}

#[test]
fn the_demo_prints_addresses_that_open_and_a_key_that_works() {
    let place = Sandbox::new();
    let mut server = place.serve(&["--demo"]);
    server.wait_for("The starter content is loaded and published: 134 entities.");
    for label in ["Articles", "One article", "A phrase a day", "A search", "Documentation", "OpenAPI"] {
        let line = server.wait_for(&format!("  {label} "));
        let (_, target) = line.split_once(&format!("http://{}", server.address())).unwrap();
        server.client().get(target).expect(200);
    }
    let key = server.wait_for("  cairn_").trim().to_owned();
    let editor = server.client_with_key(&key).get("/v1/manage/whoami").expect(200).json;
    assert_eq!(editor["role"], "editor");
    let expires_at = editor["expiresAt"].as_str().unwrap();
    server.wait_for(&format!("An editor's key, valid until {expires_at}:"));
}

#[test]
fn a_second_start_of_the_demo_loads_nothing_and_prints_the_same_key() {
    let place = Sandbox::new();
    let (first, key) = start(&place);
    let article = first.client().get("/v1/articles/setting-limits").expect(200);
    let target = format!("/v1/manage/articles/{}", article.id());
    first.client_with_key(&key).patch(&target, "*", &json!({"title": "Mine"})).expect(200);
    assert!(first.stop().status.success());

    let (mut second, again) = start(&place);
    second.wait_for("The database has content already; the starter content was not loaded.");
    assert_eq!(again, key);
    let kept = second.client_with_key(&again).get(&target).expect(200);
    assert_eq!(kept.json["title"], "Mine", "what was written stays");
    let listed = place.run(&["keys", "list"]).succeeded();
    assert_eq!(listed.matches(" active ").count(), 1, "{listed}");
}

#[test]
fn a_demo_whose_key_was_revoked_or_is_gone_prints_a_new_one_and_keeps_that() {
    let place = Sandbox::new();
    let (server, first) = start(&place);
    server.stop();
    place.run(&["keys", "revoke", first.split('_').nth(1).unwrap()]).succeeded();
    let (server, second) = start(&place);
    assert_ne!(second, first);
    server.client_with_key(&first).get("/v1/manage/whoami").expect_problem(401, "invalid_credentials");
    server.stop();
    let (server, again) = start(&place);
    assert_eq!(again, second);
    server.stop();

    // Another database in its place, as a restore does.
    let other = Sandbox::new();
    start(&other).0.stop();
    std::fs::copy(other.database(), place.database()).unwrap();
    let (server, third) = start(&place);
    assert_ne!(third, second);
    server.client_with_key(&second).get("/v1/manage/whoami").expect_problem(401, "invalid_credentials");
    server.stop();
    assert_eq!(start(&place).1, third);
}

#[test]
fn a_key_that_is_not_the_demos_is_not_taken_from_its_file() {
    let place = Sandbox::new();
    start(&place).0.stop();
    let admin = place.run(&["keys", "create", "--name", "demo", "--role", "admin"]).succeeded();
    place.write("cairn.db.demo-key", &admin);
    let (server, key) = start(&place);
    assert_ne!(key, admin.trim());
    assert_eq!(server.client_with_key(&key).get("/v1/manage/whoami").expect(200).json["role"], "editor");
    // An admin's key with that name is somebody else's, and stays.
    server.client_with_key(admin.trim()).get("/v1/manage/whoami").expect(200);
}

#[test]
fn the_key_of_the_demo_is_in_a_file_of_its_owner_only_and_never_in_that_of_another_database() {
    let place = Sandbox::new();
    let (server, key) = start(&place);
    let file = place.file("cairn.db.demo-key");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{key}\n"));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    server.stop();

    let own = Sandbox::with_demo();
    let (server, first) = start(&own);
    server.stop();
    let (_server, second) = start(&own);
    assert_ne!(first, second);
    assert!(!own.file("cairn.db.demo-key").exists(), "this command did not fill the database");

    let plain = Sandbox::new();
    plain.serve(&[]).stop();
    assert!(!plain.file("cairn.db.demo-key").exists());
}

#[test]
fn the_key_of_the_demo_is_neither_read_nor_written_through_a_link() {
    let place = Sandbox::new();
    start(&place).0.stop();
    let file = place.file("cairn.db.demo-key");
    place.write("elsewhere", &std::fs::read_to_string(&file).unwrap());
    std::fs::remove_file(&file).unwrap();
    symlink(place.file("elsewhere"), &file).unwrap();
    let before = std::fs::read_to_string(place.file("elsewhere")).unwrap();
    let (mut server, key) = start(&place);
    assert_ne!(key, before.trim());
    server.wait_for("could not be kept in cairn.db.demo-key");
    assert_eq!(std::fs::read_to_string(place.file("elsewhere")).unwrap(), before);
}
