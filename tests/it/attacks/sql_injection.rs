//! SQL and full-text queries in each parameter of each read operation.

use crate::attacks::{all_entities, assert_no_leak, encoded, read_operations};
use crate::harness::{Answer, TestApp, number};
use crate::openapi::filled;

/// SQL and full-text syntax that would have an effect if the database interpreted it.
const PAYLOADS: &[&str] = &[
    "'",
    "' OR '1'='1",
    "'; DROP TABLE published_articles; --",
    "1); DELETE FROM api_keys; --",
    "x' UNION SELECT secret FROM webhooks --",
    "\\'; PRAGMA writable_schema=ON; --",
    "0x27",
    "%",
    "_",
    "\"",
    "\"a\" NEAR(b, 5)",
    "title : a OR b",
    "{title summary} : a",
    "a AND (",
    "a NOT",
    "^a*",
    "*",
    "rank MATCH 'bm25(10.0)'",
    "$[0].x",
    "a\u{0}b",
    "NULL",
];

/// Parameters with free text, and languages beside the default one. All other parameters name something, and unknown names
/// match nothing.
const FREE: &[&str] = &["q", "seed", "address", "fallback"];

/// Returns true if a list has items although the parameter names nothing that exists.
fn is_widened(answer: &Answer, path: &str, parameter: &str) -> bool {
    // This parameter only selects the language of the topic names.
    if (path, parameter) == ("/v1/topics", "locale") {
        return false;
    }
    let found = answer.json["data"].as_array().or(answer.json["items"].as_array());
    answer.status == 200 && !FREE.contains(&parameter) && found.is_some_and(|found| !found.is_empty())
}

#[test]
fn no_parameter_is_interpreted_as_sql() {
    let app = TestApp::with_demo_and(&["--auth-failure-limit", "0"]);
    let admin = app.admin();
    let before = all_entities(&admin);
    let keys = "SELECT count(*) AS number FROM api_keys";
    let keys_before = number(&app.database_file(), keys);
    let mut asked = 0;
    for (path, parameters) in read_operations() {
        // The response is an endless stream.
        let is_endless = path == "/v1/manage/events";
        for (name, is_in_path) in parameters {
            for payload in PAYLOADS {
                let target = if is_in_path {
                    filled(&path.replace(&format!("{{{name}}}"), &encoded(payload)))
                } else {
                    format!("{}?{name}={}", filled(path), encoded(payload))
                };
                if is_endless && payload.parse::<u64>().is_ok() {
                    continue;
                }
                let answer = admin.get(&target);
                assert_no_leak(&answer, &target);
                assert!(!is_widened(&answer, path, name), "{target} found {}", answer.text());
                asked += 1;
            }
        }
    }
    assert!(asked > 2000, "{asked}");
    assert_eq!(all_entities(&admin), before);
    assert_eq!(number(&app.database_file(), keys), keys_before);
    assert_eq!(
        number(
            &app.database_file(),
            "SELECT count(*) AS number FROM pragma_integrity_check WHERE integrity_check <> 'ok'"
        ),
        0
    );
}

#[test]
fn searches_escape_all_operators_of_the_index() {
    let app = TestApp::with_demo();
    let found = |q: &str| {
        let answer = app.anonymous().get(&format!("/v1/search?q={}", encoded(q)));
        assert!(answer.status == 200 || answer.status == 400, "{q}: {}", answer.text());
        (answer.status, answer.json["data"].as_array().map(Vec::len))
    };
    let plain = found("help ");
    assert_eq!(plain.0, 200);
    assert!(plain.1.unwrap() > 0);
    for same in ["help* ", "^help ", "(help) ", "{help} ", "help: ", "help; ", "'help' ", "+help "] {
        assert_eq!(found(same), plain, "{same}");
    }
    for words in ["help OR", "help AND NOT x", "NEAR(help say)", "summary:help", "help NOT say"] {
        assert_eq!(found(words).0, 200, "{words}");
    }
}
