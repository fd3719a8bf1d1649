//! Keys over HTTP: create, list, change, rotate and revoke.

mod last_use;

use std::time::{Duration, Instant};

use cairn::auth::Role;
use cairn::content::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::editing::with;
use crate::harness::{Answer, Client, TestApp, all, sql, strings};

const KEYS: &str = "/v1/manage/keys";
const WHOAMI: &str = "/v1/manage/whoami";

fn one(id: &str) -> String {
    format!("{KEYS}/{id}")
}

fn revoke(admin: &Client, id: &str) -> Answer {
    admin.send(Method::DELETE, &one(id), &[], None)
}

fn rotate(admin: &Client, id: &str, how: &Value) -> Answer {
    admin.post(&format!("{KEYS}/{id}/rotate"), how)
}

fn change(admin: &Client, id: &str, patch: &Value) -> Answer {
    let headers = [("Content-Type", "application/merge-patch+json")];
    admin.send(Method::PATCH, &one(id), &headers, Some(patch.to_string().into_bytes()))
}

#[track_caller]
fn create(admin: &Client, role: &str) -> Answer {
    admin.post(KEYS, &json!({"name": "The desk", "role": role})).expect(201)
}

fn key_of(answer: &Answer) -> &str {
    answer.json["key"].as_str().unwrap()
}

/// Repeats `ask` until it returns a value: the use of a key is recorded asynchronously.
#[track_caller]
fn eventually<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "timed out");
        std::thread::yield_now();
    }
}

fn moment(text: &Value) -> Timestamp {
    text.as_str().unwrap_or_else(|| panic!("no time: {text}")).parse().unwrap()
}

#[test]
fn a_key_is_shown_once_and_works_with_its_role() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = admin.post(KEYS, &json!({"name": "The CMS", "role": "editor", "expiresAt": "2999-01-01T00:00:00Z"}));
    let made = made.expect(201);
    assert_eq!(made.header("cache-control"), "no-store");
    assert_eq!(made.header("location"), one(&made.id()));
    insta::assert_json_snapshot!(made.json, {".id" => "[id]", ".key" => "[key]", ".createdAt" => "[time]"}, @r#"
    {
      "id": "[id]",
      "name": "The CMS",
      "role": "editor",
      "state": "active",
      "createdAt": "[time]",
      "expiresAt": "2999-01-01T00:00:00.000Z",
      "key": "[key]"
    }
    "#);
    let key = key_of(&made);
    assert!(key.starts_with(&format!("cairn_{}_", made.id())));
    let seen = app.with_key(key).get(WHOAMI).expect(200).json;
    assert_eq!((&seen["keyId"], &seen["role"]), (&made.json["id"], &json!("editor")));
    let secret = key.rsplit('_').next().unwrap();
    for shown in [admin.get(&one(&made.id())), admin.get(KEYS)] {
        let text = shown.expect(200).text();
        assert!(text.contains("The CMS") && !text.contains(secret) && !text.contains("digest"), "{text}");
    }
}

#[test]
fn keys_are_listed_page_by_page_the_latest_first() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let mut made: Vec<String> = (0..5).map(|_| create(&admin, "viewer").id()).collect();
    // Keys of the same millisecond have a stable order.
    sql(&app.database_file(), "UPDATE api_keys SET created_at = 1000 WHERE name = 'The desk'");
    made.sort();
    made.reverse();
    let listed = all(&admin, &format!("{KEYS}?limit=2"));
    assert_eq!(listed.len(), 6);
    assert_eq!(strings(&listed[1..], "id"), made);
    assert_eq!(listed[0]["role"], "admin");
    let second =
        admin.get(admin.get(&format!("{KEYS}?limit=2")).expect(200).header("link").split(['<', '>']).nth(1).unwrap());
    let back = second.expect(200).json["page"]["prev"].as_str().unwrap().to_owned();
    let first = admin.get(&format!("{KEYS}?limit=2&count=true&cursor={back}")).expect(200).json;
    assert_eq!(strings(first["data"].as_array().unwrap(), "id"), strings(&listed[..2], "id"));
    assert_eq!(first["page"]["total"], 6);
}

