//! The client of a request behind trusted proxies and forged headers.

use crate::harness::TestApp;

/// One request per minute and client, so that the second request of a client is rejected.
const RATE: [&str; 2] = ["--rate-limit", "1"];

/// Sends a request with these headers. Returns true if its client was counted before.
fn is_counted(app: &TestApp, headers: &[(&str, &str)]) -> bool {
    let answer = app.anonymous().get_with("/v1/articles", headers);
    assert!(answer.status == 200 || answer.status == 429, "{}", answer.status);
    answer.status == 429
}

#[track_caller]
fn check(arguments: &[&str], header: &str, told: &[(&str, bool)]) {
    let app = TestApp::spawn_with(&[&RATE[..], arguments].concat());
    for (value, expected) in told {
        assert_eq!(is_counted(&app, &[(header, value)]), *expected, "{header}: {value}");
    }
}

#[test]
fn the_client_is_the_nearest_untrusted_address() {
    let trusted = ["--trusted-proxies", "127.0.0.1,10.0.0.0/8,2001:db8:ffff::/48"];
    let told = [
        ("198.51.100.1", false),
        ("198.51.100.1", true),
        ("198.51.100.2", false),
        // The client wrote the addresses before it.
        ("203.0.113.7, 198.51.100.1", true),
        ("10.0.0.1, 198.51.100.1", true),
        // The addresses after it are proxies.
        ("198.51.100.1, 10.1.2.3", true),
        ("203.0.113.9, 198.51.100.1,10.1.2.3 , 10.9.9.9", true),
        ("198.51.100.3, 2001:db8:ffff::5", false),
        ("198.51.100.3", true),
        // With a port, and in other spellings.
        ("198.51.100.1:4711", true),
        ("::ffff:198.51.100.1", true),
        ("[::ffff:198.51.100.1]:4711", true),
        // One network is one client.
        ("2001:db8::1", false),
        ("2001:db8::ffff:1", true),
        ("[2001:db8::2]:443", true),
        ("2001:db8:0:1::1", false),
        // If an element cannot be parsed, the last known address is the client.
        ("unknown", false),
        ("198.51.100.99, garbage", true),
        ("198.51.100.99, 10.0.0.77, ,", true),
        ("", true),
        ("10.0.0.77", false),
    ];
    check(&trusted, "X-Forwarded-For", &told);
}

#[test]
fn several_lines_of_the_header_are_one_list() {
    let app = TestApp::spawn_with(&[&RATE[..], &["--trusted-proxies", "127.0.0.0/8"]].concat());
    assert!(!is_counted(&app, &[("X-Forwarded-For", "198.51.100.1")]));
    let lines = [("X-Forwarded-For", "203.0.113.5"), ("X-Forwarded-For", "198.51.100.1")];
    assert!(is_counted(&app, &lines), "the last line is the nearest");
}

#[test]
fn only_the_configured_header_is_read() {
    let arguments = ["--trusted-proxies", "127.0.0.1", "--forwarded-header", "forwarded"];
    let told = [
        ("for=198.51.100.1", false),
        ("FOR=198.51.100.1;proto=https;by=203.0.113.43", true),
        ("for=\"198.51.100.1:4711\"", true),
        ("for=203.0.113.7, proto=http;for=198.51.100.1", true),
        ("for=\"[2001:db8::1]:4711\";host=\"a;b\"", false),
        ("for=\"[2001:db8::2]\"", true),
        ("for=\"203.0.113.7, for=198.51.100.1", true),
        ("for=_hidden", false),
        ("for=unknown", true),
        ("proto=https", true),
    ];
    check(&arguments, "Forwarded", &told);
    let told = [("198.51.100.1", false), ("198.51.100.2", true)];
    check(&arguments, "X-Forwarded-For", &told);
    check(&["--trusted-proxies", "127.0.0.1"], "Forwarded", &[("for=198.51.100.1", false), ("for=198.51.100.2", true)]);
}

#[test]
fn untrusted_clients_cannot_forge_their_address() {
    for arguments in [&[][..], &["--trusted-proxies", "10.0.0.0/8,::1"]] {
        let told = [("198.51.100.1", false), ("198.51.100.2", true), ("10.0.0.1", true)];
        check(arguments, "X-Forwarded-For", &told);
        check(arguments, "X-Real-IP", &told);
        check(arguments, "Forwarded", &[("for=198.51.100.1", false), ("for=198.51.100.2", true)]);
    }
}
