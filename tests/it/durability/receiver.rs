//! One who is told of events: an HTTP server of the smallest kind that keeps what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Message {
    /// The `webhook-id`.
    pub id: String,
    /// The body.
    pub json: Value,
}

/// Listens until the test process ends.
pub struct Receiver {
    address: SocketAddr,
    messages: Arc<Mutex<Vec<Message>>>,
}

impl Receiver {
    /// Starts to listen on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&messages);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                // A sender that is killed in the middle leaves a broken connection, which is its business.
                std::thread::spawn(move || answer_all(stream.ok()?, &kept));
            }
        });
        Self { address, messages }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}/events", self.address)
    }

    /// Everything that came so far.
    pub fn messages(&self) -> Vec<Message> {
        self.messages.lock().unwrap().clone()
    }
}

/// Answers the requests of one connection; none when it ends.
fn answer_all(stream: TcpStream, kept: &Mutex<Vec<Message>>) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let (mut id, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                if line.trim_end().is_empty() {
                    break;
                }
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "webhook-id" => value.clone_into(&mut id),
                "content-length" => length = value.parse().ok()?,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let json = serde_json::from_slice(&body).ok()?;
        kept.lock().unwrap().push(Message { id, json });
        writer.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").ok()?;
    }
}