#[test]
fn keys_are_listed_by_state() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let [active, expired, revoked] = [(); 3].map(|()| create(&admin, "author").id());
    revoke(&admin, &revoked).expect(204);
    sql(&app.database_file(), &format!("UPDATE api_keys SET expires_at = 1000 WHERE id = '{expired}'"));
    for (state, expected) in [("expired", vec![expired]), ("revoked", vec![revoked]), ("active", vec![active])] {
        let listed = admin.get(&format!("{KEYS}?state={state}&count=true")).expect(200).json;
        let others: Vec<&Value> =
            listed["data"].as_array().unwrap().iter().filter(|key| key["role"] != "admin").collect();
        assert_eq!(strings(others, "id"), expected, "{state}");
        assert!(listed["data"].as_array().unwrap().iter().all(|key| key["state"] == state));
        assert_eq!(listed["page"]["total"], listed["data"].as_array().unwrap().len());
    }
    let answer = admin.get(&format!("{KEYS}?state=revokd")).expect_problem(400, "invalid_query");
    assert!(answer.json["detail"].as_str().unwrap().contains("Did you mean \"revoked\"?"));
}

#[test]
fn only_admins_manage_keys() {
    let app = TestApp::spawn();
    let id = create(&app.admin(), "viewer").id();
    let editor = app.editor();
    editor.get(KEYS).expect_problem(403, "forbidden");
    editor.get(&one(&id)).expect_problem(403, "forbidden");
    editor.post(KEYS, &json!({"name": "Mine", "role": "viewer"})).expect_problem(403, "forbidden");
    change(&editor, &id, &json!({"name": "Mine"})).expect_problem(403, "forbidden");
    rotate(&editor, &id, &json!({})).expect_problem(403, "forbidden");
    revoke(&editor, &id).expect_problem(403, "forbidden");
}

#[test]
fn errors_in_a_key_are_reported() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let answer = admin.post(KEYS, &json!({"role": "edtor", "expiresAt": "2001-01-01T00:00:00Z", "nam": "x"}));
    let answer = answer.expect_problem(422, "validation_failed");
    let answer = answer.expect_error("/name", "required").expect_error("/role", "unknown_value");
    answer.expect_error("/expiresAt", "out_of_range").expect_error("/nam", "unknown_field");
    for (name, code) in
        [("x".repeat(101), "too_long"), (" ".to_owned(), "blank"), ("a\nb".to_owned(), "invalid_character")]
    {
        let answer =
            admin.post(KEYS, &json!({"name": name, "role": "viewer"})).expect_problem(422, "validation_failed");
        answer.expect_error("/name", code);
    }
    let id = admin.post(KEYS, &json!({"name": "x".repeat(100), "role": "viewer"})).expect(201).id();
    change(&admin, &id, &json!({"name": null}))
        .expect_problem(422, "validation_failed")
        .expect_error("/name", "required");
    change(&admin, &id, &json!({"role": "admin"}))
        .expect_problem(422, "validation_failed")
        .expect_error("/role", "unknown_field");
    change(&admin, &id, &json!([])).expect_problem(422, "validation_failed");
    for overlap in [json!(-1), json!(2_592_001), json!(1.5)] {
        let answer = rotate(&admin, &id, &json!({"overlapSeconds": overlap})).expect_problem(422, "validation_failed");
        answer.expect_error("/overlapSeconds", "out_of_range");
    }
    let app_key = create(&admin, "viewer");
    for id in ["nobody", "000000000000", key_of(&app_key)] {
        for answer in
            [admin.get(&one(id)), change(&admin, id, &json!({})), rotate(&admin, id, &json!({})), revoke(&admin, id)]
        {
            let told = answer.expect_problem(404, "not_found").text();
            assert!(!told.contains(key_of(&app_key)), "a key pasted into an address is not repeated");
        }
    }
}

