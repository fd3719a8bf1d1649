//! `/.well-known/security.txt`: present if contacts are set, and never expired.

use cairn::content::Timestamp;

use crate::harness::TestApp;

const TARGET: &str = "/.well-known/security.txt";

#[test]
fn it_has_the_contacts_and_expires_in_the_future() {
    let contacts = "mailto:security@example.org,https://example.org/report?from=cairn,tel:+44-20-1234-5678";
    let app = TestApp::spawn_with(&["--security-contact", contacts, "--public-url", "https://content.example.org/"]);
    let answer = app.anonymous().get(TARGET).expect(200);
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        [lines[0], lines[1], lines[2], lines[4]],
        [
            "Contact: mailto:security@example.org",
            "Contact: https://example.org/report?from=cairn",
            "Contact: tel:+44-20-1234-5678",
            "Canonical: https://content.example.org/.well-known/security.txt",
        ]
    );
    assert_eq!(lines.len(), 5, "{text}");
    let expires: Timestamp = lines[3].strip_prefix("Expires: ").unwrap().parse().unwrap();
    let days = (expires.unix_ms() - Timestamp::now().unix_ms()) / (24 * 60 * 60 * 1000);
    assert!((28..=30).contains(&days), "{days} days are left of {text}");
    app.anonymous().get_with(TARGET, &[("If-None-Match", &answer.etag())]).expect(304);
}

#[test]
fn without_a_contact_it_returns_404() {
    let app = TestApp::spawn();
    let absent = app.anonymous().get(TARGET).expect_problem(404, "not_found");
    assert!(absent.json["detail"].as_str().unwrap().contains("CAIRN_SECURITY_CONTACT is not set"), "{}", absent.text());
}

#[test]
fn without_a_public_url_it_has_no_canonical_url() {
    let app = TestApp::spawn_with(&["--security-contact", "mailto:security@example.org"]);
    let text = app.anonymous().get(TARGET).expect(200).text();
    assert_eq!(text.lines().count(), 2, "{text}");
}
