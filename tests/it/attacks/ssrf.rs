//! Server-side request forgery: URLs that would make the server send requests to its own network.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::harness::{Issuer, TestApp, eventually, publish, resource};

/// A local listener that must not get a connection; it counts them.
pub(super) struct Trap {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Trap {
    pub(super) fn set() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, connections) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let counter = Arc::downgrade(&connections);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(counter) = counter.upgrade() else { break };
                counter.fetch_add(1, Ordering::SeqCst);
                drop(stream);
            }
        });
        Self { address, connections }
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Returns URLs of the listener in all spellings of its address.
    fn spellings(&self, scheme: &str) -> Vec<String> {
        let hosts = [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.0.0.1",
            "127.0.0.1.",
            "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
            "0.0.0.0",
            "0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "anything.localhost",
            "169.254.169.254",
            "[fd00:ec2::254]",
            "metadata.google.internal",
            "user:password@127.0.0.1",
            "example.org@127.0.0.1",
        ];
        hosts.iter().map(|host| format!("{scheme}://{host}:{}/latest/meta-data", self.address.port())).collect()
    }
}

#[test]
fn no_spelling_of_a_private_address_is_accepted_for_webhooks() {
    let (app, trap) = (TestApp::spawn(), Trap::set());
    let admin = app.admin();
    for url in trap.spellings("https").into_iter().chain(trap.spellings("http")).chain([
        "gopher://127.0.0.1/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "dict://127.0.0.1:11211/stats".to_owned(),
    ]) {
        let answer = admin.post("/v1/manage/webhooks", &json!({"url": url}));
        assert_eq!(answer.status, 422, "{url}: {}", answer.text());
    }
    assert_eq!(trap.connections(), 0);
}

#[test]
fn no_spelling_of_a_private_address_is_requested_by_link_checks() {
    let app = TestApp::spawn_with(&["--link-check-interval-s", "1"]);
    let (editor, trap) = (app.editor(), Trap::set());
    let mut published = 0;
    for url in trap.spellings("http").into_iter().filter(|url| url.is_ascii()) {
        let answer = editor.post("/v1/manage/resources", &resource("Inside", json!({"url": url})));
        if answer.status == 201 {
            let target = format!("/v1/manage/resources/{}/publish", answer.id());
            editor.post_matching(&target, "*", &json!({})).expect(200);
            published += 1;
        } else {
            answer.expect_problem(422, "validation_failed");
        }
    }
    assert!(published > 5, "{published}");
    let load_links = || {
        let listed = editor.get("/v1/manage/links?limit=100").expect(200).json;
        listed["data"].as_array().unwrap().clone()
    };
    eventually(|| load_links().iter().all(|link| link.get("lastCheckedAt").is_some_and(|at| !at.is_null())));
    for link in load_links() {
        assert_eq!(link["status"], "unclear", "{link}");
    }
    assert_eq!(trap.connections(), 0);
}

#[test]
fn no_spelling_of_a_private_address_is_requested_for_keys() {
    let (issuer, trap) = (Issuer::start(), Trap::set());
    let token = issuer.token(&json!({}));
    for url in trap.spellings("https").into_iter().chain(trap.spellings("http")) {
        let arguments =
            ["--oidc-issuer", "https://login.example.org", "--oidc-audience", "cairn", "--oidc-jwks-url", &url];
        let app = TestApp::spawn_with(&arguments);
        let answer = app.with_key(&token).get("/v1/manage/whoami");
        assert!([401, 503].contains(&answer.status), "{url}: {}", answer.text());
        assert!(!answer.text().contains("127.0.0.1"), "{}", answer.text());
    }
    assert_eq!(trap.connections(), 0);
}

#[test]
fn key_urls_in_tokens_are_ignored() {
    let (issuer, trap) = (Issuer::start(), Trap::set());
    let url = issuer.url();
    let app = TestApp::spawn_with(&["--oidc-issuer", &url, "--oidc-audience", "cairn", "--oidc-allow-private", "true"]);
    let inside = format!("http://{}/keys", trap.address);
    for header in ["jku", "x5u"] {
        let header: Value = json!({"alg": "EdDSA", "kid": "one", header: inside});
        let token = issuer.signed(&header, &issuer.claims(&json!({})));
        let answer = app.with_key(&token).get("/v1/manage/whoami");
        assert!([200, 401].contains(&answer.status), "{}", answer.text());
    }
    let claims = issuer.claims(&json!({"iss": format!("http://{}", trap.address)}));
    app.with_key(&issuer.signed(&json!({"alg": "EdDSA", "kid": "one"}), &claims)).get("/v1/manage/whoami").expect(401);
    assert_eq!(trap.connections(), 0);
    // Saving and publishing an entity sends no request to its URL.
    publish(&app.editor(), "resources", &resource("Inside", json!({"url": inside})));
    assert_eq!(trap.connections(), 0);
}
