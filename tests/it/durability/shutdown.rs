//! Shutdown of a server.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::json;

use super::{assert_whole, editor_key};
use crate::harness::{Sandbox, Server, article, eventually, number};

/// Locks the database against other writers until the connection is dropped.
pub(super) fn locked(place: &Sandbox) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(&place.database().display().to_string()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
    connection
}

fn takes_connections(server: &Server) -> bool {
    TcpStream::connect_timeout(&server.address().parse().unwrap(), Duration::from_millis(200)).is_ok()
}

#[test]
fn running_requests_finish_before_the_server_ends() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    let mut lock = locked(&place);
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| editor.edit("articles", &id, &json!({"kicker": "saved at the last moment"})));
        // The wait for the database is not observable from outside.
        std::thread::sleep(Duration::from_millis(500));
        server.terminate();
        eventually(|| !takes_connections(&server));
        assert!(!saving.is_finished(), "it was aborted");
        lock.batch_execute("COMMIT").unwrap();
        assert_eq!(saving.join().unwrap().json["version"], 2);
    });
    let stopped = server.wait();
    assert!(stopped.status.success(), "{stopped:#?}");
    drop(lock);
    let kept = "SELECT count(*) AS number FROM articles WHERE kicker = 'saved at the last moment'";
    assert_eq!(number(&place.database(), kept), 1);
    assert_whole(&place.database());
}

#[test]
fn requests_are_aborted_at_the_shutdown_timeout() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&["--shutdown-timeout-s", "1"]);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    let lock = locked(&place);
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| {
            let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
            let body = br#"{"kicker": "never saved"}"#.to_vec();
            editor.try_send(reqwest::Method::PATCH, &format!("/v1/manage/articles/{id}"), &headers, Some(body))
        });
        std::thread::sleep(Duration::from_millis(300));
        let asked = Instant::now();
        server.terminate();
        let stopped = server.wait();
        assert!(stopped.status.success(), "{stopped:#?}");
        assert!(asked.elapsed() < Duration::from_secs(6), "it took {:?}", asked.elapsed());
        assert!(stopped.lines.iter().any(|line| line.contains("the write-ahead log was not written")), "{stopped:#?}");
        assert!(saving.join().unwrap().is_err(), "it was acknowledged");
    });
    drop(lock);
    let server = place.serve(&[]);
    assert_eq!(server.client_with_key(&key).working("articles", &id).json["version"], 1);
    assert_whole(&place.database());
}

#[test]
fn idle_connections_do_not_delay_the_shutdown() {
    let place = Sandbox::new();
    let server = place.serve(&["--shutdown-timeout-s", "30"]);
    let mut idle: Vec<TcpStream> = (0..5).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    for connection in idle.iter_mut().take(3) {
        connection.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut byte = [0];
        connection.read_exact(&mut byte).unwrap();
    }
    let asked = Instant::now();
    assert!(server.stop().status.success());
    assert!(asked.elapsed() < Duration::from_secs(10), "it took {:?}", asked.elapsed());
}

#[test]
fn all_data_is_in_one_file_after_a_stop() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let server = place.serve(&[]);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    editor.publish("articles", &id);
    assert!(server.stop().status.success());
    let elsewhere = Sandbox::new();
    std::fs::copy(place.database(), elsewhere.database()).unwrap();
    let server = elsewhere.serve(&[]);
    server.client().get("/v1/articles/calm").expect(200);
}

#[test]
fn ctrl_c_announces_the_stop_and_lets_requests_finish() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let mut server = place.serve(&["--drain-s", "600"]);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    let mut lock = locked(&place);
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| editor.edit("articles", &id, &json!({"kicker": "saved at the last moment"})));
        // The wait for the database is not observable from outside.
        std::thread::sleep(Duration::from_millis(500));
        server.interrupt();
        let said = server.wait_for("stopping: running requests and jobs have 10 s to finish");
        assert!(said.contains("press Ctrl-C again to stop immediately"), "{said}");
        lock.batch_execute("COMMIT").unwrap();
        assert_eq!(saving.join().unwrap().json["version"], 2);
    });
    let stopped = server.wait();
    assert!(stopped.status.success(), "{stopped:#?}");
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let place = Sandbox::new();
    let key = editor_key(&place);
    let mut server = place.serve(&["--shutdown-timeout-s", "600"]);
    let editor = server.client_with_key(&key);
    let id = editor.create("articles", &article("calm", json!({})));
    let lock = locked(&place);
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| {
            let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
            let body = br#"{"kicker": "never saved"}"#.to_vec();
            editor.try_send(reqwest::Method::PATCH, &format!("/v1/manage/articles/{id}"), &headers, Some(body))
        });
        std::thread::sleep(Duration::from_millis(300));
        server.interrupt();
        server.wait_for("stopping: running requests and jobs have 600 s to finish");
        let asked = Instant::now();
        server.interrupt();
        let stopped = server.wait();
        assert!(stopped.status.success(), "{stopped:#?}");
        assert!(asked.elapsed() < Duration::from_secs(5), "it took {:?}", asked.elapsed());
        assert!(stopped.lines.iter().any(|line| line.contains("stopping immediately")), "{stopped:#?}");
        assert!(saving.join().unwrap().is_err(), "it was acknowledged");
    });
    drop(lock);
    assert_whole(&place.database());
}
