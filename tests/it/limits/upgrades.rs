//! Upgrades to another protocol are ignored, and the connection continues.

use std::process::{Command, Stdio};

use serde_json::json;

use crate::harness::{RawConnection, TestApp, article, phrase, publish, skipped};

/// The headers that Java's client sends with each request over plain http.
const UPGRADE: &str = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA\r\n";

#[test]
fn upgrades_are_ignored_and_the_connection_continues() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("upgraded", json!({})));
    let key = app.author().key().unwrap().to_owned();
    let body = phrase("I hear you.", json!({})).to_string();
    let upgrades = [
        UPGRADE,
        "Connection: upgrade\r\nUpgrade: websocket\r\n",
        "Connection: keep-alive, Upgrade\r\nUpgrade: TLS/1.0, h2c\r\n",
        "connection:UPGRADE\r\nupgrade:x\r\n",
        "Connection: Upgrade\r\n",
        "Upgrade: websocket\r\n",
        "",
    ];
    let mut wire = RawConnection::to(app.address());
    for upgrade in upgrades {
        let length = body.len();
        for (request, status) in [
            (format!("GET /v1/articles/upgraded HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n"), 200),
            (format!("GET /v1/articles/upgraded HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n"), 200),
            (
                format!(
                    "POST /v1/manage/phrases HTTP/1.1\r\nHost: x\r\n{upgrade}Authorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
                ),
                201,
            ),
            (
                format!(
                    "POST /v1/manage/phrases HTTP/1.1\r\nHost: x\r\n{upgrade}Authorization: Bearer {key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
                ),
                201,
            ),
            (format!("GET /v1/manage/whoami HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n"), 401),
        ] {
            let response = wire.send(&request).answer();
            assert_eq!(response.status, status, "{request}");
            let head = response.head.to_ascii_lowercase();
            assert!(!head.contains("\r\nconnection:") && !head.contains("\r\nupgrade:"), "{head}");
        }
    }
}

#[test]
fn an_upgrade_with_connection_close_closes_the_connection() {
    let app = TestApp::spawn();
    for connection in ["close, Upgrade", "Upgrade, close"] {
        let mut wire = RawConnection::to(app.address());
        wire.send(format!("GET /v1/articles HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\nUpgrade: h2c\r\n\r\n"));
        let response = wire.answer();
        assert!(
            response.status == 200 && response.head.to_ascii_lowercase().contains("connection: close"),
            "{}",
            response.head
        );
        assert!(wire.next_answer().is_none());
    }
}

#[test]
fn the_java_http_client_loses_no_request() {
    let is_there = Command::new("java").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !is_there.is_ok_and(|status| status.success()) {
        return skipped("there is no JDK to run the client of Java");
    }
    let app = TestApp::spawn();
    let key = app.author().key().unwrap().to_owned();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/java/Posts.java");
    let ran =
        Command::new("java").args(["-Xshare:auto", source]).arg(format!("http://{}", app.address())).arg(key).output();
    let ran = ran.unwrap();
    let output = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    if output.contains("jdk.compiler") {
        return skipped("the installed Java has no compiler");
    }
    assert!(ran.status.success() && output.contains("60 of 60 arrived"), "{output}");
}
