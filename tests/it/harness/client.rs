//! A client that parses responses as JSON and checks each against the OpenAPI document.

use std::net::SocketAddr;
use std::sync::OnceLock;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::contract;

/// Returns the runtime that the clients of all tests share.
pub(super) fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap())
}

/// An HTTP client, with or without a key.
#[derive(Clone)]
pub struct Client {
    inner: reqwest::Client,
    address: SocketAddr,
    key: Option<String>,
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
    /// The body as JSON; null if it is not JSON.
    pub json: Value,
}

impl Client {
    pub(super) fn new(address: SocketAddr, key: Option<String>) -> Self {
        // A second call fails harmlessly.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inner = reqwest::Client::builder()
            // No encryption here, and reading the certificates of the system takes time.
            .tls_certs_only([])
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .build()
            .unwrap();
        Self { inner, address, key }
    }

    /// Returns a client of the server at that address.
    pub fn to(address: SocketAddr, key: Option<&str>) -> Self {
        Self::new(address, key.map(str::to_owned))
    }

    /// Returns the key that it sends.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Sends a GET request.
    pub fn get(&self, target: &str) -> Answer {
        self.send(Method::GET, target, &[], None)
    }

    /// Sends a GET request with headers.
    pub fn get_with(&self, target: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, target, headers, None)
    }

    /// Sends a POST request with a JSON body.
    pub fn post(&self, target: &str, body: &Value) -> Answer {
        self.send(Method::POST, target, &[JSON], Some(body.to_string().into_bytes()))
    }

    /// Sends a POST request with a JSON body and `If-Match`.
    pub fn post_matching(&self, target: &str, etag: &str, body: &Value) -> Answer {
        self.send(Method::POST, target, &[JSON, ("If-Match", etag)], Some(body.to_string().into_bytes()))
    }

    /// Sends a PUT request with a JSON body and `If-Match`.
    pub fn put(&self, target: &str, etag: &str, body: &Value) -> Answer {
        self.send(Method::PUT, target, &[JSON, ("If-Match", etag)], Some(body.to_string().into_bytes()))
    }

    /// Sends a PATCH request with a merge patch and `If-Match`.
    pub fn patch(&self, target: &str, etag: &str, body: &Value) -> Answer {
        let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", etag)];
        self.send(Method::PATCH, target, &headers, Some(body.to_string().into_bytes()))
    }

    /// Sends a DELETE request with `If-Match`.
    pub fn delete(&self, target: &str, etag: &str) -> Answer {
        self.send(Method::DELETE, target, &[("If-Match", etag)], None)
    }

    pub(super) fn request(&self, method: Method, target: &str) -> reqwest::RequestBuilder {
        let request = self.inner.request(method, format!("http://{}{target}", self.address));
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    /// Sends a request.
    pub fn send(&self, method: Method, target: &str, headers: &[(&str, &str)], body: Option<Vec<u8>>) -> Answer {
        self.try_send(method, target, headers, body).unwrap()
    }

    /// Sends a request to a server that may stop at any moment.
    pub fn try_send(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> reqwest::Result<Answer> {
        let mut request = self.request(method.clone(), target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let (status, headers, bytes) = runtime().block_on(async move {
            let response = request.send().await?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Ok::<_, reqwest::Error>((status, headers, response.bytes().await?.to_vec()))
        })?;
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let answer = Answer { status, headers, bytes, json };
        contract::check(&method, target, &answer);
        Ok(answer)
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

impl Answer {
    /// Returns the response if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "the response was: {}", self.text());
        self
    }

    /// Returns the response if it is this problem.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.json["code"], code, "the response was: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        answer
    }

    /// Returns the response if it has an error with this code at this pointer or parameter.
    #[track_caller]
    pub fn expect_error(self, place: &str, code: &str) -> Self {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        let named = errors
            .iter()
            .any(|error| (error["pointer"] == place || error["parameter"] == place) && error["code"] == code);
        assert!(named, "no {code} at {place}; the response was: {}", self.text());
        self
    }

    /// Returns a header, or "".
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the `ETag`.
    pub fn etag(&self) -> String {
        self.header("etag").to_owned()
    }

    /// Returns the `id` of the JSON.
    #[track_caller]
    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_else(|| panic!("no id in: {}", self.text())).to_owned()
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
