//! The rate limit of clients: a number of requests per minute, with a burst of the same size (GCRA).
//!
//! The number of tracked clients is bounded, because an attacker can use many addresses. An evicted client starts with a full
//! quota.

use std::convert::Infallible;
use std::hash::{BuildHasher, Hash, RandomState};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter as GovernorLimiter};
use quick_cache::sync::Cache;

use crate::http::code::Code;
use crate::http::problem::Problem;

/// The name of the policy that counts by client address.
pub(super) const ADDRESS: &str = "address";

/// The name of the policy that counts by key.
pub(super) const KEY: &str = "key";

/// The approximate maximum number of tracked clients; they take some megabytes.
const CLIENTS_MAX: usize = 50_000;

/// The window of a rate in seconds.
const WINDOW_S: u32 = 60;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The states of clients by a keyed hash of their identity, which outsiders cannot predict.
#[derive(Debug)]
struct ClientStates(Cache<u64, Arc<InMemoryState>>);

impl StateStore for ClientStates {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let states: Result<_, Infallible> = self.0.get_or_insert_with(key, || Ok(Arc::default()));
        let Ok(state) = states;
        state.measure_and_replace(&NotKeyed::NonKey, measure)
    }
}

/// Limits the rates of all clients.
#[derive(Debug)]
pub(super) struct RateLimiter {
    per_minute: NonZeroU32,
    limiter: GovernorLimiter<u64, ClientStates, DefaultClock, StateInformationMiddleware>,
    hasher: RandomState,
}

impl RateLimiter {
    /// Returns the maximum number of requests per minute.
    pub(super) fn limit_per_minute(&self) -> u32 {
        self.per_minute.get()
    }

    /// Allows `count` requests per minute and client. Returns `None` for 0, which means no limit.
    pub(super) fn per_minute(count: u32) -> Option<Self> {
        let per_minute = NonZeroU32::new(count)?;
        let states = ClientStates(Cache::new(CLIENTS_MAX));
        let limiter = GovernorLimiter::new(Quota::per_minute(per_minute), states, DefaultClock::default());
        Some(Self { per_minute, limiter, hasher: RandomState::new() })
    }

    /// Counts a request, or returns the problem of a rate above the limit.
    pub(super) fn check(&self, policy: &'static str, who: &impl Hash) -> Result<RateLimitStatus, Problem> {
        let key = self.hasher.hash_one((policy, who));
        let per_minute = self.per_minute.get();
        match self.limiter.check_key(&key) {
            Ok(snapshot) => Ok(RateLimitStatus { policy, per_minute, remaining: snapshot.remaining_burst_capacity() }),
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.limiter.clock().now());
                Err(RateLimitStatus { policy, per_minute, remaining: 0 }.problem(wait))
            }
        }
    }
}

/// The rate limit status of a client after a request was counted.
#[derive(Debug, Clone, Copy)]
pub struct RateLimitStatus {
    policy: &'static str,
    per_minute: u32,
    remaining: u32,
}

impl RateLimitStatus {
    /// The headers of the policy and of the remaining requests, with the seconds until the full quota is available again
    /// (draft-ietf-httpapi-ratelimit-headers-10).
    fn headers(self) -> [(HeaderName, HeaderValue); 2] {
        let Self { policy, per_minute, remaining } = self;
        let reset_s =
            (u64::from(per_minute - remaining.min(per_minute)) * u64::from(WINDOW_S)).div_ceil(per_minute.into());
        let value = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"none\""));
        [
            (RATE_LIMIT_POLICY, value(format!("\"{policy}\";q={per_minute};w={WINDOW_S}"))),
            (RATE_LIMIT, value(format!("\"{policy}\";r={remaining};t={reset_s}"))),
        ]
    }

    /// Sets the rate limit headers of a response.
    pub fn write_headers(self, response: &mut HeaderMap) {
        for (name, value) in self.headers() {
            response.insert(name, value);
        }
    }

    fn problem(self, wait: Duration) -> Problem {
        let seconds = wait.as_secs() + 1;
        let detail = format!(
            "The same {1} sent more than {0} requests per minute; wait {seconds} seconds.",
            self.per_minute, self.policy
        );
        let problem = Problem::new(Code::RateLimited, detail).with_header(RETRY_AFTER, seconds.into());
        self.headers().into_iter().fold(problem, |problem, (name, value)| problem.with_header(name, value))
    }
}
