//! Connections: how many there are, and how long clients may keep them without doing anything with them.
//!
//! Owns the way from a listening socket to a request. Must not know what is answered.

mod allowance;
mod awaited;
mod files;
mod framing;
mod heads;
mod http2;
mod serving;
mod watched;

use std::borrow::Cow;
use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use actix_http::{HttpMessage, Request};
use actix_web::dev::ServiceRequest;

pub(super) use allowance::Allowance;
pub use files::raise_open_files;
pub use serving::serve;

/// The least that clients send or take once their patience is used up: what the slowest telephone networks manage.
const BYTES_PER_SECOND: u64 = 500;

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
    /// True if HTTP/2 is offered over encrypted connections.
    pub http2: bool,
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
        Self {
            asked: Cell::new(false),
            is_new: Cell::new(true),
            is_awaited: Cell::new(true),
            is_left: Cell::new(false),
            under_way: Cell::new(0),
        }
    }
}

/// A connection, as its requests know it.
#[derive(Debug, Clone)]
pub struct Connection {
    local: SocketAddr,
    peer: Option<SocketAddr>,
    uses: Rc<Uses>,
}

/// What is going on over a connection.
#[derive(Debug)]
struct Uses {
    /// Whether there was a request since this was last looked at.
    asked: Cell<bool>,
    /// True if there was a request since the server last waited for the client.
    is_new: Cell<bool>,
    /// True if the client has closed its sending side.
    is_left: Cell<bool>,
    /// Whether anything came since the last request, such as a part of the next one. The first one is to come at once.
    is_awaited: Cell<bool>,
    /// How many requests are not answered to the end.
    under_way: Cell<usize>,
}

impl Connection {
    /// The one that a request came over.
    pub(super) fn of(request: &Request) -> Option<Cow<'_, Self>> {
        let own = request.conn_data::<Self>().map(Cow::Borrowed);
        // Those of HTTP/2 bring it with them.
        own.or_else(|| request.extensions().get::<Self>().cloned().map(Cow::Owned))
    }

    /// The one that a request which was handed on came over.
    pub fn of_service_request(request: &ServiceRequest) -> Option<Self> {
        let own = request.conn_data::<Self>().cloned();
        own.or_else(|| request.extensions().get::<Self>().cloned())
    }

    /// Returns true if the client has said that it sends nothing more: who waits for an answer without an end has gone.
    pub(super) fn is_left(&self) -> bool {
        self.uses.is_left.get()
    }

    /// The address that it came in at.
    pub fn local_address(&self) -> SocketAddr {
        self.local
    }

    /// Notes a request.
    pub(super) fn note_request(&self) {
        self.uses.asked.set(true);
        self.uses.is_new.set(true);
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
