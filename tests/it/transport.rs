//! TLS, the address of management, and the headers of all responses.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use rcgen::KeyPair;
use reqwest::{StatusCode, Version};
use serde_json::json;

use crate::harness::{Client, Sandbox, TestApp, TestCertificate, article, publish};

fn trusting(certified: &TestCertificate) -> reqwest::Client {
    let client = reqwest::Client::builder().tls_certs_only([certified.certificate()]).https_only(true).no_proxy();
    client.build().unwrap()
}

#[actix_web::test]
async fn a_certificate_enables_tls_and_optionally_http_2() {
    let certified = TestCertificate::new();
    for (http2, version) in [("false", Version::HTTP_11), ("true", Version::HTTP_2)] {
        let app = certified.spawn(&["--hsts-s", "86400", "--http2", http2]);
        let url = format!("https://localhost:{}/v1/articles", app.address().port());
        let client = trusting(&certified);
        for _ in 0..2 {
            let answer = client.get(&url).send().await.unwrap();
            assert_eq!((answer.status(), answer.version()), (StatusCode::OK, version));
            assert_eq!(answer.headers()["strict-transport-security"], "max-age=86400");
            assert_eq!(answer.json::<serde_json::Value>().await.unwrap()["data"], json!([]));
        }
        let feed = client.get(url.replace("articles", "feed.json")).send().await.unwrap();
        let feed: serde_json::Value = feed.json().await.unwrap();
        assert!(feed["home_page_url"].as_str().unwrap().starts_with("https://"), "{feed}");
        // Clients that do not trust the certificate, or do not use TLS, get no response.
        trusting(&TestCertificate::new()).get(&url).send().await.unwrap_err();
        reqwest::Client::new().get(url.replace("https", "http")).send().await.unwrap_err();
    }
}

#[test]
fn an_unusable_certificate_fails_the_start() {
    let place = Sandbox::new();
    TestCertificate::new().write(&place.file(""));
    place.write("empty.pem", "");
    place.write("other.pem", &KeyPair::generate().unwrap().serialize_pem());
    for (certificate, key, expected) in [
        ("none.pem", "key.pem", "none.pem"),
        ("cert.pem", "none.pem", "none.pem"),
        ("empty.pem", "key.pem", "no certificate"),
        ("cert.pem", "empty.pem", "empty.pem"),
        ("cert.pem", "cert.pem", "cert.pem"),
        ("cert.pem", "other.pem", "other.pem"),
    ] {
        let complaint = place.run(&["serve", "--bind", "127.0.0.1:0", "--tls-cert", certificate, "--tls-key", key]);
        let complaint = complaint.failed();
        assert!(complaint.contains("CAIRN_TLS_CERT") && complaint.contains(expected), "{complaint}");
    }
    let complaint = place.run(&["serve", "--tls-cert", "cert.pem"]).failed();
    assert!(complaint.contains("--tls-key"), "{complaint}");
}

#[test]
fn management_can_have_its_own_address() {
    let app = TestApp::spawn_with(&["--manage-bind", "127.0.0.1:0"]);
    let key = app.admin().key().unwrap().to_owned();
    let editor = Client::to(app.management_address().unwrap(), Some(&key));
    publish(&editor, "articles", &article("apart", json!({})));
    for target in
        ["/v1/manage/whoami", "/v1/manage", "/v1/manage/articles", "/v1/manage/nothing", "/v1/%6danage/whoami"]
    {
        for (method, head) in [("GET", ""), ("HEAD", ""), ("POST", "Content-Length: 2\r\n\r\n{}"), ("DELETE", "")] {
            for key in ["", &format!("Authorization: Bearer {key}\r\n")] {
                let request =
                    format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{key}{head}\r\n");
                let answer = sent(app.address(), &request);
                assert!(answer.starts_with("HTTP/1.1 404 "), "{request}{answer}");
            }
        }
    }
    editor.get("/v1/manage/whoami").expect(200);
    for client in [&editor, &app.anonymous()] {
        client.get("/v1/articles/apart").expect(200);
        client.get("/health/ready").expect(200);
    }
}

/// Sends bytes and returns the response.
fn sent(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn every_response_has_nosniff_and_no_server_header() {
    let app = TestApp::with_demo();
    let (reader, editor) = (app.anonymous(), app.editor());
    let public =
        ["/v1/articles", "/v1/articles", "/v1/feed.atom", "/docs/", "/openapi.json", "/health/live", "/nothing"];
    let answers = public.map(|target| reader.get(target)).into_iter();
    let managed = ["/v1/manage/whoami", "/v1/manage/articles", "/v1/manage/exports"].map(|target| editor.get(target));
    for answer in
        answers.chain(managed).chain([reader.get("/v1/manage/whoami"), editor.post("/v1/articles", &json!({}))])
    {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{}", answer.status);
        for banner in ["server", "x-powered-by", "strict-transport-security"] {
            assert!(!answer.headers.contains_key(banner), "{banner}");
        }
    }
}
