//! Clients that keep connections open without using them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;

use crate::harness::{RawConnection, TestApp, article, eventually, publish};

/// Timeouts of one second.
const SHORT_TIMEOUTS: [&str; 4] = ["--client-timeout-s", "1", "--keep-alive-s", "1"];

/// An incomplete head.
const INCOMPLETE_HEAD: &str = "GET /v1/articles HTTP/1.1\r\nHost: x\r\nX-Slow: ";

/// The maximum duration: more than twice the time that a client may take.
const WAIT_MAX: Duration = Duration::from_secs(15);

#[test]
fn an_incomplete_head_times_out() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut silent = RawConnection::to(app.address());
    let mut slow = RawConnection::to(app.address());
    let lasted = slow.send(INCOMPLETE_HEAD).closed_while_sending(b"x", Duration::from_millis(50));
    assert!(lasted < WAIT_MAX, "{lasted:?}");
    assert_eq!(silent.answer().status, 408);
    assert!(silent.next_answer().is_none());
}

#[test]
fn an_incomplete_second_head_times_out() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::to(app.address());
    wire.send("GET /v1/articles HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.answer().status, 200);
    let lasted = wire.send(INCOMPLETE_HEAD).closed_while_sending(b"x", Duration::from_millis(50));
    assert!(lasted < WAIT_MAX, "{lasted:?}");
}

#[test]
fn an_unread_body_times_out() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::to(app.address());
    wire.send("POST /v1/manage/articles HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    assert_eq!(wire.answer().status, 401);
    let lasted = wire.closed_while_sending(b"1\r\nx\r\n", Duration::from_millis(50));
    assert!(lasted < WAIT_MAX, "{lasted:?}");
}

#[test]
fn an_idle_connection_is_closed() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::to(app.address());
    wire.send("GET /v1/articles HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.answer().status, 200);
    assert!(wire.closed() < WAIT_MAX);
}

#[test]
fn an_idle_connection_is_closed_cleanly() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::to(app.address());
    for (target, status) in [("/v1/articles", 200), ("/v1/articles", 200), ("/v1/manage/articles", 401)] {
        let response = wire.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n")).answer();
        assert_eq!(response.status, status);
        // The keep-alive time is longer.
        std::thread::sleep(Duration::from_millis(300));
    }
    assert!(wire.ended(), "the connection was reset");
}

#[test]
fn a_response_that_the_client_does_not_read_times_out() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::to(app.address());
    // Twelve responses of more than a megabyte each, which the client does not read: far more than the system buffers for a
    // connection.
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n";
    wire.send(request.repeat(12));
    let begun = Instant::now();
    eventually(|| wire.try_send("\r\n").is_err() || begun.elapsed() > WAIT_MAX);
    assert!(begun.elapsed() < WAIT_MAX, "the server still waits");
    assert!(wire.answers().len() < 12, "all responses were sent");
    app.anonymous().get("/health/live").expect(200);
}

#[test]
fn a_response_that_the_client_reads_too_slowly_times_out() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::with_window(app.address(), 4096);
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n";
    wire.send(request.repeat(12));
    let begun = Instant::now();
    // Reads 200 bytes per second.
    while wire.try_read_some(20) && wire.try_send("\r\n").is_ok() {
        assert!(begun.elapsed() < WAIT_MAX, "the server still waits");
        std::thread::sleep(Duration::from_millis(100));
    }
    app.anonymous().get("/health/live").expect(200);
}

#[test]
fn a_permit_is_held_until_the_response_is_sent() {
    let app = TestApp::spawn_with(&["--max-in-flight", "1", "--client-timeout-s", "30"]);
    // More than the system buffers for a client that reads nothing.
    let mut reader = RawConnection::with_window(app.address(), 4096);
    reader.send("GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(12));
    reader.try_read_for(Duration::from_secs(20));
    assert!(reader.seen().starts_with("HTTP/1.1 200 "), "{}", reader.seen());
    std::thread::sleep(Duration::from_millis(500));
    app.anonymous().get("/v1/phrases?limit=8").expect_problem(503, "overloaded");
    app.anonymous().get("/health/live").expect(200);
    drop(reader);
    eventually(|| app.anonymous().get("/v1/phrases?limit=9").status == 200);
}

#[test]
fn a_response_that_is_read_in_time_is_complete() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let mut wire = RawConnection::to(app.address());
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n";
    let begun = Instant::now();
    let mut first = None;
    while begun.elapsed() < Duration::from_secs(6) {
        let response = wire.send(request).answer();
        assert_eq!(response.status, 200);
        assert_eq!(*first.get_or_insert(response.body.len()), response.body.len());
    }
}

