//! The limits of requests under way and of answer bytes that wait for their clients: in all, and of one client.
//!
//! A place is taken until the body of the answer is gone. No client has more than a tenth of the places, so that one who is
//! greedy or slow leaves the others theirs, and does not have them wait for the database behind all that it asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::clients::Client;
use super::warning::RefusalWarning;

/// One client may have one place of so many.
const SHARE: usize = 10;

/// The least places that a client may have, if there are as many.
const SHARE_MIN: usize = 32;

/// The most bytes of answers that wait for all clients together.
const BYTES_MAX: u64 = 256 << 20;

/// The most bytes of answers that wait for one client.
const CLIENT_BYTES_MAX: u64 = 64 << 20;

/// The places of one server.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    most_of_one: usize,
    taken: Arc<Mutex<Taken>>,
    warning: RefusalWarning,
}

#[derive(Debug, Default)]
struct Taken {
    all: Load,
    by_client: HashMap<Client, Load>,
}

/// The work under way.
#[derive(Debug, Default, Clone, Copy)]
struct Load {
    places: usize,
    bytes: u64,
}

impl Places {
    /// So many places; 0 for any number.
    pub(super) fn new(most: u32) -> Self {
        let most = usize::try_from(most).ok().filter(|most| *most > 0).unwrap_or(usize::MAX);
        let most_of_one = if most == usize::MAX { most } else { (most / SHARE).max(SHARE_MIN).min(most) };
        Self { most, most_of_one, taken: Arc::default(), warning: RefusalWarning::default() }
    }

    /// A place for a request of `client`, if there is one.
    pub(super) fn take(&self, client: Client) -> Option<Place> {
        let mut taken = lock(&self.taken);
        let own = taken.by_client.get(&client).map_or(0, |load| load.places);
        if taken.all.places >= self.most || own >= self.most_of_one {
            drop(taken);
            self.warning.count(|refused| {
                log::warn!(
                    "overloaded: {refused} requests were turned away, for {} are worked on at once, and {} of one client",
                    self.most, self.most_of_one
                );
            });
            return None;
        }
        taken.all.places += 1;
        taken.by_client.entry(client).or_default().places += 1;
        Some(Place { client, bytes: 0, taken: Arc::clone(&self.taken) })
    }
}

/// One place; free again when it is dropped.
#[derive(Debug)]
pub(in crate::http) struct Place {
    client: Client,
    /// Of the answer.
    bytes: u64,
    taken: Arc<Mutex<Taken>>,
}

impl Place {
    /// Notes that so many bytes of an answer wait for the client from now on. Returns false if those are too many for an
    /// answer that may be refused.
    pub(in crate::http) fn hold(&mut self, bytes: u64, is_refusable: bool) -> bool {
        let mut taken = lock(&self.taken);
        let own = taken.by_client.get(&self.client).map_or(0, |load| load.bytes);
        // One answer is given whatever its size.
        let fits = |load: u64, most: u64| load == 0 || load.saturating_add(bytes) <= most;
        if is_refusable && (!fits(taken.all.bytes, BYTES_MAX) || !fits(own, CLIENT_BYTES_MAX)) {
            return false;
        }
        taken.all.bytes += bytes;
        taken.by_client.entry(self.client).or_default().bytes += bytes;
        drop(taken);
        self.bytes += bytes;
        true
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all.places = taken.all.places.saturating_sub(1);
        taken.all.bytes = taken.all.bytes.saturating_sub(self.bytes);
        if let Some(own) = taken.by_client.get_mut(&self.client) {
            own.places = own.places.saturating_sub(1);
            own.bytes = own.bytes.saturating_sub(self.bytes);
            if own.places == 0 {
                taken.by_client.remove(&self.client);
            }
        }
    }
}

/// Nothing that holds the lock can panic half way.
fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(last: u8) -> Client {
        Client::at([192, 0, 2, last].into())
    }

    #[test]
    fn one_client_leaves_the_others_most_of_the_places() {
        let all_of = |places: &Places, last| std::iter::from_fn(|| places.take(client(last))).collect::<Vec<Place>>();
        assert_eq!(all_of(&Places::new(1000), 1).len(), 100);
        assert_eq!(all_of(&Places::new(2), 1).len(), 2);
        let places = Places::new(50);
        let (greedy, other) = (all_of(&places, 1), all_of(&places, 2));
        assert_eq!((greedy.len(), other.len()), (32, 18));
        assert!(places.take(client(3)).is_none(), "there are no more");
        drop(greedy);
        assert!(places.take(client(3)).is_some() && places.take(client(1)).is_some());
        drop(other);
        assert!(lock(&places.taken).by_client.is_empty());
    }

    #[test]
    fn answers_that_nobody_takes_are_bounded_for_each_client() {
        let places = Places::new(0);
        let mut held: Vec<Place> = (0..4).filter_map(|_| places.take(client(1))).collect();
        assert!(held[0].hold(CLIENT_BYTES_MAX * 2, true), "the first one is given whatever its size");
        assert!(!held[1].hold(1, true), "another one has to wait");
        assert!(places.take(client(2)).is_some_and(|mut place| place.hold(1000, true)));
        held.clear();
        assert!(places.take(client(1)).is_some_and(|mut place| place.hold(CLIENT_BYTES_MAX, true)));
    }

    #[test]
    fn an_answer_that_may_not_be_refused_counts_and_is_not_refused() {
        let places = Places::new(0);
        let mut held: Vec<Place> = (0..3).filter_map(|_| places.take(client(1))).collect();
        assert!(held[0].hold(CLIENT_BYTES_MAX - 10, true));
        assert!(held[1].hold(1000, false), "what it answers was written");
        drop(held.remove(0));
        assert!(held[1].hold(CLIENT_BYTES_MAX - 1000, true) && !held[1].hold(1, true));
        held.clear();
        assert!(lock(&places.taken).by_client.is_empty());
    }
}
