//! Public URLs that lead to private addresses: by a redirect, or by name resolution.
//!
//! No request leaves the machine: the tests run in a network namespace in which this machine has a public address and a hosts
//! file resolves the names. They are skipped if the namespace cannot be created.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::ssrf::Trap;
use crate::harness::{Issuer, Sandbox, TestApp, eventually, poll_until, publish, resource, skipped};

/// The environment variable that marks the process in the namespace.
const NAMESPACE_MARKER: &str = "CAIRN_TEST_IN_NAMESPACE";

/// A public address, which this machine has in the namespace.
const PUBLIC: &str = "93.184.215.14";

/// Sets up the namespace and runs the command in its arguments.
const NAMESPACE_SCRIPT: &str = "set -e; mount --bind \"$1\" /etc/hosts; ip link set lo up; ip address add \"$2\"/32 dev lo; \
                       shift 2; exec \"$@\"";

/// Runs the test `test` in a network namespace and returns true. Returns false if this process is in the namespace.
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
        skipped("cannot create a network namespace: unshare, ip or the permission to use them is missing");
        return true;
    }
    let own = std::env::current_exe().unwrap();
    let ran = within(&[own.to_str().unwrap(), "--exact", test, "--nocapture"]).output().unwrap();
    let output = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && output.contains("1 passed"), "{output}");
    true
}

/// Starts a public site with redirects from and to these locations.
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
    // The client may have disconnected.
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
    let load_links = || -> Vec<Value> {
        let listed = editor.get("/v1/manage/links?limit=100").expect(200).json;
        listed["data"].as_array().unwrap().clone()
    };
    for (url, status, detail) in wanted {
        eventually(|| load_links().iter().any(|link| link["url"] == url && link["status"] == status));
        let link = load_links().into_iter().find(|link| link["url"] == url).unwrap();
        assert!(link["detail"].as_str().unwrap_or_default().contains(detail), "{link}");
    }
    assert_eq!(trap.connections(), 0);
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
    assert_eq!(trap.connections(), 0);
}
