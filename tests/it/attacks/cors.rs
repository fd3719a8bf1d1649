//! CORS: origins that are not allowed, and origins that look like an allowed one.

use reqwest::Method;

use crate::harness::TestApp;

const ALLOWED: &str = "https://app.example.org";

const LOOKALIKES: &[&str] = &[
    "null",
    "https://app.example.org.evil.example",
    "https://evilapp.example.org",
    "https://evil.example/https://app.example.org",
    "https://app.example.org@evil.example",
    "https://app-example.org",
    "https://appXexample.org",
    "https://sub.app.example.org",
    "http://app.example.org",
    "https://app.example.org:8443",
    "https://app.example.org:443",
    "https://app.example.org/",
    "https://APP.example.org",
    "https://app.example.org, https://evil.example",
    "https://app.example.org https://evil.example",
    "file://",
    "*",
    "",
];

fn allowed(app: &TestApp, method: Method, target: &str, origin: &str) -> (String, String) {
    let ask = [("Origin", origin), ("Access-Control-Request-Method", "GET")];
    let headers = if method == Method::OPTIONS { &ask[..] } else { &ask[..1] };
    let answer = app.anonymous().send(method, target, headers, None);
    let header = |name: &str| answer.header(name).to_owned();
    (header("access-control-allow-origin"), header("access-control-allow-credentials"))
}

#[test]
fn lookalikes_of_allowed_origins_are_rejected() {
    let app = TestApp::with_demo_and(&["--cors-origins", ALLOWED]);
    // Repeated targets are served from the cache.
    for target in
        ["/v1/articles", "/v1/articles", "/v1/articles", "/v1/articles/nothing", "/v1/nowhere", "/openapi.json"]
    {
        for method in [Method::GET, Method::OPTIONS] {
            for origin in LOOKALIKES {
                let headers = allowed(&app, method.clone(), target, origin);
                assert_eq!(headers, (String::new(), String::new()), "{method} {target} {origin}");
            }
        }
        let headers = allowed(&app, Method::GET, target, ALLOWED);
        assert!(headers.0 == ALLOWED || target == "/v1/nowhere", "{target}: {headers:?}");
        let answer = app.anonymous().get_with(target, &[("Origin", "null")]);
        let varies = answer.headers.get_all("vary").iter().any(|names| names.to_str().unwrap().contains("rigin"));
        assert!(varies || answer.header("cache-control") == "no-store", "{target} may be cached for other origins");
    }
}

#[test]
fn wildcard_cors_never_allows_credentials() {
    let app = TestApp::with_demo();
    for origin in LOOKALIKES.iter().chain(&[ALLOWED]).filter(|origin| !origin.is_empty()) {
        for target in ["/v1/articles", "/v1/articles", "/v1/articles/setting-limits"] {
            let (allow_origin, credentials) = allowed(&app, Method::GET, target, origin);
            assert_eq!((allow_origin.as_str(), credentials.as_str()), ("*", ""), "{target} {origin}");
        }
    }
}

#[test]
fn management_has_no_cors_headers() {
    for arguments in [&[][..], &["--cors-origins", ALLOWED]] {
        let app = TestApp::with_demo_and(arguments);
        let editor = app.editor();
        for origin in LOOKALIKES.iter().chain(&[ALLOWED]) {
            for target in ["/v1/manage/articles", "/v1/manage/whoami", "/v1/manage/nothing"] {
                let preflight = [
                    ("Origin", *origin),
                    ("Access-Control-Request-Method", "POST"),
                    ("Access-Control-Request-Headers", "authorization,content-type"),
                ];
                for answer in [
                    app.anonymous().send(Method::OPTIONS, target, &preflight, None),
                    editor.get_with(target, &preflight[..1]),
                ] {
                    assert_eq!(answer.header("access-control-allow-origin"), "", "{target} {origin}");
                    assert_eq!(answer.header("access-control-allow-methods"), "", "{target} {origin}");
                }
            }
        }
    }
}
