//! The limits of connections and event streams of one client.

use std::net::Ipv4Addr;
use std::time::Duration;

use crate::harness::{RawConnection, TestApp, eventually};

const ONE: Ipv4Addr = Ipv4Addr::LOCALHOST;
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const LIVE: &str = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";
const EVENTS: &str = "/v1/manage/events";

/// Returns true if a new connection from this address is served.
fn is_served(app: &TestApp, from: Ipv4Addr) -> bool {
    let mut wire = RawConnection::from(from, app.address());
    // The server may have closed it already.
    wire.try_send(LIVE).is_ok() && wire.next_answer().is_some_and(|response| response.status == 200)
}

#[test]
fn connections_above_the_limit_of_a_client_are_closed() {
    let app = TestApp::spawn_with(&["--connections-per-address", "5"]);
    let mut held: Vec<RawConnection> = (0..5).map(|_| RawConnection::from(ONE, app.address())).collect();
    for wire in &mut held {
        assert_eq!(wire.send(LIVE).answer().status, 200);
    }
    for _ in 0..20 {
        assert!(!is_served(&app, ONE));
        assert!(is_served(&app, OTHER));
    }
    // Open connections continue, and closing one makes room for another.
    assert_eq!(held[0].send(LIVE).answer().status, 200);
    held.pop();
    eventually(|| is_served(&app, ONE));
}

#[test]
fn trusted_proxies_have_no_connection_limit() {
    for arguments in [
        ["--connections-per-address", "2", "--trusted-proxies", "127.0.0.1"].as_slice(),
        &["--connections-per-address", "0"],
    ] {
        let app = TestApp::spawn_with(arguments);
        let mut held: Vec<RawConnection> = (0..30).map(|_| RawConnection::from(ONE, app.address())).collect();
        for wire in &mut held {
            assert_eq!(wire.send(LIVE).answer().status, 200);
        }
    }
}

/// Follows the change log over a connection of its own.
fn follow(app: &TestApp, key: &str) -> RawConnection {
    let mut wire = RawConnection::to(app.address());
    wire.send(format!("GET {EVENTS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"));
    assert_eq!(wire.answer().status, 200);
    wire
}

#[test]
fn a_key_has_at_most_ten_streams() {
    let app = TestApp::spawn();
    let (greedy, other) = (app.viewer(), app.viewer());
    let mut streams: Vec<RawConnection> = (0..10).map(|_| follow(&app, greedy.key().unwrap())).collect();
    let refused = greedy.get(EVENTS).expect_problem(503, "too_many_streams");
    assert_eq!(refused.header("retry-after"), "30");
    assert!(refused.json["detail"].as_str().unwrap().contains("this key"), "{}", refused.json);
    streams.push(follow(&app, other.key().unwrap()));
}

#[test]
fn a_stream_slot_is_released_when_its_client_leaves() {
    let app = TestApp::spawn();
    let viewer = app.viewer();
    for round in 0..3 {
        let mut streams: Vec<RawConnection> = (0..10).map(|_| follow(&app, viewer.key().unwrap())).collect();
        // Nothing is published until then, and no comment is due.
        let begun = std::time::Instant::now();
        if round == 0 {
            drop(streams);
        } else {
            // A client that closes its sending side has left as well.
            streams.iter_mut().for_each(RawConnection::end_sending);
        }
        eventually(|| viewer.send(reqwest::Method::HEAD, EVENTS, &[], None).status == 200);
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        eventually(|| {
            (0..10).map(|_| viewer.send(reqwest::Method::HEAD, EVENTS, &[], None)).all(|answer| answer.status == 200)
        });
    }
}

#[test]
fn streams_hold_no_permits() {
    let app = TestApp::spawn_with(&["--max-in-flight", "2"]);
    let viewer = app.viewer();
    let _streams: Vec<RawConnection> = (0..8).map(|_| follow(&app, viewer.key().unwrap())).collect();
    eventually(|| app.anonymous().get("/v1/articles?limit=3").status == 200);
}
