//! Readiness: each check by name, without details for strangers.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, eventually, poll_until, sql};

const READY: &str = "/health/ready";

fn ask(client: &Client) -> Answer {
    client.send(Method::GET, READY, &[], None)
}

/// Returns true if exactly these checks failed.
fn failed(answer: &Answer, failed: &[&str]) -> bool {
    let named = answer.json["checks"].as_object().unwrap().iter();
    let named: Vec<&str> = named.filter(|(_, state)| **state == "failed").map(|(name, _)| name.as_str()).collect();
    answer.status == 503 && named == failed
}

#[track_caller]
fn assert_fails(client: &Client, checks: &[&str]) {
    let answer = poll_until(|| Some(ask(client)).filter(|answer| failed(answer, checks)));
    answer.expect_problem(503, "unavailable");
}

#[track_caller]
fn assert_recovers(client: &Client) {
    eventually(|| ask(client).status == 200);
}

#[test]
fn a_ready_server_names_each_check() {
    let app = TestApp::spawn();
    let ready = app.anonymous().get(READY).expect(200);
    assert_eq!(ready.header("cache-control"), "no-store");
    let ok = "ok";
    assert_eq!(
        ready.json,
        json!({"status": ok, "checks": {"serving": ok, "readable": ok, "writable": ok, "migrated": ok, "disk": ok}})
    );
    assert_eq!(app.anonymous().get("/health/live").expect(200).json, json!({"status": ok}));
}

#[test]
fn a_read_only_database_is_not_ready_and_readers_are_served() {
    let app = TestApp::spawn();
    app.on_the_writer("PRAGMA query_only = ON");
    assert_fails(&app.anonymous(), &["writable"]);
    app.anonymous().get("/health/live").expect(200);
    app.anonymous().get("/v1/articles").expect(200);
}

#[test]
fn a_short_lock_keeps_readiness_and_a_long_one_does_not() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let mut other = SqliteConnection::establish(&app.database_file().display().to_string()).unwrap();
    other.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    // Longer than the result of a probe is reused.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(3) {
        other.batch_execute("BEGIN IMMEDIATE").unwrap();
        std::thread::scope(|scope| {
            let asked = scope.spawn(|| ask(&reader));
            std::thread::sleep(Duration::from_millis(200));
            other.batch_execute("COMMIT").unwrap();
            asked.join().unwrap().expect(200);
        });
    }
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    assert_fails(&reader, &["writable"]);
    let asked = Instant::now();
    for answer in (0..20).map(|_| ask(&reader)) {
        answer.expect(503);
    }
    assert!(asked.elapsed() < Duration::from_secs(5), "each request probed by itself: {:?}", asked.elapsed());
    other.batch_execute("COMMIT").unwrap();
    assert_recovers(&reader);
}

#[test]
fn a_long_own_write_keeps_readiness() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let count = "CREATE TABLE counted AS WITH RECURSIVE numbers (number) AS \
                 (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 12000000) \
                 SELECT count(*) FROM numbers";
    let took = std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let begun = Instant::now();
            app.on_the_writer(count);
            begun.elapsed()
        });
        while !writing.is_finished() {
            ask(&reader).expect(200);
        }
        writing.join().unwrap()
    });
    assert!(took > Duration::from_millis(1500), "the write was too short for the test: {took:?}");
}

#[test]
fn a_readiness_check_writes_nothing() {
    let app = TestApp::spawn();
    let log = app.database_file().with_extension("db-wal");
    let written = || std::fs::metadata(&log).unwrap().modified().unwrap();
    ask(&app.anonymous()).expect(200);
    let before = written();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(1500) {
        ask(&app.anonymous()).expect(200);
    }
    assert_eq!(written(), before);
}

#[test]
fn a_missing_migration_fails_readiness_and_a_newer_one_does_not() {
    let app = TestApp::spawn();
    let run = |statement: &str| assert_eq!(sql(&app.database_file(), statement), 1, "{statement}");
    run("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    app.anonymous().get(READY).expect(200);
    run("DELETE FROM __diesel_schema_migrations WHERE version = '99990101000000'");
    run("DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)");
    assert_fails(&app.anonymous(), &["migrated"]);
}

#[test]
fn a_disk_below_the_minimum_space_is_not_ready() {
    let app = TestApp::spawn_with(&["--min-free-disk-mb", "4294967295"]);
    assert_fails(&app.anonymous(), &["disk"]);
    let app = TestApp::spawn_with(&["--min-free-disk-mb", "0"]);
    app.anonymous().get(READY).expect(200);
}

#[test]
fn strangers_see_failed_checks_without_reasons() {
    let app = TestApp::spawn_with(&["--min-free-disk-mb", "4294967295"]);
    app.on_the_writer("PRAGMA query_only = ON");
    let answer = poll_until(|| Some(ask(&app.anonymous())).filter(|answer| failed(answer, &["writable", "disk"])));
    let mut told = answer.json.clone();
    told["requestId"] = Value::Null;
    insta::assert_json_snapshot!(told, @r#"
    {
      "type": "/docs/errors#unavailable",
      "title": "Temporarily unavailable",
      "status": 503,
      "detail": "A check failed; the log has the cause.",
      "code": "unavailable",
      "requestId": null,
      "checks": {
        "serving": "ok",
        "readable": "ok",
        "writable": "failed",
        "migrated": "ok",
        "disk": "failed"
      }
    }
    "#);
    assert_eq!(answer.header("retry-after"), "5");
}
