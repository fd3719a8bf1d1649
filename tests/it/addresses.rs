//! Addresses of the whole server: its start page, and paths with a trailing slash.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{TestApp, document};

#[test]
fn the_start_page_lists_links_for_programs() {
    let app = TestApp::with_demo();
    for accept in ["*/*", "application/json"] {
        let answer = app.anonymous().get_with("/", &[("Accept", accept)]).expect(200);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.json["name"], "Cairn");
        assert_eq!(answer.json["version"], env!("CARGO_PKG_VERSION"));
        let links: Vec<(&String, &Value)> = answer.json["links"].as_object().unwrap().iter().collect();
        for name in ["openapi", "docs", "articles", "dailyPhrase", "sync"] {
            assert!(links.iter().any(|(link, _)| *link == name), "{name} in {}", answer.text());
        }
        for (name, link) in links {
            let link = link.as_str().unwrap();
            let is_declared = document()["paths"].get(link).is_some();
            assert!(is_declared || link.starts_with("/docs/"), "{name}: {link} is not a path of the API");
            // The search, for example, needs a parameter.
            assert!([200, 400].contains(&app.anonymous().get(link).status), "{name}: {link}");
        }
    }
}

#[test]
fn the_start_page_is_readable_in_a_browser() {
    let app = TestApp::spawn_with(&["--site-name", "Help & <Hope>"]);
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let page = app.anonymous().get_with("/", &[("Accept", browser)]).expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("vary"), "Accept, Accept-Encoding");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let html = page.text();
    assert!(html.contains("<h1>Help &amp; &lt;Hope&gt;</h1>") && html.contains("<a href=\"/docs/\">"), "{html}");
    assert!(html.contains("name=\"viewport\"") && !html.contains("<script"), "{html}");
    let again = app.anonymous().get_with("/", &[("Accept", browser), ("If-None-Match", &page.etag())]);
    assert!(again.expect(304).bytes.is_empty());
    assert_eq!(app.anonymous().get("/").expect(200).json["name"], "Help & <Hope>");
    app.anonymous().get_with("/", &[("Accept", "image/png")]).expect_problem(406, "not_acceptable");
    app.anonymous().get("/?page=2").expect_problem(400, "invalid_query").expect_error("page", "unknown_parameter");
    app.anonymous().send(Method::POST, "/", &[], None).expect_problem(405, "method_not_allowed");
}

#[test]
fn a_trailing_slash_redirects_reads_to_the_address_without_it() {
    let app = TestApp::with_demo();
    for (target, location) in [
        ("/v1/articles/", "/v1/articles"),
        ("/v1/articles/?locale=en&limit=2", "/v1/articles?locale=en&limit=2"),
        ("/v1/articles/setting-limits/?body=html", "/v1/articles/setting-limits?body=html"),
        ("/v1/%61rticles/", "/v1/articles"),
        ("/v1/topics/caf%C3%A9/", "/v1/topics/caf%C3%A9"),
        ("/health/live/", "/health/live"),
        ("/openapi.json/", "/openapi.json"),
        ("/docs/errors/", "/docs/errors"),
    ] {
        for method in [Method::GET, Method::HEAD] {
            // The second request finds the cache as the first left it.
            for _ in 0..2 {
                let answer = app.anonymous().send(method.clone(), target, &[], None).expect(308);
                assert_eq!(answer.header("location"), location, "{method} {target}");
                assert_eq!(answer.header("cache-control"), "no-store", "{method} {target}");
            }
        }
        let path = location.split('?').next().unwrap();
        assert_ne!(app.anonymous().get(location).status, 308, "{path} redirects again");
    }
    app.anonymous().get("/docs/").expect(200);
}

#[test]
fn a_trailing_slash_redirects_writes_too_after_their_key_is_checked() {
    let app = TestApp::spawn();
    let body = json!({"locale": "en", "slug": "rest", "name": "Rest"});
    let redirect = app.editor().post("/v1/manage/topics/?note=x", &body).expect(308);
    assert_eq!(redirect.header("location"), "/v1/manage/topics?note=x");
    app.anonymous().post("/v1/manage/topics/", &body).expect_problem(401, "missing_credentials");
    let listed = app.editor().get("/v1/manage/topics").expect(200);
    assert_eq!(listed.json["data"], json!([]), "the redirect created nothing");
}

#[test]
fn a_trailing_slash_is_not_found_where_there_is_no_route_without_it() {
    let app = TestApp::with_demo();
    for target in ["/v1/", "/nothing/", "/v1/nothing/here/", "/v1/articles//", "/docs/nothing/here/"] {
        app.anonymous().get(target).expect_problem(404, "not_found");
    }
    app.editor().get("/v1/manage/").expect_problem(404, "not_found");
}

#[test]
fn a_trailing_slash_does_not_show_management_on_the_public_address() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    for target in ["/v1/manage/articles/", "/metrics/"] {
        app.admin().get(target).expect_problem(404, "not_found");
    }
}
