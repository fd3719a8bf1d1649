//! Servers with a certificate, and an HTTP/2 client that behaves like no browser.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use h2::client::{Builder, ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use rcgen::{CertifiedKey, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpSocket;
use tokio_rustls::TlsConnector;

use super::TestApp;
use super::client::runtime;

/// The timeout for immediate actions of a server.
const PATIENCE: Duration = Duration::from_secs(20);

/// A certificate for localhost, and the folder with it and its key.
pub struct TestCertificate {
    folder: tempfile::TempDir,
    key: CertifiedKey<KeyPair>,
}

impl TestCertificate {
    /// Generates a certificate. The clients that trust it use ring.
    pub fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certified = Self { folder: tempfile::tempdir().unwrap(), key };
        certified.write(certified.folder.path());
        certified
    }

    /// Writes `cert.pem` and `key.pem`.
    pub fn write(&self, folder: &Path) {
        std::fs::write(folder.join("cert.pem"), self.key.cert.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), self.key.signing_key.serialize_pem()).unwrap();
    }

    /// Returns the certificate.
    pub fn certificate(&self) -> reqwest::Certificate {
        reqwest::Certificate::from_pem(self.key.cert.pem().as_bytes()).unwrap()
    }

    /// Returns the server arguments for it.
    pub fn arguments(&self) -> [String; 4] {
        let file = |name: &str| self.folder.path().join(name).display().to_string();
        ["--tls-cert".to_owned(), file("cert.pem"), "--tls-key".to_owned(), file("key.pem")]
    }

    /// Starts an application with it and more arguments.
    pub fn spawn(&self, more: &[&str]) -> TestApp {
        let own = self.arguments();
        TestApp::spawn_with(&own.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
    }

    /// Returns a client configuration that trusts it, with these protocols.
    pub fn client(&self, protocols: &[&[u8]]) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.key.cert.der().clone()).unwrap();
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(config)
    }
}

/// An HTTP/2 connection.
pub struct Http2Client {
    sender: SendRequest<Bytes>,
    driver: tokio::task::JoinHandle<()>,
}

impl Http2Client {
    /// Connects from an address. `window` is the flow-control window of each stream, in bytes.
    pub fn connect(certified: &TestCertificate, from: Ipv4Addr, address: SocketAddr, window: u32) -> Self {
        let config = certified.client(&[b"h2"]);
        runtime().block_on(Self::connected(config, from, address, window)).unwrap()
    }

    /// Does the same within a runtime.
    pub async fn connected(
        config: Arc<ClientConfig>,
        from: Ipv4Addr,
        address: SocketAddr,
        window: u32,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((from, 0).into())?;
        let stream = socket.connect(address).await?;
        let stream = TlsConnector::from(config).connect(ServerName::try_from("localhost")?, stream).await?;
        let mut builder = Builder::new();
        builder.initial_window_size(window).initial_connection_window_size(1 << 20);
        let (sender, connection) = builder.handshake(stream).await?;
        let driver = tokio::spawn(async move {
            // It ends with an error if the server closes the connection.
            let _ = connection.await;
        });
        Ok(Self { sender, driver })
    }

    /// Sends a GET request as soon as another stream is permitted.
    pub async fn begin(&mut self, target: &str) -> Result<ResponseFuture, h2::Error> {
        let request = http::Request::get(format!("https://localhost{target}")).body(()).unwrap();
        let mut sender = self.sender.clone().ready().await?;
        Ok(sender.send_request(request, true)?.0)
    }

    /// Sends GET requests without waiting. Returns the pending responses.
    pub fn begin_all(&mut self, targets: &[String]) -> Vec<ResponseFuture> {
        runtime().block_on(async {
            let mut begun = Vec::new();
            for target in targets {
                begun.push(tokio::time::timeout(PATIENCE, self.begin(target)).await.unwrap().unwrap());
            }
            begun
        })
    }

    /// Starts a request with a body. Returns the pending response, and the stream for the body.
    pub fn begin_post(&mut self, target: &str, key: &str) -> (ResponseFuture, SendStream<Bytes>) {
        let request = http::Request::post(format!("https://localhost{target}"))
            .header("authorization", format!("Bearer {key}"))
            .header("content-type", "application/json");
        let request = request.body(()).unwrap();
        runtime().block_on(async {
            let mut sender = self.sender.clone().ready().await.unwrap();
            sender.send_request(request, false).unwrap()
        })
    }

    /// Returns the status of a response, and its unread body.
    pub fn status(answer: ResponseFuture) -> (u16, RecvStream) {
        let answer = runtime().block_on(async { tokio::time::timeout(PATIENCE, answer).await });
        let answer = answer.expect("no data in time").unwrap();
        (answer.status().as_u16(), answer.into_body())
    }

    /// Returns the reason of a reset of the stream within that time; none if it was not reset.
    pub fn reset_within(time: Duration, stream: &mut SendStream<Bytes>) -> Option<h2::Reason> {
        let reset = std::future::poll_fn(|context| stream.poll_reset(context));
        let reset = runtime().block_on(async { tokio::time::timeout(time, reset).await });
        reset.ok().map(Result::unwrap)
    }

    /// Reads the status and the body of a response. Returns an error if it is aborted.
    pub fn read(answer: ResponseFuture) -> Result<(u16, Vec<u8>), h2::Error> {
        let read = async {
            let answer = answer.await?;
            let (status, mut body, mut bytes) = (answer.status().as_u16(), answer.into_body(), Vec::new());
            while let Some(piece) = body.data().await {
                let piece = piece?;
                body.flow_control().release_capacity(piece.len())?;
                bytes.extend_from_slice(&piece);
            }
            Ok((status, bytes))
        };
        runtime().block_on(async { tokio::time::timeout(PATIENCE, read).await }).expect("no data in time")
    }
}

impl Drop for Http2Client {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
