//! The limits of concurrent requests and of buffered response bytes, in total and per client.
//!
//! A request holds its permit until the body of its response is sent. One client gets at most a tenth of the permits, so that a
//! greedy or slow client leaves permits for others, and they do not wait for the database behind its requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::client_address::ClientAddress;
use super::throttled_warning::ThrottledWarning;

/// One client gets at most 1/`CLIENT_SHARE` of the permits.
const CLIENT_SHARE: usize = 10;

/// The minimum number of permits of a client, unless there are fewer in total.
const CLIENT_PERMITS_MIN: usize = 32;

/// The maximum number of buffered response bytes of all clients.
const BYTES_MAX: u64 = 256 << 20;

/// The maximum number of buffered response bytes of one client.
const CLIENT_BYTES_MAX: u64 = 64 << 20;

/// The permits of one server.
#[derive(Debug)]
pub(super) struct ConcurrencyLimit {
    max_permits: usize,
    max_permits_per_client: usize,
    in_use: Arc<Mutex<InUse>>,
    warning: ThrottledWarning,
}

#[derive(Debug, Default)]
struct InUse {
    total: Usage,
    by_client: HashMap<ClientAddress, Usage>,
}

/// Permits and response bytes in use.
#[derive(Debug, Default, Clone, Copy)]
struct Usage {
    permits: usize,
    bytes: u64,
}

impl ConcurrencyLimit {
    /// Allows `max_permits` concurrent requests; 0 for no limit.
    pub(super) fn new(max_permits: u32) -> Self {
        let max_permits = usize::try_from(max_permits).ok().filter(|max| *max > 0).unwrap_or(usize::MAX);
        let max_permits_per_client = if max_permits == usize::MAX {
            max_permits
        } else {
            (max_permits / CLIENT_SHARE).max(CLIENT_PERMITS_MIN).min(max_permits)
        };
        Self { max_permits, max_permits_per_client, in_use: Arc::default(), warning: ThrottledWarning::default() }
    }

    /// Takes a permit for a request of `client`, if there is one.
    pub(super) fn try_acquire(&self, client: ClientAddress) -> Option<Permit> {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        let own = in_use.by_client.get(&client).map_or(0, |usage| usage.permits);
        if in_use.total.permits >= self.max_permits || own >= self.max_permits_per_client {
            drop(in_use);
            self.warning.record(|refused| {
                log::warn!(
                    "overloaded: {refused} requests were rejected; the limit is {} concurrent requests, and {} per client",
                    self.max_permits, self.max_permits_per_client
                );
            });
            return None;
        }
        in_use.total.permits += 1;
        in_use.by_client.entry(client).or_default().permits += 1;
        Some(Permit { client, bytes: 0, in_use: Arc::clone(&self.in_use) })
    }
}

/// A permit; dropping it releases it.
#[derive(Debug)]
pub(in crate::http) struct Permit {
    client: ClientAddress,
    /// The number of reserved response bytes.
    bytes: u64,
    in_use: Arc<Mutex<InUse>>,
}

impl Permit {
    /// Reserves the bytes of a response until the permit is dropped. Returns false if they exceed a limit and the response may
    /// be refused.
    pub(in crate::http) fn reserve_bytes(&mut self, bytes: u64, is_refusable: bool) -> bool {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        let own = in_use.by_client.get(&self.client).map_or(0, |usage| usage.bytes);
        // A single response may have any size.
        let fits = |usage: u64, max: u64| usage == 0 || usage.saturating_add(bytes) <= max;
        if is_refusable && (!fits(in_use.total.bytes, BYTES_MAX) || !fits(own, CLIENT_BYTES_MAX)) {
            return false;
        }
        in_use.total.bytes += bytes;
        in_use.by_client.entry(self.client).or_default().bytes += bytes;
        drop(in_use);
        self.bytes += bytes;
        true
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut in_use = self.in_use.lock().unwrap_or_else(PoisonError::into_inner);
        in_use.total.permits = in_use.total.permits.saturating_sub(1);
        in_use.total.bytes = in_use.total.bytes.saturating_sub(self.bytes);
        if let Some(own) = in_use.by_client.get_mut(&self.client) {
            own.permits = own.permits.saturating_sub(1);
            own.bytes = own.bytes.saturating_sub(self.bytes);
            if own.permits == 0 {
                in_use.by_client.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn client(last: u8) -> ClientAddress {
        ClientAddress::at([192, 0, 2, last].into())
    }

    #[test]
    fn one_client_leaves_the_others_most_of_the_permits() {
        let all_of = |limit: &ConcurrencyLimit, last| {
            std::iter::from_fn(|| limit.try_acquire(client(last))).collect::<Vec<Permit>>()
        };
        assert_eq!(all_of(&ConcurrencyLimit::new(1000), 1).len(), 100);
        assert_eq!(all_of(&ConcurrencyLimit::new(2), 1).len(), 2);
        let limit = ConcurrencyLimit::new(50);
        let (greedy, other) = (all_of(&limit, 1), all_of(&limit, 2));
        assert_eq!((greedy.len(), other.len()), (32, 18));
        assert!(limit.try_acquire(client(3)).is_none(), "no permit is left");
        drop(greedy);
        assert!(limit.try_acquire(client(3)).is_some() && limit.try_acquire(client(1)).is_some());
        drop(other);
        assert!(limit.in_use.lock().unwrap().by_client.is_empty());
    }

    #[test]
    fn waiting_response_bytes_are_limited_per_client() {
        let limit = ConcurrencyLimit::new(0);
        let mut held: Vec<Permit> = (0..4).filter_map(|_| limit.try_acquire(client(1))).collect();
        assert!(held[0].reserve_bytes(CLIENT_BYTES_MAX * 2, true), "a single response may have any size");
        assert!(!held[1].reserve_bytes(1, true), "the second response exceeds the limit");
        assert!(limit.try_acquire(client(2)).is_some_and(|mut permit| permit.reserve_bytes(1000, true)));
        held.clear();
        assert!(limit.try_acquire(client(1)).is_some_and(|mut permit| permit.reserve_bytes(CLIENT_BYTES_MAX, true)));
    }

    #[test]
    fn waiting_response_bytes_are_limited_in_total() {
        let limit = ConcurrencyLimit::new(0);
        let mut held: Vec<Permit> = (0..5).filter_map(|last| limit.try_acquire(client(last))).collect();
        let reserved: Vec<bool> = held.iter_mut().map(|permit| permit.reserve_bytes(CLIENT_BYTES_MAX, true)).collect();
        assert_eq!(reserved, [true, true, true, true, false], "four clients use all of it");
        drop(held.remove(0));
        assert!(held[3].reserve_bytes(CLIENT_BYTES_MAX, true));
    }

    #[test]
    fn a_response_that_may_not_be_refused_counts_but_is_not_refused() {
        let limit = ConcurrencyLimit::new(0);
        let mut held: Vec<Permit> = (0..3).filter_map(|_| limit.try_acquire(client(1))).collect();
        assert!(held[0].reserve_bytes(CLIENT_BYTES_MAX - 10, true));
        assert!(held[1].reserve_bytes(1000, false), "the response to a write is never refused");
        drop(held.remove(0));
        assert!(held[1].reserve_bytes(CLIENT_BYTES_MAX - 1000, true) && !held[1].reserve_bytes(1, true));
        held.clear();
        assert!(limit.in_use.lock().unwrap().by_client.is_empty());
    }
}
