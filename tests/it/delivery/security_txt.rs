//! `/.well-known/security.txt`: there if the operator has set it, and never out of date.

use cairn::content::Timestamp;

use crate::harness::TestApp;

const TARGET: &str = "/.well-known/security.txt";

#[test]
fn it_names_the_contacts_that_are_set_and_ends_in_the_future() {
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
fn without_a_contact_there_is_none() {
    let app = TestApp::spawn();
    let absent = app.anonymous().get(TARGET).expect_problem(404, "not_found");
    assert!(absent.json["detail"].as_str().unwrap().contains("CAIRN_SECURITY_CONTACT is not set"), "{}", absent.text());
}

#[test]
fn a_server_that_does_not_know_its_address_names_no_canonical_one() {
    let app = TestApp::spawn_with(&["--security-contact", "mailto:security@example.org"]);
    let text = app.anonymous().get(TARGET).expect(200).text();
    assert_eq!(text.lines().count(), 2, "{text}");
}
