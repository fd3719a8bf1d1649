//! How many requests are worked on at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// It is said in the log at most this often that there was no place.
const SAID_EVERY: Duration = Duration::from_secs(10);

/// The places of one server.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    taken: Arc<AtomicUsize>,
    begun: Instant,
    /// How many were turned away since that was last said.
    turned_away: AtomicU64,
    /// When it is said next, in milliseconds since the beginning.
    said_next_ms: AtomicU64,
}

impl Places {
    /// So many places; 0 for any number.
    pub(super) fn new(most: u32) -> Self {
        let most = usize::try_from(most).ok().filter(|most| *most > 0).unwrap_or(usize::MAX);
        Self {
            most,
            taken: Arc::default(),
            begun: Instant::now(),
            turned_away: AtomicU64::new(0),
            said_next_ms: AtomicU64::new(0),
        }
    }

    /// A place, if there is one.
    pub(super) fn take(&self) -> Option<Place> {
        let place = Place(Arc::clone(&self.taken));
        if self.taken.fetch_add(1, Ordering::Relaxed) < self.most {
            return Some(place);
        }
        self.say();
        None
    }

    /// Tells the log, once for many.
    fn say(&self) {
        let turned_away = self.turned_away.fetch_add(1, Ordering::Relaxed) + 1;
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let (now, due) = (milliseconds(self.begun.elapsed()), self.said_next_ms.load(Ordering::Relaxed));
        let next = now.saturating_add(milliseconds(SAID_EVERY));
        let is_ours = || self.said_next_ms.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if now >= due && is_ours() {
            self.turned_away.fetch_sub(turned_away, Ordering::Relaxed);
            log::warn!("overloaded: {turned_away} requests were turned away, for {} are worked on at once", self.most);
        }
    }
}

/// One place; free again when it is dropped.
#[derive(Debug)]
pub(in crate::http) struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
