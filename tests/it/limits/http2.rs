//! HTTP/2, if enabled: everything that a client makes the server hold is limited.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use serde_json::json;

use crate::harness::{Http2Client, TestApp, TestCertificate, article, paragraph};

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// The maximum duration: more than twice the time that a client may take.
const WAIT_MAX: Duration = Duration::from_secs(15);

fn spawn_with_short_timeouts(certified: &TestCertificate) -> TestApp {
    certified.spawn(&["--http2", "true", "--client-timeout-s", "1", "--keep-alive-s", "1"])
}

/// Checks that a request from another address is served.
#[track_caller]
fn expect_service(certified: &TestCertificate, app: &TestApp, target: &str) {
    let mut other = Http2Client::connect(certified, OTHER, app.address(), 1 << 20);
    let answers = other.begin_all(&[target.to_owned()]);
    for answer in answers {
        assert_eq!(Http2Client::read(answer).unwrap().0, 200);
    }
}

#[test]
fn a_response_with_a_closed_window_times_out() {
    let certified = TestCertificate::new();
    let app = spawn_with_short_timeouts(&certified);
    let mut greedy = Http2Client::connect(&certified, HERE, app.address(), 0);
    let begun = Instant::now();
    let targets: Vec<String> = (0..60).map(|number| format!("/openapi.json?x={number}")).collect();
    let kept = vec!["/docs/swagger-ui-bundle.js".to_owned(); 30];
    let answers = greedy.begin_all(&[targets, kept].concat());
    expect_service(&certified, &app, "/v1/articles");
    for answer in answers {
        let broken_off = Http2Client::read(answer).unwrap_err();
        assert_eq!(broken_off.reason(), Some(h2::Reason::CANCEL), "{broken_off}");
    }
    assert!(begun.elapsed() < WAIT_MAX, "{:?}", begun.elapsed());
}

#[test]
fn a_response_that_the_client_reads_is_complete() {
    let certified = TestCertificate::new();
    let app = spawn_with_short_timeouts(&certified);
    let mut reader = Http2Client::connect(&certified, HERE, app.address(), 64 << 10);
    let targets = vec!["/docs/swagger-ui-bundle.js".to_owned(), "/v1/articles".to_owned(), "/nothing".to_owned()];
    let answers: Vec<_> =
        reader.begin_all(&targets).into_iter().map(|answer| Http2Client::read(answer).unwrap()).collect();
    assert_eq!(answers.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 200, 404]);
    assert!(answers[0].1.len() > 1 << 20 && answers[1].1.starts_with(b"{\"data\":[]"));
    assert!(answers[2].1.starts_with(b"{\"type\":\"/docs/errors#not_found\""));
}

#[test]
fn rapid_resets_are_bounded() {
    let certified = TestCertificate::new();
    let app = spawn_with_short_timeouts(&certified);
    let mut greedy = Http2Client::connect(&certified, HERE, app.address(), 1 << 20);
    let begun = Instant::now();
    for number in 0..2000 {
        // Dropping the request resets its stream.
        let targets = [format!("/v1/search?q=nonsnse+wrods+taht+nobdy+knwos+{number}")];
        let sent = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(greedy.begin_all(&targets))));
        if sent.is_err() || begun.elapsed() > Duration::from_secs(4) {
            break;
        }
    }
    let asked = Instant::now();
    expect_service(&certified, &app, "/v1/search?q=calm");
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn a_request_answered_before_its_body_is_not_reset() {
    let certified = TestCertificate::new();
    let app = certified.spawn(&["--http2", "true"]);
    let mut client = Http2Client::connect(&certified, HERE, app.address(), 1 << 20);
    let (answer, mut body) = client.begin_post("/nothing", "none");
    assert_eq!(Http2Client::read(answer).unwrap().0, 404);
    assert_eq!(Http2Client::reset_within(Duration::from_millis(100), &mut body), None);
    body.send_data(Bytes::from_static(b"{}"), true).unwrap();
    // The server does not wait for a body that does not end.
    let (answer, mut body) = client.begin_post("/nothing", "none");
    assert_eq!(Http2Client::read(answer).unwrap().0, 404);
    assert_eq!(Http2Client::reset_within(WAIT_MAX, &mut body), Some(h2::Reason::NO_ERROR));
}

