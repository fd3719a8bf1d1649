//! Connections: how many there are, and how long clients may keep them without doing anything with them.
//!
//! Owns the way from a listening socket to a request. Must not know what is answered.

mod awaited;
mod files;
mod serving;
mod watched;

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

pub use files::raise_open_files;
pub use serving::serve;

/// The least that clients send or take once their patience is used up: what the slowest telephone networks manage.
pub(super) const BYTES_PER_SECOND: u64 = 500;

/// How connections are held.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionSettings {
    /// How many threads answer requests.
    pub workers: usize,
    /// The most connections at once.
    pub most: usize,
    /// How long a client may keep the server waiting in the middle of something.
    pub patience: Duration,
    /// How long a connection is kept for the next request.
    pub keep_alive: Duration,
    /// How long what runs may take to finish when the server stops.
    pub shutdown_timeout: Duration,
}

impl ConnectionSettings {
    /// How long the head of the first request may take: it comes at once, however slow the line.
    fn head_time(&self) -> Duration {
        self.patience.min(Duration::from_secs(10))
    }

    /// After how long without a request and without an answer a connection is over, whatever else came over it.
    fn silence(&self) -> Duration {
        self.keep_alive + self.head_time()
    }
}

impl Default for Uses {
    fn default() -> Self {
        Self { asked: Cell::new(false), is_awaited: Cell::new(true), under_way: Cell::new(0) }
    }
}

/// A connection, as its requests know it.
#[derive(Debug, Clone)]
pub struct Connection {
    local: SocketAddr,
    uses: Rc<Uses>,
}

/// What is going on over a connection.
#[derive(Debug)]
struct Uses {
    /// Whether there was a request since this was last looked at.
    asked: Cell<bool>,
    /// Whether anything came since the last request, such as a part of the next one. The first one is to come at once.
    is_awaited: Cell<bool>,
    /// How many requests are not answered to the end.
    under_way: Cell<usize>,
}

impl Connection {
    /// The address that it came in at.
    pub fn local_address(&self) -> SocketAddr {
        self.local
    }

    /// Notes a request.
    pub(super) fn note_request(&self) {
        self.uses.asked.set(true);
        self.uses.is_awaited.set(false);
    }

    /// Notes that a request is worked on, until what this answers with is dropped.
    pub(super) fn begin(&self) -> UnderWay {
        self.uses.under_way.set(self.uses.under_way.get() + 1);
        UnderWay(Rc::clone(&self.uses))
    }
}

/// A request that is not answered to the end.
#[derive(Debug)]
pub(super) struct UnderWay(Rc<Uses>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get().saturating_sub(1));
        self.0.asked.set(true);
        self.0.is_awaited.set(false);
    }
}
