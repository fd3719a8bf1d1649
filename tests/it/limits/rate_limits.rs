//! The rate limit of a client.

use serde_json::json;

use crate::harness::{Answer, TestApp, article, eventually, publish};

fn left(answer: &Answer) -> &str {
    answer.header("ratelimit")
}

#[test]
fn a_client_above_the_rate_limit_gets_retry_after() {
    let app = TestApp::spawn_with(&["--rate-limit", "4"]);
    let reader = app.anonymous();
    for (spent, target) in
        ["/v1/articles", "/v1/articles", "/v1/articles/none", "/v1/phrases?nonsense=1"].iter().enumerate()
    {
        let answer = reader.get(target);
        assert_ne!(answer.status, 429);
        assert_eq!(answer.header("ratelimit-policy"), "\"address\";q=4;w=60");
        assert_eq!(left(&answer), format!("\"address\";r={};t={}", 3 - spent, 15 * (spent + 1)));
    }
    // Cache hits count like other requests.
    for target in ["/v1/articles", "/v1/articles/none", "/nothing", "/v1/manage/whoami", "/docs/"] {
        let answer = reader.get_with(target, &[("Origin", "https://a.example")]).expect_problem(429, "rate_limited");
        assert_eq!(
            (left(&answer), answer.header("ratelimit-policy")),
            ("\"address\";r=0;t=60", "\"address\";q=4;w=60")
        );
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=15).contains(&wait), "{wait}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    for _ in 0..10 {
        reader.get("/health/live").expect(200);
        reader.get("/health/ready").expect(200);
    }
}

#[test]
fn a_client_may_continue_after_retry_after() {
    let app = TestApp::spawn_with(&["--rate-limit", "60"]);
    let reader = app.anonymous();
    let refused = (0..200).map(|_| reader.get("/v1/articles")).find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused.header("retry-after"), "1");
    eventually(|| reader.get("/v1/articles").status == 200);
}

#[test]
fn keys_are_counted_separately_and_wrong_ones_by_address() {
    let app = TestApp::spawn_with(&["--rate-limit", "3"]);
    let (one, other) = (app.viewer(), app.editor());
    for client in [&one, &other] {
        for spent in 0..3 {
            let answer = client.get("/v1/manage/whoami").expect(200);
            assert_eq!(left(&answer), format!("\"key\";r={};t={}", 2 - spent, 20 * (spent + 1)));
        }
        client.get("/v1/manage/articles").expect_problem(429, "rate_limited");
    }
    // A key does not increase the limit of public reads.
    for _ in 0..3 {
        one.get("/v1/articles").expect(200);
    }
    one.get("/v1/articles").expect_problem(429, "rate_limited");

    let app = TestApp::spawn_with(&["--rate-limit", "3"]);
    for number in 0..3 {
        app.with_key(&format!("made up {number}")).get("/v1/manage/whoami").expect(401);
    }
    app.with_key("made up").get("/v1/manage/whoami").expect_problem(429, "rate_limited");
    app.anonymous().get("/v1/articles").expect_problem(429, "rate_limited");
    app.viewer().get("/v1/manage/whoami").expect(200);
}

#[test]
fn there_is_no_rate_limit_by_default() {
    let app = TestApp::spawn();
    let editor = app.editor();
    publish(&editor, "articles", &article("free", json!({})));
    for client in [&editor, &app.anonymous()] {
        for target in ["/v1/articles/free", "/v1/articles/free", "/v1/manage/whoami"] {
            let answer = client.get(target);
            assert!(!answer.headers.contains_key("ratelimit") && !answer.headers.contains_key("ratelimit-policy"));
        }
    }
}
