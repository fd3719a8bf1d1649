//! Limits of connections. Each connection is an open file.

use std::time::Duration;

/// The maximum time for the head of the first request: a client sends it at once, even over a slow line.
const HEAD_TIMEOUT_MAX: Duration = Duration::from_secs(10);

/// The number of files reserved for everything except connections: pooled database connections, listeners, outgoing requests.
const RESERVED_FILES: u64 = 500;

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

/// Raises the soft limit of open files as far as the hard limit allows. Returns the number of connections that fit, at most
/// `connections`.
#[cfg(unix)]
pub fn raise_open_file_limit(connections: usize) -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let required = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(RESERVED_FILES);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let Some(now) = current.filter(|now| *now < required) else { return connections };
    let allowed = maximum.map_or(required, |maximum| maximum.min(required));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), maximum }).is_ok();
    let open = if raised { allowed } else { now };
    usize::try_from(open.saturating_sub(RESERVED_FILES)).unwrap_or(usize::MAX).clamp(1, connections)
}

/// Returns `connections`: the limit of other systems is not known.
#[cfg(not(unix))]
pub fn raise_open_file_limit(connections: usize) -> usize {
    connections
}