#[test]
fn responses_to_writes_are_never_refused() {
    let certified = TestCertificate::new();
    let app = certified.spawn(&["--http2", "true", "--max-in-flight", "0"]);
    let key = app.author().key().unwrap().to_owned();
    let mut greedy = Http2Client::connect(&certified, HERE, app.address(), 0);
    let mut held = Vec::new();
    // Sends requests until there is no room for the smallest response.
    for target in ["/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css"] {
        while let (200, body) = Http2Client::status(greedy.begin_all(&[target.to_owned()]).remove(0)) {
            held.push(body);
            assert!(held.len() < 99, "no response was refused");
        }
    }
    let large =
        article("large", json!({"sections": [{"heading": "A", "body": vec![paragraph(&"word ".repeat(1900)); 30]}]}));
    let mut writer = Http2Client::connect(&certified, HERE, app.address(), 1 << 20);
    let (answer, mut body) = writer.begin_post("/v1/manage/articles", &key);
    body.send_data(Bytes::from(large.to_string()), true).unwrap();
    let (status, content) = Http2Client::read(answer).unwrap();
    assert!(
        status == 201 && content.len() > 200_000,
        "{status}: {}",
        String::from_utf8_lossy(&content[..content.len().min(500)])
    );
    drop(held);
}

/// Returns a frame.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes()[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

#[test]
fn a_head_with_26_000_names_is_harmless() {
    let certified = TestCertificate::new();
    let app = spawn_with_short_timeouts(&certified);
    let session =
        ClientConnection::new(certified.client(&[b"h2"]), ServerName::try_from("localhost").unwrap()).unwrap();
    let stream = TcpStream::connect(app.address()).unwrap();
    stream.set_read_timeout(Some(WAIT_MAX)).unwrap();
    let mut stream = StreamOwned::new(session, stream);
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    sent.extend(frame(4, 0, 0, &[]));
    // GET, https, /, and the authority x, from the static table; then distinct header names.
    let mut block = vec![0x82, 0x87, 0x84, 0x41, 1, b'x'];
    let mut is_first = true;
    for number in 0..26_000 {
        let name = format!("n{number}");
        block.extend([0, u8::try_from(name.len()).unwrap()]);
        block.extend(name.as_bytes());
        block.extend([1, b'y']);
        if block.len() > 16_000 || number == 25_999 {
            let is_last = number == 25_999;
            sent.extend(frame(
                if is_first { 1 } else { 9 },
                u8::from(is_first) | if is_last { 4 } else { 0 },
                1,
                &block,
            ));
            block.clear();
            is_first = false;
        }
    }
    // The server may close the connection before all bytes are sent.
    let _ = stream.write_all(&sent);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    drop(stream);
    expect_service(&certified, &app, "/v1/articles");
}

#[test]
fn an_idle_connection_gets_a_goaway() {
    let certified = TestCertificate::new();
    let app = spawn_with_short_timeouts(&certified);
    let session =
        ClientConnection::new(certified.client(&[b"h2"]), ServerName::try_from("localhost").unwrap()).unwrap();
    let stream = TcpStream::connect(app.address()).unwrap();
    stream.set_read_timeout(Some(WAIT_MAX)).unwrap();
    let mut stream = StreamOwned::new(session, stream);
    stream.write_all(&[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(4, 0, 0, &[])].concat()).unwrap();
    let (begun, mut received) = (Instant::now(), Vec::new());
    let _ = stream.read_to_end(&mut received);
    assert!(begun.elapsed() < WAIT_MAX, "{:?}", begun.elapsed());
    // The fourth byte of a frame is its type; 7 is GOAWAY.
    let (mut at, mut kinds) = (0, Vec::new());
    while let Some(head) = received.get(at..at + 9) {
        kinds.push(head[3]);
        at += 9 + usize::from(head[1]) * 256 + usize::from(head[2]);
    }
    assert!(kinds.first() == Some(&4) && kinds.contains(&7), "{kinds:?}");
}
