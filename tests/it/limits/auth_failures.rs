//! Guessed keys: after too many invalid ones, an address is rejected.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use cairn::auth::{KeyToken, Role};
use serde_json::json;

use crate::harness::{Answer, Client, Issuer, TestApp, queries_since, record_queries};

const WHOAMI: &str = "/v1/manage/whoami";

/// Trusts a proxy, so that tests can choose the address of a client.
const ARGUMENTS: [&str; 4] = ["--auth-failure-limit", "3", "--trusted-proxies", "127.0.0.1"];

fn from(client: &Client, address: &str) -> Answer {
    client.get_with(WHOAMI, &[("X-Forwarded-For", address)])
}

fn random_key_client(app: &TestApp) -> Client {
    app.with_key(&KeyToken::generate().unwrap().reveal())
}

#[test]
fn an_address_with_too_many_wrong_keys_has_to_wait() {
    let app = TestApp::spawn_with(&ARGUMENTS);
    let known = app.editor();
    from(&known, "198.51.100.1").expect(200);
    let begun = Instant::now();
    for _ in 0..3 {
        from(&random_key_client(&app), "198.51.100.1").expect_problem(401, "invalid_credentials");
    }
    let answer = from(&random_key_client(&app), "198.51.100.1").expect_problem(429, "too_many_auth_failures");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    // A client that waits for so long is not refused again: the minute began after `begun`.
    assert!(begun.elapsed() + Duration::from_secs(wait) > Duration::from_mins(1), "{wait}");
    // The response does not reveal that a guess was right.
    from(&app.viewer(), "198.51.100.1").expect_problem(429, "too_many_auth_failures");
    // A key that this address used before still works, and other addresses are not affected.
    from(&known, "198.51.100.1").expect(200);
    from(&app.viewer(), "198.51.100.2").expect(200);
    from(&random_key_client(&app), "198.51.100.2").expect_problem(401, "invalid_credentials");
    app.anonymous().get_with("/v1/articles", &[("X-Forwarded-For", "198.51.100.1")]).expect(200);
}

#[test]
fn a_similar_key_is_not_exempt_from_the_limit() {
    let app = TestApp::spawn_with(&ARGUMENTS);
    let key = app.key(Role::Editor, None);
    let right = app.with_key(&key.reveal());
    from(&right, "198.51.100.1").expect(200);
    let mut guess = key.reveal();
    let last = guess.pop().unwrap();
    guess.push(if last == '0' { '1' } else { '0' });
    let guess = app.with_key(&guess);
    for _ in 0..3 {
        from(&guess, "198.51.100.1").expect_problem(401, "invalid_credentials");
    }
    from(&guess, "198.51.100.1").expect_problem(429, "too_many_auth_failures");
    app.revoke(&key);
    // A key that was valid before is checked again, and may be revoked.
    from(&right, "198.51.100.1").expect_problem(401, "invalid_credentials");
}

#[test]
fn keys_above_the_limit_are_not_looked_up() {
    record_queries();
    let app = TestApp::spawn_with(&ARGUMENTS);
    for _ in 0..3 {
        from(&app.with_key("not even a key"), "198.51.100.1").expect(401);
    }
    for _ in 0..100 {
        from(&random_key_client(&app), "198.51.100.1").expect_problem(429, "too_many_auth_failures");
    }
    let asked = |app: &TestApp| {
        let queries = queries_since(&BTreeSet::new(), &app.database_file());
        queries.iter().any(|query| query.contains("`api_keys`") && query.starts_with("SELECT"))
    };
    assert!(!asked(&app), "a key was looked up");
    from(&random_key_client(&app), "198.51.100.2").expect(401);
    assert!(asked(&app), "queries are not recorded");
}

#[test]
fn provider_tokens_count_like_keys() {
    let issuer = Issuer::start();
    let url = issuer.url();
    let own = ["--oidc-issuer", &url, "--oidc-audience", "cairn", "--oidc-allow-private", "true"];
    let app = TestApp::spawn_with(&[&ARGUMENTS[..], &own].concat());
    let good = app.with_key(&issuer.token(&json!({})));
    from(&good, "198.51.100.1").expect(200);
    let old = issuer.token(&json!({"exp": 1}));
    for _ in 0..3 {
        from(&app.with_key(&old), "198.51.100.1").expect_problem(401, "invalid_credentials");
    }
    from(&app.with_key(&old), "198.51.100.1").expect_problem(429, "too_many_auth_failures");
    from(&good, "198.51.100.1").expect(200);
}

#[test]
fn missing_keys_and_missing_roles_do_not_count() {
    let app = TestApp::spawn_with(&ARGUMENTS);
    for _ in 0..10 {
        from(&app.anonymous(), "198.51.100.1").expect_problem(401, "missing_credentials");
        app.viewer()
            .get_with("/v1/manage/keys", &[("X-Forwarded-For", "198.51.100.1")])
            .expect_problem(403, "forbidden");
    }
    from(&app.viewer(), "198.51.100.1").expect(200);
    let app = TestApp::spawn_with(&["--auth-failure-limit", "0"]);
    for _ in 0..100 {
        random_key_client(&app).get(WHOAMI).expect_problem(401, "invalid_credentials");
    }
}
