//! The limit of failed authentications: above it, only keys that the address has used successfully before are checked.
//!
//! Keys have 256 random bits, so that they cannot be guessed. The limit saves the database look-ups of invented keys.
//! Other clients behind the same address, such as an office or a proxy, can continue with the keys that they used
//! before.

use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::RETRY_AFTER;
use quick_cache::sync::Cache;

use crate::http::{ClientAddress, Code, Problem};

/// The approximate number of addresses, and of successful keys, that are remembered. An evicted address starts again
/// at zero.
const REMEMBERED_MAX: usize = 20_000;

const WINDOW: Duration = Duration::from_mins(1);

/// The failures of one address in the current window.
#[derive(Debug, Clone, Copy)]
struct FailureWindow {
    since: Instant,
    count: u32,
}

/// Limits failed authentications by address.
#[derive(Debug)]
pub struct AuthFailureLimiter {
    /// The limit in one minute; 0 for none.
    limit: u32,
    failures: Cache<ClientAddress, Arc<Mutex<FailureWindow>>>,
    /// Keyed digests of each successful key with its address. A collision only causes a look-up.
    successes: Cache<u64, ()>,
    hasher: RandomState,
}

impl AuthFailureLimiter {
    /// Limits the failures of one address in a minute; 0 for no limit.
    pub fn new(limit: u32) -> Self {
        Self {
            limit,
            failures: Cache::new(REMEMBERED_MAX),
            successes: Cache::new(REMEMBERED_MAX),
            hasher: RandomState::new(),
        }
    }

    /// Rejects a credential if its client has reached the limit and has not used it successfully before.
    pub(super) fn check(&self, client: ClientAddress, credential: &[u8]) -> Result<(), Problem> {
        if self.limit == 0 {
            return Ok(());
        }
        let Some(window) = self.failures.get(&client) else { return Ok(()) };
        let FailureWindow { since, count } = *window.lock().unwrap_or_else(PoisonError::into_inner);
        let left = WINDOW.saturating_sub(since.elapsed());
        if count < self.limit || left.is_zero() || self.successes.get(&self.digest(client, credential)).is_some() {
            return Ok(());
        }
        let seconds = left.as_secs() + 1;
        let detail = format!("This address sent too many invalid keys; wait for {seconds} seconds.");
        Err(Problem::new(Code::TooManyAuthFailures, detail).with_header(RETRY_AFTER, seconds.into()))
    }

    /// Counts a failure of a client.
    pub(super) fn record_failure(&self, client: ClientAddress) {
        if self.limit == 0 {
            return;
        }
        let begin = || Ok(Arc::new(Mutex::new(FailureWindow { since: Instant::now(), count: 0 })));
        let window: Result<_, Infallible> = self.failures.get_or_insert_with(&client, begin);
        let Ok(window) = window;
        let mut window = window.lock().unwrap_or_else(PoisonError::into_inner);
        if window.since.elapsed() >= WINDOW {
            *window = FailureWindow { since: Instant::now(), count: 0 };
        }
        window.count = window.count.saturating_add(1);
        if window.count == self.limit {
            log::warn!(
                "{client} sent {} invalid keys within a minute; further unknown keys are not looked up",
                self.limit
            );
        }
    }

    /// Remembers a credential that was valid.
    pub(super) fn record_success(&self, client: ClientAddress, credential: &[u8]) {
        let digest = self.digest(client, credential);
        if self.limit > 0 && self.successes.get(&digest).is_none() {
            self.successes.insert(digest, ());
        }
    }

    fn digest(&self, client: ClientAddress, credential: &[u8]) -> u64 {
        self.hasher.hash_one((client, credential))
    }
}
