//! Readiness: each check by its name, and no more of it than strangers may know.

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

/// The answer, if it is that only these checks failed.
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
fn a_server_that_is_well_names_each_check() {
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
fn a_database_that_may_only_be_read_is_not_ready_and_readers_are_answered() {
    let app = TestApp::spawn();
    app.on_the_writer("PRAGMA query_only = ON");
    assert_fails(&app.anonymous(), &["writable"]);
    app.anonymous().get("/health/live").expect(200);
    app.anonymous().get("/v1/articles").expect(200);
}

#[test]
fn a_database_that_is_locked_for_a_moment_is_ready_and_one_that_stays_locked_is_not() {
    let app = TestApp::spawn();
    let reader = app.anonymous();
    let mut other = SqliteConnection::establish(&app.database_file().display().to_string()).unwrap();
    other.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    // Long enough that what is known of the database has to be found out anew in between.
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
    assert!(asked.elapsed() < Duration::from_secs(5), "each of them tried by itself: {:?}", asked.elapsed());
    other.batch_execute("COMMIT").unwrap();
    assert_recovers(&reader);
}

#[test]
fn a_long_write_of_the_server_itself_leaves_it_ready() {
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
    assert!(took > Duration::from_millis(1500), "it was over before anybody could wonder: {took:?}");
}

#[test]
fn asking_writes_nothing() {
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
fn without_a_migration_a_server_is_not_ready_and_with_one_of_a_later_server_it_is() {
    let app = TestApp::spawn();
    let run = |statement: &str| assert_eq!(sql(&app.database_file(), statement), 1, "{statement}");
    run("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
    app.anonymous().get(READY).expect(200);
    run("DELETE FROM __diesel_schema_migrations WHERE version = '99990101000000'");
    run("DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)");
    assert_fails(&app.anonymous(), &["migrated"]);
}

#[test]
fn a_disk_with_less_space_than_is_wished_for_is_not_ready() {
    let app = TestApp::spawn_with(&["--min-free-disk-mb", "4294967295"]);
    assert_fails(&app.anonymous(), &["disk"]);
    let app = TestApp::spawn_with(&["--min-free-disk-mb", "0"]);
    app.anonymous().get(READY).expect(200);
}

#[test]
fn strangers_learn_which_checks_failed_and_nothing_of_why() {
    let app = TestApp::spawn_with(&["--min-free-disk-mb", "4294967295"]);
    app.on_the_writer("PRAGMA query_only = ON");
    let answer = poll_until(|| Some(ask(&app.anonymous())).filter(|answer| failed(answer, &["writable", "disk"])));
    let mut told = answer.json.clone();
    told["requestId"] = Value::Null;
    insta::assert_json_snapshot!(told, @r#"
    {
      "type": "urn:cairn:problem:unavailable",
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
