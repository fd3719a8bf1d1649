//! The last admin key that does not expire cannot be lost while other admin keys expire.

use cairn::auth::Role;
use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, Sandbox, TestApp};

const KEYS: &str = "/v1/manage/keys";

fn revoke(admin: &Client, id: &str) -> Answer {
    admin.send(Method::DELETE, &format!("{KEYS}/{id}"), &[], None)
}

fn change(admin: &Client, id: &str, patch: &Value) -> Answer {
    let headers = [("Content-Type", "application/merge-patch+json")];
    admin.send(Method::PATCH, &format!("{KEYS}/{id}"), &headers, Some(patch.to_string().into_bytes()))
}

fn rotate(admin: &Client, id: &str, how: &Value) -> Answer {
    admin.post(&format!("{KEYS}/{id}/rotate"), how)
}

#[test]
fn the_last_admin_key_without_expiry_is_protected() {
    let app = TestApp::spawn();
    let soon = Timestamp::now().later_by_ms(3_600_000);
    let (lasting, expiring) = (app.key(Role::Admin, None), app.key(Role::Admin, Some(soon)));
    let admin = app.with_key(&expiring.reveal());
    let told = revoke(&admin, lasting.id()).expect_problem(409, "last_admin_key");
    assert!(told.json["detail"].as_str().unwrap().contains("does not expire"), "{}", told.json);
    let then = json!({"expiresAt": "2999-01-01T00:00:00Z"});
    change(&admin, lasting.id(), &then).expect_problem(409, "last_admin_key");
    rotate(&admin, lasting.id(), &then).expect_problem(409, "last_admin_key");
    app.with_key(&lasting.reveal()).get("/v1/manage/whoami").expect(200);
    // With a second key that does not expire, all of it is possible.
    let follower = rotate(&admin, lasting.id(), &json!({})).expect(201);
    assert_eq!(follower.json.get("expiresAt"), None);
    revoke(&admin, lasting.id()).expect(204);
    revoke(&admin, &follower.id()).expect_problem(409, "last_admin_key");
    // An expiring admin key is protected only if there is no other admin key.
    let admin = app.with_key(follower.json["key"].as_str().unwrap());
    change(&admin, expiring.id(), &json!({"expiresAt": Timestamp::now().later_by_ms(60_000)})).expect(200);
    revoke(&admin, expiring.id()).expect(204);
    change(&admin, &follower.id(), &then).expect_problem(409, "last_admin_key");
}

#[test]
fn an_expiring_admin_key_is_protected_if_it_is_the_last() {
    let app = TestApp::spawn();
    let later = Timestamp::now().later_by_ms(3_600_000);
    let keys = [app.key(Role::Admin, Some(later)), app.key(Role::Admin, Some(later))];
    let admin = app.with_key(&keys[0].reveal());
    revoke(&admin, keys[1].id()).expect(204);
    revoke(&admin, keys[0].id()).expect_problem(409, "last_admin_key");
    // It may get another name or expire later, but not sooner.
    let expiring = |by_ms: i64| json!({"expiresAt": later.later_by_ms(by_ms)});
    change(&admin, keys[0].id(), &expiring(-60_000)).expect_problem(409, "last_admin_key");
    change(&admin, keys[0].id(), &json!({"name": "Another name"})).expect(200);
    change(&admin, keys[0].id(), &expiring(60_000)).expect(200);
}

#[test]
fn the_command_line_protects_the_last_admin_key_without_expiry() {
    let place = Sandbox::new();
    let create = |more: &[&str]| {
        let own = ["keys", "create", "--name", "x", "--role", "admin"];
        place.run(&[&own[..], more].concat()).succeeded().trim().to_owned()
    };
    let key = create(&[]);
    let id = key.split('_').nth(1).unwrap();
    create(&["--expires-at", "2999-01-01T00:00:00Z"]);
    let complaint = place.run(&["keys", "revoke", id]).failed();
    assert!(complaint.contains("does not expire") && complaint.contains("cairn keys create"), "{complaint}");
    create(&[]);
    place.run(&["keys", "revoke", id]).succeeded();
}