#[test]
fn the_name_and_expiry_of_a_key_can_change() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = create(&admin, "viewer");
    let later = json!({"name": "The other desk", "expiresAt": "2999-01-01T00:00:00Z"});
    let changed = change(&admin, &made.id(), &later).expect(200).json;
    assert_eq!(
        (&changed["name"], &changed["expiresAt"]),
        (&json!("The other desk"), &json!("2999-01-01T00:00:00.000Z"))
    );
    let changed = change(&admin, &made.id(), &json!({"expiresAt": null})).expect(200).json;
    assert_eq!((&changed["name"], changed.get("expiresAt")), (&json!("The other desk"), None));
    revoke(&admin, &made.id()).expect(204);
    change(&admin, &made.id(), &json!({"expiresAt": "2999-01-01T00:00:00Z"})).expect_problem(409, "key_not_active");
    change(&admin, &made.id(), &json!({"name": "Gone"})).expect(200);
    app.with_key(key_of(&made)).get(WHOAMI).expect_problem(401, "invalid_credentials");
}

#[test]
fn a_revoked_key_stops_working_at_once_and_can_be_revoked_again() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = create(&admin, "author");
    // Two connections that were opened before.
    let clients = [app.with_key(key_of(&made)), app.with_key(key_of(&made))];
    for client in &clients {
        client.get(WHOAMI).expect(200);
    }
    revoke(&admin, &made.id()).expect(204);
    for client in &clients {
        client.get(WHOAMI).expect_problem(401, "invalid_credentials");
    }
    let kept = admin.get(&one(&made.id())).expect(200).json;
    assert_eq!(kept["state"], "revoked");
    revoke(&admin, &made.id()).expect(204);
    assert_eq!(admin.get(&one(&made.id())).expect(200).json["revokedAt"], kept["revokedAt"]);
    rotate(&admin, &made.id(), &json!({})).expect_problem(409, "key_not_active");
}

#[test]
fn a_rotated_key_works_until_the_overlap_is_over() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let old = create(&admin, "editor");
    let new = rotate(&admin, &old.id(), &json!({"overlapSeconds": 3600})).expect(201);
    assert_eq!(new.header("cache-control"), "no-store");
    assert_eq!(
        [&new.json["name"], &new.json["role"], &new.json["rotatedFrom"]],
        [&json!("The desk"), &json!("editor"), &old.json["id"]]
    );
    assert_eq!(new.json.get("expiresAt"), None, "the old key does not expire");
    for key in [key_of(&old), key_of(&new)] {
        app.with_key(key).get(WHOAMI).expect(200);
    }
    let left = moment(&admin.get(&one(&old.id())).expect(200).json["expiresAt"]);
    let overlap = left.unix_ms() - moment(&new.json["createdAt"]).unix_ms();
    assert!((3_595_000..=3_605_000).contains(&overlap), "{overlap}");
    sql(&app.database_file(), &format!("UPDATE api_keys SET expires_at = 1000 WHERE id = '{}'", old.id()));
    app.with_key(key_of(&old)).get(WHOAMI).expect_problem(401, "invalid_credentials");
    app.with_key(key_of(&new)).get(WHOAMI).expect(200);
}

#[test]
fn without_an_overlap_the_old_key_stops_at_once() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let old = create(&admin, "viewer");
    let new = rotate(&admin, &old.id(), &json!({"overlapSeconds": 0})).expect(201);
    app.with_key(key_of(&old)).get(WHOAMI).expect_problem(401, "invalid_credentials");
    app.with_key(key_of(&new)).get(WHOAMI).expect(200);
}

#[test]
fn a_key_can_be_rotated_once_and_then_its_successor() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let old = create(&admin, "viewer").id();
    let bare = admin.send(Method::POST, &format!("{KEYS}/{old}/rotate"), &[], None).expect(201).id();
    let told = rotate(&admin, &old, &json!({})).expect_problem(409, "key_not_active").json["detail"].clone();
    assert!(told.as_str().unwrap().contains(&bare), "{told}");
    rotate(&admin, &bare, &json!({})).expect(201);
}

