//! Admission control: limits that are checked first, so that a rejection costs almost nothing.
//!
//! Owns the limits of head size, concurrent requests, connections, request rate and request time. Must not know endpoints or
//! keys.

mod client_address;
mod concurrency_limit;
mod connection_limit;
mod rate_limiter;
mod throttled_warning;

use std::net::SocketAddr;
use std::time::Duration;

use actix_http::{HttpMessage, Request};
use actix_web::http::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use ipnet::IpNet;

use super::code::Code;
use super::problem::Problem;
use super::request::deadline::Deadline;
use super::response::cors::CorsPolicy;
use client_address::ClientResolver;
use concurrency_limit::ConcurrencyLimit;
use connection_limit::ConnectionLimit;
use rate_limiter::RateLimiter;

pub use client_address::{ClientAddress, ForwardedHeader};
pub(super) use concurrency_limit::Permit;
pub(super) use connection_limit::{ConnectionPermit, TooManyConnections};
pub use rate_limiter::RateLimitStatus;

/// The maximum length in bytes of a request target. A lookup of a hundred addresses fits.
pub(super) const TARGET_MAX: usize = 32 * 1024;

/// The maximum length in bytes of all headers. Browsers and proxies send a few thousand bytes, tokens with many roles need
/// more.
pub(super) const HEADERS_MAX: usize = 32 * 1024;

/// The number of bytes around a header: a colon, a space and the line end.
const HEADER_OVERHEAD: usize = 4;

const IF_MATCH: &str = "if-match";
const IF_UNMODIFIED_SINCE: &str = "if-unmodified-since";
const PREVIEW_TOKEN: &str = "x-preview-token";

/// The settings of admission control.
#[derive(Debug, Clone)]
pub struct AdmissionSettings {
    /// The maximum number of requests per minute of one client; 0 for no limit.
    pub rate_per_minute: u32,
    /// The maximum number of concurrent requests; 0 for no limit.
    pub max_concurrent_requests: u32,
    /// The maximum number of connections of one client; 0 for no limit.
    pub connections_per_address: u32,
    /// The maximum time of a request, without the time in which its body arrives; none for no limit.
    pub request_timeout: Option<Duration>,
    /// The time for which a client may keep the server waiting for the body of a request.
    pub client_timeout: Duration,
    /// The networks of trusted proxies.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which trusted proxies name the client.
    pub forwarded_header: ForwardedHeader,
    /// Returns true for a path that needs a key. Requests with a key are counted by key.
    pub is_secured: fn(&str) -> bool,
}

/// The admission limits of one server, shared by its workers.
#[derive(Debug)]
pub struct AdmissionControl {
    client_resolver: ClientResolver,
    rate_limiter: Option<RateLimiter>,
    concurrency_limit: ConcurrencyLimit,
    connection_limit: ConnectionLimit,
    request_timeout: Option<Duration>,
    client_timeout: Duration,
    /// Returns true for a path that needs a key.
    pub(super) is_secured: fn(&str) -> bool,
    /// The CORS policy of rejections.
    pub(super) cors: CorsPolicy,
}

impl AdmissionControl {
    /// Creates the limits. `cors` applies to the responses of rejected requests.
    pub fn new(settings: AdmissionSettings, cors: CorsPolicy) -> Self {
        Self {
            client_resolver: ClientResolver { proxies: settings.trusted_proxies, header: settings.forwarded_header },
            rate_limiter: RateLimiter::per_minute(settings.rate_per_minute),
            concurrency_limit: ConcurrencyLimit::new(settings.max_concurrent_requests),
            connection_limit: ConnectionLimit::new(settings.connections_per_address),
            request_timeout: settings.request_timeout,
            client_timeout: settings.client_timeout,
            is_secured: settings.is_secured,
            cors,
        }
    }

    /// Returns the maximum number of requests per minute of one client; none for no limit.
    pub fn rate_per_minute(&self) -> Option<u32> {
        self.rate_limiter.as_ref().map(RateLimiter::limit_per_minute)
    }

