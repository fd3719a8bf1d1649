//! The timeouts of a request and of its body.

use std::time::{Duration, Instant};

use cairn::auth::Role;
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::json;

use crate::harness::{RawConnection, TestApp, all, article, eventually, number, sql, topic};

const ARTICLES: &str = "/v1/manage/articles";

fn lock_database(app: &TestApp) -> SqliteConnection {
    let mut lock = SqliteConnection::establish(&app.database_file().display().to_string()).unwrap();
    lock.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
    lock
}

#[test]
fn a_write_that_times_out_is_not_done_later() {
    let app = TestApp::spawn_with(&["--request-timeout-s", "1"]);
    let author = app.author();
    // Records the use of the key now, because later the database is locked.
    author.create("articles", &article("before", json!({})));
    let mut lock = lock_database(&app);
    let begun = Instant::now();
    let answer = author.post(ARTICLES, &article("late", json!({}))).expect_problem(503, "server_timeout");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(answer.header("retry-after"), "5");
    assert!(answer.json["detail"].as_str().unwrap().contains("nothing was changed"), "{}", answer.json);
    assert_eq!(answer.json["requestId"], answer.header("x-request-id"));
    app.anonymous().get("/v1/articles").expect(200);
    lock.batch_execute("ROLLBACK").unwrap();
    author.create("articles", &article("after", json!({})));
    let slugs: Vec<_> = all(&author, ARTICLES).iter().map(|copy| copy["slug"].clone()).collect();
    assert_eq!(slugs, ["after", "before"], "the write that timed out is not done later");
}

#[test]
fn a_write_that_times_out_within_a_statement_is_rolled_back() {
    let app = TestApp::spawn_with(&["--request-timeout-s", "1"]);
    let author = app.author();
    author.create("articles", &article("before", json!({})));
    let slow = "CREATE TRIGGER slow BEFORE INSERT ON topics WHEN NEW.slug = 'late' BEGIN WITH RECURSIVE counted (number) AS \
                (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 10000000) SELECT count(*) FROM counted; END";
    sql(&app.database_file(), slow);
    let answer = author.post("/v1/manage/topics", &topic("late", json!({}))).expect_problem(503, "server_timeout");
    let detail = answer.json["detail"].as_str().unwrap();
    assert!(detail.contains("is rolled back, unless it was being committed at that moment"), "{detail}");
    let last = "SELECT coalesce(max(seq), 0) AS number FROM audit_log";
    let before = number(&app.database_file(), last);
    // The next write waits until the statement has ended.
    eventually(|| author.post("/v1/manage/topics", &topic("after", json!({}))).status == 201);
    assert_eq!(number(&app.database_file(), last), before + 1, "nothing else was written");
    assert_eq!(all(&author, "/v1/manage/topics").len(), 1);
}

#[test]
fn the_same_request_succeeds_with_a_longer_timeout() {
    let app = TestApp::spawn_with(&["--request-timeout-s", "0"]);
    let author = app.author();
    author.create("articles", &article("before", json!({})));
    let mut lock = lock_database(&app);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| author.post(ARTICLES, &article("late", json!({}))));
        std::thread::sleep(Duration::from_millis(1500));
        lock.batch_execute("ROLLBACK").unwrap();
        writer.join().unwrap().expect(201);
    });
}

/// Sends the head of a request with a body of `length` bytes, and returns the connection.
fn announced(app: &TestApp, length: usize) -> RawConnection {
    let key = app.key(Role::Author, None).reveal();
    let mut wire = RawConnection::to(app.address());
    wire.send(format!(
        "POST {ARTICLES} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ));
    wire
}

#[test]
fn a_body_that_does_not_arrive_times_out() {
    let app = TestApp::spawn_with(&["--client-timeout-s", "1"]);
    let mut wire = announced(&app, 1000);
    wire.send("{\"slug\": ");
    let begun = Instant::now();
    let response = wire.answer();
    assert!(response.status == 408 && response.is("request_timeout"), "{response:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(wire.next_answer().is_none(), "the connection stays open");
}

#[test]
fn a_body_that_trickles_in_times_out() {
    let app = TestApp::spawn_with(&["--client-timeout-s", "1"]);
    let mut wire = announced(&app, 100_000);
    let lasted = wire.closed_while_sending(b" ", Duration::from_millis(50));
    assert!(lasted < Duration::from_secs(8), "{lasted:?}");
    assert_eq!(app.editor().get(ARTICLES).expect(200).json["data"], json!([]));
}

#[test]
fn a_fast_start_of_a_body_does_not_allow_a_pause() {
    let app = TestApp::spawn_with(&["--client-timeout-s", "1"]);
    let mut wire = announced(&app, 1_000_000);
    wire.send(" ".repeat(900_000));
    let begun = Instant::now();
    let response = wire.answer();
    assert!(response.status == 408 && response.is("request_timeout"), "{response:?}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[test]
fn the_time_of_the_body_does_not_count_for_the_request() {
    let app = TestApp::spawn_with(&["--client-timeout-s", "20", "--request-timeout-s", "1"]);
    let body = article("slow-line", json!({})).to_string();
    let mut wire = announced(&app, body.len());
    let (first, rest) = body.split_at(body.len() / 2);
    wire.send(first).expect_silence(Duration::from_millis(1500));
    wire.send(rest);
    assert_eq!(wire.answer().status, 201);
}
