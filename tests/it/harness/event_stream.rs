//! A client for server-sent events.

use std::time::Duration;

use serde_json::Value;

use super::client::{Client, runtime};

/// The timeout for an event that should arrive at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamEvent {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The data.
    pub data: Value,
}

/// An open stream, closed on drop.
pub struct EventStream {
    response: reqwest::Response,
    text: String,
}

impl Client {
    /// Opens a stream.
    #[track_caller]
    pub fn follow(&self, target: &str, headers: &[(&str, &str)]) -> EventStream {
        let mut request = self.request(reqwest::Method::GET, target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = runtime().block_on(request.send()).unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        EventStream { response, text: String::new() }
    }
}

impl EventStream {
    /// Returns the next event.
    #[track_caller]
    pub fn event(&mut self) -> StreamEvent {
        self.next().expect("the stream has ended")
    }

    /// Returns the next `count` events.
    #[track_caller]
    pub fn events(&mut self, count: usize) -> Vec<StreamEvent> {
        (0..count).map(|_| self.event()).collect()
    }

    /// Reads to the end of the stream.
    #[track_caller]
    pub fn end(mut self) -> Vec<StreamEvent> {
        std::iter::from_fn(|| self.next()).collect()
    }

    #[track_caller]
    fn next(&mut self) -> Option<StreamEvent> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
                };
                let found = field("data").map(|data| StreamEvent {
                    id: field("id").unwrap(),
                    name: field("event").unwrap(),
                    data: serde_json::from_str(&data).unwrap(),
                });
                self.text = rest.to_owned();
                if found.is_some() {
                    return found;
                }
            }
            let chunk = runtime().block_on(async { tokio::time::timeout(PATIENCE, self.response.chunk()).await });
            let chunk = chunk.expect("no data in time").ok().flatten()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}
