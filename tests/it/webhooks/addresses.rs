//! The addresses of webhooks: no private ones.

use std::net::IpAddr;
use std::time::Duration;

use cairn::outbound::{self, AddressPolicy, is_public};
use serde_json::json;

use super::{TO_TESTS, WEBHOOKS, publish, settled, spawn, subscribe};
use crate::harness::{TestApp, WebhookReceiver};

#[test]
fn private_addresses_are_rejected_in_a_new_or_changed_webhook() {
    let app = TestApp::spawn();
    let admin = app.admin();
    let made = admin.post(WEBHOOKS, &json!({"url": "https://example.org/"})).expect(201).id();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:10.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "localhost",
        "LOCALHOST.",
        "app.localhost",
        "printer.local",
        "metadata.google.internal",
    ] {
        let url = json!({"url": format!("https://{host}:8443/hooks")});
        let answer = admin.post(WEBHOOKS, &url).expect_problem(422, "validation_failed");
        let answer = answer.expect_error("/url", "private_address");
        assert!(answer.text().contains("CAIRN_WEBHOOKS_ALLOW_PRIVATE"));
        admin.patch(&format!("{WEBHOOKS}/{made}"), "*", &url).expect(422).expect_error("/url", "private_address");
    }
    assert_eq!(admin.get(WEBHOOKS).expect(200).json["data"].as_array().unwrap().len(), 1);
}

#[test]
fn http_is_permitted_only_with_private_addresses() {
    let app = TestApp::spawn();
    let plain = json!({"url": "http://example.org/hooks"});
    app.admin().post(WEBHOOKS, &plain).expect(422).expect_error("/url", "unsafe_url");
    app.admin().post(WEBHOOKS, &json!({"url": "ftp://example.org/"})).expect(422).expect_error("/url", "unsafe_url");
    app.admin().post(WEBHOOKS, &json!({"url": "hooks"})).expect(422).expect_error("/url", "invalid_url");
    let app = TestApp::spawn_with(TO_TESTS);
    app.admin().post(WEBHOOKS, &plain).expect(201);
    app.admin().post(WEBHOOKS, &json!({"url": "https://10.0.0.1/"})).expect(201);
    app.admin().post(WEBHOOKS, &json!({"url": "ftp://example.org/"})).expect(422).expect_error("/url", "unsafe_url");
}

#[test]
fn nothing_is_sent_to_a_formerly_permitted_private_address() {
    let app = spawn("0");
    let receiver = WebhookReceiver::start(&[200]);
    let webhook = subscribe(&app.admin(), &receiver, &[]);
    let app = app.restart_with(&["--webhook-retries", "0"]);
    publish(&app.editor(), "kept-back");
    let failed = settled(&app.admin(), &webhook, "failed", 1);
    let attempts = failed[0]["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 2);
    assert!(attempts.iter().all(|attempt| attempt.get("status").is_none()), "{attempts:?}");
    assert!(attempts[0]["error"].as_str().unwrap().contains("https"), "{attempts:?}");
    assert_eq!(receiver.count(), 0);
}

#[test]
fn a_name_with_a_private_address_is_not_connected_to() {
    let receiver = WebhookReceiver::start(&[200]);
    let url = receiver.url().replace("127.0.0.1", "localhost");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ask = |address_policy| {
        let client = outbound::client(address_policy, Duration::from_secs(20)).unwrap();
        runtime.block_on(async { client.post(&url).body("{}").send().await }).map_err(outbound::describe_error)
    };
    assert!(ask(AddressPolicy::PublicHttps).unwrap_err().contains("not a public address"));
    assert_eq!(receiver.count(), 0);
    assert_eq!(ask(AddressPolicy::Any).unwrap().status(), 200);
}

#[test]
fn public_addresses_are_distinguished_from_others() {
    let is_public = |text: &str| is_public(text.parse::<IpAddr>().unwrap());
    for public in [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "2a00::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "2001:200::1",
    ] {
        assert!(is_public(public), "{public}");
    }
    for other in [
        "0.1.2.3",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.255.255.255",
        "169.254.0.1",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.0",
        "198.18.0.0",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.0",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(other), "{other}");
    }
}