#[test]
fn a_successor_has_the_lifetime_of_its_predecessor() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = |expires: Value| {
        let mut input = json!({"name": "x", "role": "viewer"});
        if !expires.is_null() {
            input["expiresAt"] = expires;
        }
        admin.post(KEYS, &input).expect(201).id()
    };
    let id = made(json!("2999-01-01T00:00:00Z"));
    // Nine tenths of its lifetime are over.
    let now = Timestamp::now().unix_ms();
    let row = format!("created_at = {}, expires_at = {}", now - 9_000_000, now + 1_000_000);
    sql(&app.database_file(), &format!("UPDATE api_keys SET {row} WHERE id = '{id}'"));
    let new = rotate(&admin, &id, &json!({})).expect(201).json;
    let life = moment(&new["expiresAt"]).unix_ms() - moment(&new["createdAt"]).unix_ms();
    assert!((9_990_000..=10_010_000).contains(&life), "{life}");
    let never = rotate(&admin, &made(json!("2999-01-01T00:00:00Z")), &json!({"neverExpires": true})).expect(201).json;
    assert_eq!(never.get("expiresAt"), None);
    let then = json!({"expiresAt": "2998-01-01T00:00:00Z"});
    let both = with(then.clone(), json!({"neverExpires": true}));
    rotate(&admin, &id, &both).expect(422).expect_error("/neverExpires", "mutually_exclusive");
    let new = rotate(&admin, &made(json!(null)), &then).expect(201).json;
    assert_eq!(new["expiresAt"], "2998-01-01T00:00:00.000Z");
    let last = rotate(&admin, &made(json!("9999-12-31T23:59:59Z")), &json!({})).expect(201).json;
    assert!(last["expiresAt"].as_str().unwrap().starts_with("9999-12-31"), "{last}");
}

#[test]
fn an_overlap_never_extends_a_lifetime() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let soon = Timestamp::now().later_by_ms(100_000);
    let old = admin.post(KEYS, &json!({"name": "x", "role": "viewer", "expiresAt": soon})).expect(201).id();
    rotate(&admin, &old, &json!({"overlapSeconds": 86_400})).expect(201);
    assert_eq!(moment(&admin.get(&one(&old)).expect(200).json["expiresAt"]), soon);
}

#[test]
fn the_last_admin_key_cannot_be_revoked_over_http() {
    let app = TestApp::spawn();
    let token = app.key(Role::Admin, None);
    let (id, admin) = (token.id().to_owned(), app.with_key(&token.reveal()));
    create(&admin, "editor");
    revoke(&admin, &id).expect_problem(409, "last_admin_key");
    let sooner = json!({"expiresAt": "2999-01-01T00:00:00Z"});
    change(&admin, &id, &sooner).expect_problem(409, "last_admin_key");
    change(&admin, &id, &json!({"name": "Still here"})).expect(200);
    // A revoked admin key does not count, an active one does.
    let other = create(&admin, "admin");
    revoke(&admin, &other.id()).expect(204);
    revoke(&admin, &id).expect_problem(409, "last_admin_key");
    let follower = rotate(&admin, &id, &json!({})).expect(201);
    revoke(&app.with_key(key_of(&follower)), &id).expect(204);
    let follower_id = follower.id();
    let admin = app.with_key(key_of(&follower));
    revoke(&admin, &follower_id).expect_problem(409, "last_admin_key");
    admin.get(WHOAMI).expect(200);
}

#[test]
fn two_admins_cannot_revoke_each_other() {
    let app = TestApp::spawn();
    for _ in 0..5 {
        let tokens = [app.key(Role::Admin, None), app.key(Role::Admin, None)];
        sql(
            &app.database_file(),
            &format!("UPDATE api_keys SET revoked_at = 1 WHERE id NOT IN ('{}', '{}')", tokens[0].id(), tokens[1].id()),
        );
        let clients = tokens.each_ref().map(|token| app.with_key(&token.reveal()));
        let mut statuses = std::thread::scope(|scope| {
            let first = scope.spawn(|| revoke(&clients[0], tokens[1].id()).status);
            let second = revoke(&clients[1], tokens[0].id()).status;
            [first.join().unwrap(), second]
        });
        statuses.sort_unstable();
        assert!(statuses == [204, 401] || statuses == [204, 409], "{statuses:?}");
    }
}