    /// The client of a request: the peer of the connection, or the client that a trusted proxy names.
    pub fn client(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> ClientAddress {
        self.client_resolver.resolve(peer, headers)
    }

    /// Counts a request of the client. Returns an error above the rate limit, and `None` if there is no limit.
    pub fn check_client_rate(&self, client: ClientAddress) -> Result<Option<RateLimitStatus>, Problem> {
        self.rate_limiter.as_ref().map(|rate_limiter| rate_limiter.check(rate_limiter::ADDRESS, &client)).transpose()
    }

    /// Counts a request of the caller with this id.
    pub fn check_caller_rate(&self, id: &str) -> Result<Option<RateLimitStatus>, Problem> {
        self.rate_limiter.as_ref().map(|rate_limiter| rate_limiter.check(rate_limiter::KEY, &id)).transpose()
    }

    /// Counts a connection of a client, or returns an error if it has too many.
    pub(super) fn admit_connection(&self, peer: Option<SocketAddr>) -> Result<ConnectionPermit, TooManyConnections> {
        self.connection_limit.acquire(&self.client_resolver, peer)
    }

    /// Checks the size of the head and the rate limit.
    pub(super) fn admit(&self, request: &Request) -> Result<Admitted, Problem> {
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        if target.len() > TARGET_MAX {
            let detail = format!("The request target is longer than the maximum of {TARGET_MAX} bytes.");
            return Err(Problem::new(Code::UriTooLong, detail));
        }
        let headers = request.headers();
        let (mut size, mut bypasses_cache) = (0, false);
        for (name, value) in headers {
            let name = name.as_str();
            size += name.len() + value.len() + HEADER_OVERHEAD;
            // Compares the lengths first, because most names differ there and this runs for each header of each request.
            bypasses_cache |= (name.len() == IF_MATCH.len() && name == IF_MATCH)
                || (name.len() == IF_UNMODIFIED_SINCE.len() && name == IF_UNMODIFIED_SINCE)
                || (name.len() == PREVIEW_TOKEN.len() && name == PREVIEW_TOKEN);
        }
        if size > HEADERS_MAX {
            let detail = format!("The headers are larger than the maximum of {HEADERS_MAX} bytes.");
            return Err(Problem::new(Code::HeadersTooLarge, detail));
        }
        let limiter =
            self.rate_limiter.as_ref().filter(|_| !is_operational(request.path()) && !self.is_counted_by_key(request));
        let check = |rate_limiter: &RateLimiter| {
            rate_limiter.check(rate_limiter::ADDRESS, &self.client(request.peer_addr(), headers))
        };
        Ok(Admitted { rate_limit: limiter.map(check).transpose()?, bypasses_cache })
    }

    /// Returns true if the request is counted later, once its key was checked.
    fn is_counted_by_key(&self, request: &Request) -> bool {
        (self.is_secured)(request.path()) && request.headers().contains_key("authorization")
    }

    /// Takes a permit for a request that reaches the application, or returns an error if there is none.
    pub(super) fn acquire(&self, request: &Request) -> Result<Option<Permit>, Problem> {
        if is_operational(request.path()) {
            return Ok(None);
        }
        let client = self.client(request.peer_addr(), request.headers());
        self.concurrency_limit.try_acquire(client).map(Some).ok_or_else(overloaded)
    }

    /// The deadline of a request that arrives now.
    pub(super) fn deadline(&self) -> Deadline {
        Deadline::new(self.request_timeout, self.client_timeout)
    }
}

/// The result of admitting a request.
pub(super) struct Admitted {
    /// The rate limit status of its client; none if the request is not counted.
    pub(super) rate_limit: Option<RateLimitStatus>,
    /// True if no cache entry may be served before routing: the request has preconditions (`If-Match`,
    /// `If-Unmodified-Since`) or a preview token.
    pub(super) bypasses_cache: bool,
}

/// The problem of a request above the concurrency limit.
pub(super) fn overloaded() -> Problem {
    Problem::new(Code::Overloaded, "The server is overloaded; try again in a moment.")
        .with_header(RETRY_AFTER, HeaderValue::from_static("1"))
}

/// Returns true for paths of operators, which are served under any load.
fn is_operational(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}
