//! Paths that try to leave their directory.

use crate::attacks::assert_no_leak;
use crate::harness::{RawConnection, TestApp};

const OUTSIDE: &[&str] = &[
    "../Cargo.toml",
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "..\\..\\etc\\passwd",
    "....//....//etc/passwd",
    "..;/etc/passwd",
    "..%00/etc/passwd",
    "..%c0%af..%c0%afetc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "index.html%00.js",
];

#[test]
fn no_path_reaches_a_file() {
    let app = TestApp::with_demo();
    for place in
        ["/docs/", "/v1/articles/", "/v1/manage/articles/", "/v1/topics/", "/health/", "/", "/v1/preview/articles/"]
    {
        for outside in OUTSIDE {
            // Sent unchanged, because clients would normalize some of these paths.
            let mut wire = RawConnection::to(app.address());
            wire.send(format!("GET {place}{outside} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            let Some(response) = wire.next_answer() else { continue };
            assert!([400, 401, 404].contains(&response.status), "{place}{outside}: {response:?}");
            assert!(
                !response.body.contains("root:") && !response.body.contains("[package]"),
                "{place}{outside}: {response:?}"
            );
        }
    }
}

#[test]
fn no_public_path_reaches_management() {
    let app = TestApp::with_demo();
    for target in [
        "/v1/articles/../manage/articles",
        "/v1/articles/..%2fmanage%2farticles",
        "/v1/./manage/articles",
        "/v1//manage/articles",
        "/v1/%2e/manage/articles",
        "/v1/manage%2farticles",
        "/V1/MANAGE/articles",
        "/v1/manage;x=y/articles",
        "/v1/%6d%61%6e%61%67%65/articles",
        "/v1/manage/./articles",
        "/docs/..;/v1/manage/articles",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let mut wire = RawConnection::to(app.address());
            wire.send(format!(
                "{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ));
            let response = wire.answer();
            assert!([401, 404, 405].contains(&response.status), "{method} {target}: {response:?}");
        }
    }
}

#[test]
fn the_docs_viewer_serves_only_its_own_files() {
    let app = TestApp::spawn();
    for name in ["", "swagger-ui.css", "%73wagger-ui.css", "../docs/swagger-ui.css", "nothing", "a/b", "%00"] {
        let target = format!("/docs/{name}");
        let answer = app.anonymous().get(&target);
        assert_no_leak(&answer, &target);
    }
}
