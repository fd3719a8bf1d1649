//! The gate: what is asked of every request before anything else, so that turning away what is too much costs next to
//! nothing.
//!
//! Owns how large a head may be, how many requests may be under way, how many a client may send, and how long one may
//! take. Must not know any endpoint, nor what keys are.

mod clients;
mod connecting;
mod deadline;
mod places;
mod rates;
mod refusal;
mod warning;

use std::net::SocketAddr;
use std::time::Duration;

use actix_http::{HttpMessage, Request};
use actix_web::http::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use ipnet::IpNet;

use super::{Code, Origins, Problem};
use clients::Clients;
use connecting::Connecting;
use places::Places;
use rates::Rates;

pub use clients::{Client, ForwardedHeader};
pub(super) use connecting::{ConnectionSlot, TooMany};
pub use deadline::Deadline;
pub(super) use places::Place;
pub use rates::Standing;
pub(super) use refusal::Unanswered;

/// The most bytes of an address with its query: a hundred addresses that are looked up at once fit.
pub(super) const TARGET_MAX: usize = 32 * 1024;

/// The most bytes of all headers: what browsers and proxies send has a few thousand, tokens with many roles some more.
pub(super) const HEADERS_MAX: usize = 32 * 1024;

/// What the framework writes around a header: a colon, a space, the end of the line.
const AROUND_HEADER: usize = 4;

const IF_MATCH: &str = "if-match";
const IF_UNMODIFIED_SINCE: &str = "if-unmodified-since";

/// How the gate is set.
#[derive(Debug, Clone)]
pub struct GateSettings {
    /// The most requests a minute of one client; 0 for any number.
    pub rate_per_minute: u32,
    /// The most requests that are worked on at once; 0 for any number.
    pub places: u32,
    /// The most connections of one client; 0 for any number.
    pub connections_per_address: u32,
    /// How long a request may take, not counting the time in which its body comes; none for as long as it likes.
    pub request_time: Option<Duration>,
    /// How long a client may keep the server waiting for the body of a request.
    pub client_patience: Duration,
    /// The proxies that are believed.
    pub proxies: Vec<IpNet>,
    /// In which header they say whom a request is from.
    pub forwarded: ForwardedHeader,
    /// Whether a path is for callers with a key, whose rate is counted by their key.
    pub is_secured: fn(&str) -> bool,
}

/// The gate of one server, shared by its workers.
#[derive(Debug)]
pub struct Gate {
    clients: Clients,
    rates: Option<Rates>,
    places: Places,
    connecting: Connecting,
    request_time: Option<Duration>,
    client_patience: Duration,
    is_secured: fn(&str) -> bool,
    origins: Origins,
}

impl Gate {
    /// A gate; `origins` are those whose pages may read what it says.
    pub fn new(settings: GateSettings, origins: Origins) -> Self {
        Self {
            clients: Clients::new(settings.proxies, settings.forwarded),
            rates: Rates::per_minute(settings.rate_per_minute),
            places: Places::new(settings.places),
            connecting: Connecting::new(settings.connections_per_address),
            request_time: settings.request_time,
            client_patience: settings.client_patience,
            is_secured: settings.is_secured,
            origins,
        }
    }

    /// Whom a request is from, going by the connection and by what proxies say that are believed.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Client {
        self.clients.of(peer, headers)
    }

    /// Counts a request of that client; refuses if it is one too many. None if nothing is counted.
    pub fn charge_client(&self, client: Client) -> Result<Option<Standing>, Problem> {
        self.rates.as_ref().map(|rates| rates.charge(rates::ADDRESS, &client)).transpose()
    }

    /// Counts a request of the caller with that id.
    pub fn charge_caller(&self, id: &str) -> Result<Option<Standing>, Problem> {
        self.rates.as_ref().map(|rates| rates.charge(rates::KEY, &id)).transpose()
    }

    /// Counts a connection, or says that its client has too many.
    pub(super) fn connect(&self, peer: Option<SocketAddr>) -> Result<ConnectionSlot, TooMany> {
        self.connecting.admit(&self.clients, peer)
    }

    /// Lets a request in, or says why not.
    pub(super) fn admit(&self, request: &Request) -> Result<Admitted, Problem> {
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        if target.len() > TARGET_MAX {
            let detail = format!("The address has more than {TARGET_MAX} bytes, the most taken here.");
            return Err(Problem::new(Code::UriTooLong, detail));
        }
        let headers = request.headers();
        let (mut size, mut has_preconditions) = (0, false);
        for (name, value) in headers {
            let name = name.as_str();
            size += name.len() + value.len() + AROUND_HEADER;
            // Compared by its length first, which most names differ in: this is done for each header of each request.
            has_preconditions |= (name.len() == IF_MATCH.len() && name == IF_MATCH)
                || (name.len() == IF_UNMODIFIED_SINCE.len() && name == IF_UNMODIFIED_SINCE);
        }
        if size > HEADERS_MAX {
            let detail = format!("The headers have more than {HEADERS_MAX} bytes, the most taken here.");
            return Err(Problem::new(Code::HeadersTooLarge, detail));
        }
        let counted = self.rates.as_ref().filter(|_| !is_exempt(request.path()) && !self.is_counted_by_key(request));
        let charge = |rates: &Rates| rates.charge(rates::ADDRESS, &self.client(request.peer_addr(), headers));
        Ok(Admitted { standing: counted.map(charge).transpose()?, has_preconditions })
    }

    /// Whether it is counted once it is known whose key it shows.
    fn is_counted_by_key(&self, request: &Request) -> bool {
        (self.is_secured)(request.path()) && request.headers().contains_key("authorization")
    }

    /// A place for a request that has to be worked on, or that there is none.
    pub(super) fn place(&self, request: &Request) -> Result<Option<Place>, Problem> {
        if is_exempt(request.path()) {
            return Ok(None);
        }
        let client = self.client(request.peer_addr(), request.headers());
        self.places.take(client).map(Some).ok_or_else(overloaded)
    }

    /// By when a request that comes now is to be answered.
    pub(super) fn deadline(&self) -> Deadline {
        Deadline::new(self.request_time, self.client_patience)
    }

    /// What writes its refusals.
    pub(super) fn origins(&self) -> &Origins {
        &self.origins
    }
}

/// The facts about an admitted request.
pub(super) struct Admitted {
    /// The rate limit status of its client; none if the request is not counted.
    pub(super) standing: Option<Standing>,
    /// True if it has preconditions (`If-Match`, `If-Unmodified-Since`).
    pub(super) has_preconditions: bool,
}

/// More is under way than can be.
pub(super) fn overloaded() -> Problem {
    Problem::new(Code::Overloaded, "There is more to do than can be done at once; try again in a moment.")
        .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
}

/// Whether it is asked by those who look after the server, and answered whatever happens.
fn is_exempt(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}
