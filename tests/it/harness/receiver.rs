//! A webhook receiver that records its messages.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// The timeout for a message that should arrive at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// A received message.
#[derive(Debug, Clone)]
pub struct Message {
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Message {
    /// Returns a header, or "".
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the id of the event.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// Returns the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Returns true if it is signed with that secret.
    pub fn verifies(&self, secret: &str) -> bool {
        standardwebhooks::Webhook::new(secret).unwrap().verify(self.body.as_bytes(), &self.headers).is_ok()
    }
}

/// A server that responds with the given statuses in order, and repeats the last one. Status 0 means no response.
pub struct WebhookReceiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Seen>,
    woken: Condvar,
}

#[derive(Default)]
struct Seen {
    statuses: Vec<u16>,
    messages: Vec<Message>,
    /// The connections that wait for a response that is never sent.
    held: Vec<TcpStream>,
}

impl WebhookReceiver {
    /// Starts to listen.
    pub fn start(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        shared.seen.lock().unwrap().statuses = statuses.to_vec();
        let theirs = Arc::downgrade(&shared);
        // Ends with the first connection after the receiver is dropped, or with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(shared) = theirs.upgrade() else { break };
                std::thread::spawn(move || shared.answer(stream.unwrap()));
            }
        });
        Self { address, shared }
    }

    /// Returns its URL.
    pub fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    /// Sets the statuses from now on.
    pub fn respond_with(&self, statuses: &[u16]) {
        self.shared.seen.lock().unwrap().statuses = statuses.to_vec();
    }

    /// Waits until that many messages have arrived. Returns all of them.
    #[track_caller]
    pub fn messages(&self, count: usize) -> Vec<Message> {
        let seen = self.shared.seen.lock().unwrap();
        let (seen, waited) =
            self.shared.woken.wait_timeout_while(seen, PATIENCE, |seen| seen.messages.len() < count).unwrap();
        assert!(!waited.timed_out(), "only {} of {count} messages arrived", seen.messages.len());
        seen.messages.clone()
    }

    /// Closes the connections that wait for a response.
    pub fn let_go(&self) {
        self.shared.seen.lock().unwrap().held.clear();
    }

    /// Returns the messages so far.
    pub fn so_far(&self) -> Vec<Message> {
        self.shared.seen.lock().unwrap().messages.clone()
    }

    /// Returns the number of messages so far.
    pub fn count(&self) -> usize {
        self.shared.seen.lock().unwrap().messages.len()
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream) {
        let Some(message) = read(&stream) else { return };
        let mut seen = self.seen.lock().unwrap();
        let status = if seen.statuses.len() > 1 { seen.statuses.remove(0) } else { seen.statuses[0] };
        seen.messages.push(message);
        if status == 0 {
            seen.held.push(stream);
        } else {
            let head = format!(
                "HTTP/1.1 {status} As Told\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            // The sender may be gone.
            let _ = stream.write_all(head.as_bytes());
        }
        drop(seen);
        self.woken.notify_all();
    }
}

fn read(stream: &TcpStream) -> Option<Message> {
    let mut reader = BufReader::new(stream);
    let mut headers = HeaderMap::new();
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.append(name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap());
    }
    let length = headers.get("content-length")?.to_str().ok()?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Message { headers, body: String::from_utf8(body).unwrap() })
}
