//! How many requests a client may send: so many a minute, and as many at once if it was quiet before (GCRA).
//!
//! What is known of clients is bounded: an attacker makes addresses, and forgetting one only means that it begins anew.

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
use governor::{Quota, RateLimiter};
use quick_cache::sync::Cache;

use crate::http::{Code, Problem};

/// The policy by which the addresses of clients are counted.
pub(super) const ADDRESS: &str = "address";

/// The policy by which keys are counted.
pub(super) const KEY: &str = "key";

/// About how many clients are known at once: some megabytes of them.
const CLIENTS_MAX: usize = 50_000;

/// The time a rate is for.
const WINDOW_S: u32 = 60;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What is known of clients, by a digest of who they are that nobody outside can foresee.
#[derive(Debug)]
struct Known(Cache<u64, Arc<InMemoryState>>);

impl StateStore for Known {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let known: Result<_, Infallible> = self.0.get_or_insert_with(key, || Ok(Arc::default()));
        let Ok(state) = known;
        state.measure_and_replace(&NotKeyed::NonKey, measure)
    }
}

/// The rates of all clients.
#[derive(Debug)]
pub(super) struct Rates {
    per_minute: NonZeroU32,
    limiter: RateLimiter<u64, Known, DefaultClock, StateInformationMiddleware>,
    hasher: RandomState,
}

impl Rates {
    /// So many requests a minute of each; none for 0, which is any number.
    pub(super) fn per_minute(count: u32) -> Option<Self> {
        let per_minute = NonZeroU32::new(count)?;
        let known = Known(Cache::new(CLIENTS_MAX));
        let limiter = RateLimiter::new(Quota::per_minute(per_minute), known, DefaultClock::default());
        Some(Self { per_minute, limiter, hasher: RandomState::new() })
    }

    /// Counts a request, or refuses it.
    pub(super) fn charge(&self, policy: &'static str, who: &impl Hash) -> Result<Standing, Problem> {
        let spender = self.hasher.hash_one((policy, who));
        let per_minute = self.per_minute.get();
        match self.limiter.check_key(&spender) {
            Ok(snapshot) => Ok(Standing { policy, per_minute, left: snapshot.remaining_burst_capacity() }),
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.limiter.clock().now());
                Err(Standing { policy, per_minute, left: 0 }.refusal(wait))
            }
        }
    }
}

/// Where a client stands after a request was counted.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    policy: &'static str,
    per_minute: u32,
    left: u32,
}

impl Standing {
    /// The policy, and what is left of it, for how many seconds until all is there again
    /// (draft-ietf-httpapi-ratelimit-headers-10).
    fn headers(self) -> [(HeaderName, HeaderValue); 2] {
        let Self { policy, per_minute, left } = self;
        let whole_in_s =
            (u64::from(per_minute - left.min(per_minute)) * u64::from(WINDOW_S)).div_ceil(per_minute.into());
        let value = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"none\""));
        [
            (RATE_LIMIT_POLICY, value(format!("\"{policy}\";q={per_minute};w={WINDOW_S}"))),
            (RATE_LIMIT, value(format!("\"{policy}\";r={left};t={whole_in_s}"))),
        ]
    }

    /// Says so in an answer.
    pub fn write(self, response: &mut HeaderMap) {
        for (name, value) in self.headers() {
            response.insert(name, value);
        }
    }

    fn refusal(self, wait: Duration) -> Problem {
        let seconds = wait.as_secs() + 1;
        let detail = format!(
            "More than {} requests a minute came from the same {}; wait for {seconds} seconds.",
            self.per_minute, self.policy
        );
        let problem = Problem::new(Code::RateLimited, detail).with_header(RETRY_AFTER, seconds.into());
        self.headers().into_iter().fold(problem, |problem, (name, value)| problem.with_header(name, value))
    }
}
