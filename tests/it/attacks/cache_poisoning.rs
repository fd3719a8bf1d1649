//! Cache poisoning: requests that try to make this server's cache, or one in front of it, serve the response of one client to
//! all.

use serde_json::json;

use crate::harness::{Answer, RawConnection, TestApp, article, publish};

const EVIL: &str = "evil.example";

/// Headers that make some servers use another host, path or method.
const HEADERS: &[(&str, &str)] = &[
    ("X-Forwarded-Host", EVIL),
    ("X-Forwarded-Scheme", "http"),
    ("X-Forwarded-Proto", "evil"),
    ("X-Forwarded-Port", "1337"),
    ("X-Forwarded-Prefix", "/evil.example"),
    ("X-Forwarded-For", EVIL),
    ("Forwarded", "host=evil.example;proto=evil"),
    ("X-Host", EVIL),
    ("X-Original-URL", "/v1/manage/whoami"),
    ("X-Rewrite-URL", "/v1/manage/whoami"),
    ("X-Original-Host", EVIL),
    ("X-HTTP-Method-Override", "DELETE"),
    ("X-Method-Override", "POST"),
    ("X-Accel-Redirect", "/etc/passwd"),
    ("X-Sendfile", "/etc/passwd"),
    ("Accept-Language", "evil"),
    ("Cookie", "locale=evil"),
    ("Referer", "https://evil.example/"),
    ("User-Agent", "evil.example"),
    ("Range", "bytes=0-10"),
    ("If-Range", "\"evil\""),
    ("Expect", "evil"),
    ("Upgrade", "h2c"),
    ("Pragma", "no-cache"),
    ("Cache-Control", "no-store"),
    ("X-Requested-With", "evil"),
];

/// Targets of cacheable responses.
const TARGETS: &[&str] = &[
    "/v1/articles",
    "/v1/articles/kept",
    "/v1/articles/old-address",
    "/v1/articles/nothing",
    "/v1/feed.json",
    "/v1/feed.atom",
    "/sitemap.xml",
    "/v1/topics",
    "/openapi.json",
    "/docs",
];

fn app() -> TestApp {
    let app = TestApp::spawn_with(&["--public-url", "https://content.example.org"]);
    let editor = app.editor();
    let id = publish(&editor, "articles", &article("old-address", json!({}))).id();
    let target = format!("/v1/manage/articles/{id}");
    editor.patch(&target, "*", &json!({"slug": "kept"})).expect(200);
    editor.post_matching(&format!("{target}/publish"), "*", &json!({})).expect(200);
    app
}

/// Returns the parts of a response that a cache stores.
fn stored_parts(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .filter(|(name, _)| !["date", "x-request-id", "access-control-expose-headers"].contains(&name.as_str()))
        .collect();
    headers.sort();
    let body = answer.text().replace(answer.header("x-request-id"), "");
    (answer.status, headers, body)
}

#[test]
fn no_request_header_changes_cached_responses() {
    let fresh = app();
    for target in TARGETS {
        let expected = stored_parts(&fresh.anonymous().get(target));
        for header in HEADERS {
            // The response without the header is cached now.
            let answer = fresh.anonymous().get_with(target, &[*header]);
            assert!(!answer.text().contains(EVIL), "{target} {header:?}: {}", answer.text());
            assert_eq!(stored_parts(&answer), expected, "{target} {header:?}");
        }
    }
    for target in TARGETS {
        let poisoned = app();
        for header in HEADERS {
            poisoned.anonymous().get_with(target, &[*header]);
        }
        let poisoned = stored_parts(&poisoned.anonymous().get(target));
        assert_eq!(poisoned.0, fresh.anonymous().get(target).status, "{target}");
        assert!(
            !poisoned.2.contains("evil") && !format!("{:?}", poisoned.1).contains("evil"),
            "{target}: {poisoned:?}"
        );
    }
}

#[test]
fn responses_do_not_contain_the_host_header() {
    let app = TestApp::with_demo();
    for target in ["/v1/articles", "/v1/feed.json", "/v1/feed.atom", "/sitemap.xml", "/docs", "/openapi.json"] {
        for host in [EVIL, "evil.example:1337", "x\"><script>", "localhost@evil.example", "evil.example/path"] {
            for line in [format!("GET {target}"), format!("GET http://{EVIL}{target}")] {
                let mut wire = RawConnection::to(app.address());
                wire.send(format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
                let Some(response) = wire.next_answer() else { continue };
                assert!(
                    !response.head.contains("evil") && !response.body.contains("evil.example"),
                    "{line} {host}: {response:?}"
                );
            }
        }
    }
}

#[test]
fn unusual_spellings_of_a_path_are_consistent() {
    let app = app();
    let reader = app.anonymous();
    let right = reader.get("/v1/articles/kept").expect(200);
    for odd in ["/v1/articles/%6bept", "/v1/articles/kep%74"] {
        assert_eq!(reader.get(odd).expect(200).bytes, right.bytes, "{odd}");
    }
    for other in [
        "/v1/articles/Kept",
        "/v1/articles/KEPT",
        "/v1/articles//kept",
        "/v1/articles%2fkept",
        "/v1/articles%2Fkept",
        "/v1/articles/%256bept",
        "/v1/articles/kept%20",
        "/v1/articles/kept%00",
        "/v1/articles/kept;x=1",
        "/v1/articles/kept.json",
        "/v1/articles/kept%3flocale=en",
        "/V1/articles/kept",
    ] {
        for _ in 0..2 {
            let answer = reader.get(other);
            assert!([400, 404].contains(&answer.status), "{other}: {} {}", answer.status, answer.text());
        }
    }
    for _ in 0..2 {
        assert_eq!(reader.get("/v1/articles/kept/").expect(308).header("location"), "/v1/articles/kept");
    }
    assert_eq!(reader.get("/v1/articles/kept").expect(200).bytes, right.bytes);
}

#[test]
fn parameters_outside_the_cache_key_are_rejected() {
    let app = app();
    let reader = app.anonymous();
    let right = reader.get("/v1/articles/kept").expect(200);
    for query in [
        "utm_source=evil",
        "callback=evil",
        "_=1",
        "locale=en&locale=fr",
        "locale=en&%6cocale=fr",
        "body=html;fields=id",
    ] {
        for _ in 0..2 {
            reader.get(&format!("/v1/articles/kept?{query}")).expect_problem(400, "invalid_query");
        }
    }
    // A percent-encoded parameter name is decoded, and has its own cache key.
    let odd = reader.get("/v1/articles/kept/fields?%66ields=title").expect(200);
    assert_eq!(odd.json, reader.get("/v1/articles/kept/fields?fields=title").expect(200).json);
    assert_eq!(reader.get("/v1/articles/kept").expect(200).bytes, right.bytes);
}

#[test]
fn private_responses_are_not_cached() {
    let app = app();
    let editor = app.editor();
    for target in ["/v1/manage/articles", "/v1/manage/whoami", "/v1/manage/articles/x.css", "/v1/manage/whoami/x.js"] {
        let answer = editor.get(target);
        assert_eq!(answer.header("cache-control"), "no-store", "{target}");
        app.anonymous().get(target).expect_problem(401, "missing_credentials");
    }
    // A key does not change public responses.
    let with_key = stored_parts(&editor.get("/v1/articles/kept"));
    assert_eq!(with_key, stored_parts(&app.anonymous().get("/v1/articles/kept")));
}
