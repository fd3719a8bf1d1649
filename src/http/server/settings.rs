//! Limits of connections.

use std::time::Duration;

/// The maximum time for the head of the first request: a client sends it at once, even over a slow line.
const HEAD_TIMEOUT_MAX: Duration = Duration::from_secs(10);

/// The settings of all connections.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionSettings {
    /// The number of worker threads.
    pub workers: usize,
    /// The maximum number of open connections.
    pub max_connections: usize,
    /// The time for which a client may keep the server waiting within a request or a response.
    pub client_timeout: Duration,
    /// The time for which an idle connection is kept for the next request.
    pub keep_alive: Duration,
    /// The time that running requests have to finish when the server stops.
    pub shutdown_timeout: Duration,
    /// True if HTTP/2 is offered over TLS.
    pub http2: bool,
}

impl ConnectionSettings {
    /// The timeout for the head of the first request.
    pub(super) fn head_timeout(&self) -> Duration {
        self.client_timeout.min(HEAD_TIMEOUT_MAX)
    }

    /// The time after which a connection without a request and without a response is closed, even if other bytes arrived.
    pub(super) fn inactivity_timeout(&self) -> Duration {
        self.keep_alive + self.head_timeout()
    }
}