#[test]
fn a_silent_event_stream_stays_open() {
    let app = TestApp::spawn_with(&SHORT_TIMEOUTS);
    let editor = app.editor();
    let mut wire = RawConnection::to(app.address());
    wire.send(format!(
        "GET /v1/manage/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        editor.key().unwrap()
    ));
    assert_eq!(wire.answer().status, 200);
    eventually(|| {
        wire.try_read_for(Duration::from_millis(100));
        wire.age() > Duration::from_secs(6)
    });
    let id = publish(&editor, "articles", &article("news", json!({}))).id();
    eventually(|| {
        wire.try_read_for(Duration::from_millis(100));
        wire.seen().contains(&id)
    });
}

#[test]
fn connections_above_the_limit_wait() {
    let app = TestApp::spawn_with(&["--max-connections", "4"]);
    let idle: Vec<RawConnection> = (0..4).map(|_| RawConnection::to(app.address())).collect();
    let mut late = RawConnection::to(app.address());
    late.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n").expect_silence(Duration::from_millis(500));
    drop(idle);
    assert_eq!(late.answer().status, 200);
}

#[test]
fn tls_connections_have_the_same_timeouts() {
    let folder = tempfile::tempdir().unwrap();
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(file("cert.pem"), cert.pem()).unwrap();
    std::fs::write(file("key.pem"), signing_key.serialize_pem()).unwrap();
    let encrypted = ["--tls-cert", &file("cert.pem"), "--tls-key", &file("key.pem")];
    let app = TestApp::spawn_with(&[&SHORT_TIMEOUTS[..], &encrypted].concat());

    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let session = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let stream = TcpStream::connect(app.address()).unwrap();
    stream.set_read_timeout(Some(WAIT_MAX)).unwrap();
    let mut stream = StreamOwned::new(session, stream);
    stream.write_all(b"GET /v1/articles HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut bytes = [0; 4096];
    let length = stream.read(&mut bytes).unwrap();
    assert!(bytes[..length].starts_with(b"HTTP/1.1 200 "));
    stream.write_all(INCOMPLETE_HEAD.as_bytes()).unwrap();
    let begun = Instant::now();
    // Reads until the connection ends.
    while stream.read(&mut bytes).is_ok_and(|length| length > 0) {}
    assert!(begun.elapsed() < Duration::from_secs(14), "{:?}", begun.elapsed());
}

#[test]
fn requests_above_the_concurrency_limit_are_rejected_except_health() {
    let app = TestApp::spawn_with(&["--max-in-flight", "2"]);
    let author = app.author();
    author.create("articles", &article("before", json!({})));
    publish(&app.editor(), "articles", &article("kept", json!({})));
    let long: Vec<String> = (0..9).map(|number| format!("0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de0{number}")).collect();
    let kept = ["/v1/articles/kept".to_owned(), format!("/v1/articles?ids={}", long.join(","))];
    for target in &kept {
        app.anonymous().get(target).expect(200);
    }
    let key = author.key().unwrap();
    // Two requests whose bodies do not arrive hold the permits.
    let head = format!(
        "POST /v1/manage/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    );
    let mut holders: Vec<RawConnection> = (0..2).map(|_| RawConnection::to(app.address())).collect();
    for holder in &mut holders {
        holder.send(&head);
    }
    eventually(|| {
        for holder in &mut holders {
            holder.try_read_for(Duration::from_millis(1));
            // The probe below held the permit, so that this request was rejected.
            if !holder.seen().is_empty() {
                *holder = RawConnection::to(app.address());
                holder.send(&head);
            }
        }
        app.anonymous().get("/nothing").status == 503
    });
    let answer = app.anonymous().get("/v1/phrases").expect_problem(503, "overloaded");
    assert_eq!(answer.header("retry-after"), "1");
    author.get("/v1/manage/whoami").expect_problem(503, "overloaded");
    app.anonymous().get("/health/live").expect(200);
    app.anonymous().get("/health/ready").expect(200);
    // Cache hits need no permit, for short and long targets.
    for target in &kept {
        app.anonymous().get(target).expect(200);
    }
    drop(holders);
    eventually(|| app.anonymous().get("/v1/phrases").status == 200);
}
