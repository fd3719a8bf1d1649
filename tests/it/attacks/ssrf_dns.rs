//! Public addresses and names that lead inside after all: by a redirect, or by what a name stands for.
//!
//! No host of the Internet is asked for this. The test goes on in a network of its own, where this machine is also a public
//! address and a file says what names stand for. Skipped where such a network cannot be made.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::ssrf::Trap;
use crate::harness::{Issuer, Sandbox, TestApp, eventually, poll_until, publish, resource, skipped};

/// Says that this is the part of the test that runs in the other network.
const NAMESPACE_MARKER: &str = "CAIRN_TEST_WITHIN_A_NETWORK";

/// An address that is anybody's, and on this network ours.
const PUBLIC: &str = "93.184.215.14";

/// Makes the network, and goes on in it with the command that follows.
const NAMESPACE_SCRIPT: &str = "set -e; mount --bind \"$1\" /etc/hosts; ip link set lo up; ip address add \"$2\"/32 dev lo; \
                       shift 2; exec \"$@\"";

/// Runs the rest of the test of that name in a network of its own; not if this is that rest.
fn runs_in_network_namespace(test: &str) -> bool {
    if std::env::var_os(NAMESPACE_MARKER).is_some() {
        return false;
    }
    let place = Sandbox::new();
    place.write("hosts", &format!("127.0.0.1 localhost inside.example.org\n{PUBLIC} public.example.org\n"));
    let within = |command: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount", "--net", "sh", "-c", NAMESPACE_SCRIPT, "sh"]);
        unshare.arg(place.file("hosts")).arg(PUBLIC).args(command).env(NAMESPACE_MARKER, "yes").stdin(Stdio::null());
        unshare
    };
    if !within(&["true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        skipped("no network can be made here, for want of unshare, of ip or of the right to use them");
        return true;
    }
    let own = std::env::current_exe().unwrap();
    let ran = within(&[own.to_str().unwrap(), "--exact", test, "--nocapture"]).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
    true
}

/// A public site whose pages lead where it is told.
fn publish_site(pages: &[(&str, &str)]) {
    let listener = TcpListener::bind((PUBLIC, 80)).unwrap();
    let pages: Vec<(String, String)> = pages.iter().map(|(path, to)| ((*path).to_owned(), (*to).to_owned())).collect();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(&stream.unwrap(), &pages);
        }
    });
}

fn answer(mut stream: &TcpStream, pages: &[(String, String)]) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let asked = lines.next().unwrap_or_default();
    lines.find(String::is_empty);
    let path = asked.split(' ').nth(1).unwrap_or_default();
    let head = match pages.iter().find(|(page, _)| page == path) {
        Some((_, to)) => format!("302 Found\r\nlocation: {to}"),
        None if path == "/fine" => "200 OK".to_owned(),
        None => "404 Not Found".to_owned(),
    };
    // Who asked may be gone by now.
    let _ = write!(stream, "HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

#[test]
fn a_redirect_of_a_public_link_does_not_reach_private_addresses() {
    if runs_in_network_namespace("attacks::ssrf_dns::a_redirect_of_a_public_link_does_not_reach_private_addresses") {
        return;
    }
    let trap = Trap::set();
    let (by_number, by_name) =
        (format!("http://{}/", trap.address), format!("http://inside.example.org:{}/", trap.address.port()));
    publish_site(&[
        ("/robots.txt", &by_number),
        ("/around", "/fine"),
        ("/by-number", &by_number),
        ("/by-name", &by_name),
        ("/by-two-steps", "/by-number"),
    ]);
    let app = TestApp::spawn_with(&["--link-check-interval-s", "1"]);
    let editor = app.editor();
    let public = |path: &str| format!("http://public.example.org{path}");
    let wanted = [
        (public("/fine"), "ok", ""),
        (public("/around"), "ok", ""),
        (public("/by-number"), "unclear", "not a public address"),
        (public("/by-two-steps"), "unclear", "not a public address"),
        (public("/by-name"), "broken", "not a public address"),
        (by_name.clone(), "broken", "not a public address"),
    ];
    for (url, ..) in &wanted {
        publish(&editor, "resources", &resource("Read on", json!({"url": url})));
    }
    let looked_at = || -> Vec<Value> {
        let listed = editor.get("/v1/manage/links?limit=100").expect(200).json;
        listed["data"].as_array().unwrap().clone()
    };
    for (url, status, detail) in wanted {
        eventually(|| looked_at().iter().any(|link| link["url"] == url && link["status"] == status));
        let link = looked_at().into_iter().find(|link| link["url"] == url).unwrap();
        assert!(link["detail"].as_str().unwrap_or_default().contains(detail), "{link}");
    }
    assert_eq!(trap.sprung(), 0);
}

#[test]
fn hosts_that_resolve_to_private_addresses_are_not_requested() {
    let test = "attacks::ssrf_dns::hosts_that_resolve_to_private_addresses_are_not_requested";
    if runs_in_network_namespace(test) {
        return;
    }
    let (trap, issuer) = (Trap::set(), Issuer::start());
    let url = format!("https://inside.example.org:{}/", trap.address.port());
    let login = ["--oidc-issuer", &url, "--oidc-audience", "cairn", "--webhook-retries", "0"];
    let app = TestApp::spawn_with(&login);
    let admin = app.admin();
    let webhook =
        format!("/v1/manage/webhooks/{}", admin.post("/v1/manage/webhooks", &json!({"url": url})).expect(201).id());
    publish(&app.editor(), "resources", &resource("Read on", json!({"url": "https://example.org/"})));
    let failed = poll_until(|| {
        let listed = admin.get(&format!("{webhook}/deliveries?state=failed")).expect(200).json;
        listed["data"].as_array().unwrap().first().cloned()
    });
    assert!(failed["attempts"][0]["error"].as_str().unwrap().contains("not a public address"), "{failed}");
    let token = issuer.signed(&json!({"alg": "EdDSA", "kid": "one"}), &issuer.claims(&json!({"iss": url})));
    app.with_key(&token).get("/v1/manage/whoami").expect_problem(503, "unavailable");
    assert_eq!(trap.sprung(), 0);
}
