//! Percent-encoded spellings of paths: all checks treat them like the normal spelling.

use std::fmt::Write as _;

use serde_json::json;

use crate::harness::{Client, RawConnection, TestApp, article, publish};

/// Returns other spellings of a path: some or all of its letters encoded, with digits in lower and upper case.
fn spellings(path: &str) -> Vec<String> {
    let encoded = |is_encoded: &dyn Fn(usize, char) -> bool, is_upper: bool| {
        path.chars().enumerate().fold(String::new(), |mut text, (at, letter)| {
            match (letter != '/' && is_encoded(at, letter), is_upper) {
                (true, true) => write!(text, "%{:02X}", u32::from(letter)).unwrap(),
                (true, false) => write!(text, "%{:02x}", u32::from(letter)).unwrap(),
                _ => text.push(letter),
            }
            text
        })
    };
    let last = path.len() - 1;
    let ways: [&dyn Fn(usize, char) -> bool; 5] =
        [&|_, _| true, &|at, _| at == 1, &|at, _| at == last, &|_, letter| "lmnop".contains(letter), &|at, letter| {
            at % 3 == 0 || "-._~".contains(letter)
        }];
    let mut all: Vec<String> = ways.iter().flat_map(|way| [encoded(way, false), encoded(way, true)]).collect();
    all.retain(|spelling| spelling != path);
    assert!(all.len() >= 8, "{all:?}");
    all
}

/// Requests a target unchanged, because clients would normalize it.
fn ask(app: &TestApp, target: &str, more: &str) -> (u16, String) {
    let mut wire = RawConnection::to(app.address());
    wire.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n"));
    let response = wire.answer();
    (response.status, response.head.to_ascii_lowercase())
}

#[test]
fn management_needs_a_key_in_every_spelling() {
    let app = TestApp::spawn();
    for target in ["/v1/manage", "/v1/manage/articles", "/v1/manage/nothing"] {
        for spelling in spellings(target) {
            let (status, head) = ask(&app, &spelling, "Origin: https://a.example\r\n");
            assert_eq!(status, 401, "{spelling}");
            assert!(
                head.contains("cache-control: no-store") && !head.contains("access-control-allow-origin"),
                "{head}"
            );
        }
    }
    let key = app.editor().key().unwrap().to_owned();
    for spelling in spellings("/v1/manage/whoami") {
        assert_eq!(ask(&app, &spelling, &format!("Authorization: Bearer {key}\r\n")).0, 200, "{spelling}");
    }
}

#[test]
fn management_and_metrics_are_restricted_in_every_spelling() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    let key = app.admin().key().unwrap().to_owned();
    for target in ["/v1/manage", "/v1/manage/whoami", "/metrics"] {
        for spelling in spellings(target).into_iter().chain([target.to_owned()]) {
            let (status, _) = ask(&app, &spelling, &format!("Authorization: Bearer {key}\r\n"));
            assert_eq!(status, 404, "{spelling}");
        }
    }
    Client::to(app.management_address().unwrap(), Some(&key)).get("/v1/manage/whoami").expect(200);
}

#[test]
fn previews_are_not_cached_in_any_spelling() {
    let app = TestApp::spawn();
    let author = app.author();
    let id = author.create("articles", &article("draft", json!({})));
    let token = author.post(&format!("/v1/manage/articles/{id}/preview-tokens"), &json!({})).expect(201).json;
    let token = token["token"].as_str().unwrap().to_owned();
    for spelling in spellings(&format!("/v1/preview/articles/{id}")) {
        for _ in 0..3 {
            let (status, head) = ask(&app, &format!("{spelling}?token={token}"), "");
            assert_eq!(status, 200, "{spelling}");
            assert!(head.contains("no-store") && !head.contains("\r\nx-content-version:"), "{head}");
        }
        // The response was not cached: a wrong token does not get it.
        let (status, _) = ask(&app, &format!("{spelling}?token=wrong"), "");
        assert_eq!(status, 404, "{spelling}");
    }
}

#[test]
fn all_spellings_of_a_path_share_a_cache_entry() {
    let app = TestApp::spawn();
    publish(&app.editor(), "articles", &article("kept-here", json!({})));
    let hits = || {
        let metrics = app.anonymous().get("/metrics").text();
        let line = metrics
            .lines()
            .find(|line| line.starts_with("cairn_cache_requests_total{outcome=\"hit\"}"))
            .unwrap()
            .to_owned();
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    ask(&app, "/v1/articles/kept-here", "");
    for spelling in spellings("/v1/articles/kept-here") {
        let before = hits();
        assert_eq!(ask(&app, &spelling, "").0, 200, "{spelling}");
        assert!(hits() > before, "{spelling} was a cache miss");
    }
}

#[test]
fn only_health_is_exempt_from_the_rate_limit_in_every_spelling() {
    let app = TestApp::spawn_with(&["--rate-limit", "1"]);
    for spelling in spellings("/health/live") {
        assert_eq!(ask(&app, &spelling, "").0, 200, "{spelling}");
    }
    assert_eq!(ask(&app, "/v1/articles", "").0, 200);
    for spelling in spellings("/v1/articles").into_iter().chain(spellings("/v1/manage/whoami")) {
        assert_eq!(ask(&app, &spelling, "").0, 429, "{spelling}");
    }
}

#[test]
fn dot_segments_and_empty_segments_are_not_found() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    publish(
        &Client::to(app.management_address().unwrap(), app.editor().key()),
        "articles",
        &article("there", json!({})),
    );
    let key = app.admin().key().unwrap().to_owned();
    for target in [
        "//v1/articles/there",
        "/v1//articles/there",
        "/v1/./articles/there",
        "/v1/%2e/articles/there",
        "/v1/x/../articles/there",
        "/v1/x/%2E%2e/articles/there",
        "/v1%2farticles/there",
        "/v1%2Fmanage/whoami",
        "/v1/x/../manage/whoami",
        "/v1/%2E%2E/v1/manage/whoami",
        "/./v1/manage/whoami",
        "/health/../v1/manage/whoami",
        "/health/%2e%2e/metrics",
        "/v1/%256danage/whoami",
    ] {
        let (status, _) = ask(&app, target, &format!("Authorization: Bearer {key}\r\n"));
        assert_eq!(status, 404, "{target}");
    }
    assert_eq!(ask(&app, "/v1/articles/there", "").0, 200);
}
