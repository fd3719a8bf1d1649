//! Invalidation of cache entries.
//!
//! A clock counts changes of public content. A response records the entity that it depends on, and as its epoch the clock
//! before it was computed. A change stamps the entities that it affects with the new clock. A response is valid while the stamp
//! of its entity is not later than its epoch. Stamps are indexed by the last bits of the id: a collision only causes an
//! unnecessary computation.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::content::{Id, Timestamp};

/// The number of stamps; a power of two. They take half a megabyte.
const STAMP_COUNT: usize = 1 << 16;

/// A point in the sequence of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    clock: u64,
    /// The number of the last known change of the log. Responses of this epoch include it.
    pub seq: i64,
}

/// The change clock and the stamps of one server.
#[derive(Debug)]
pub struct InvalidationClock {
    clock: AtomicU64,
    /// The stamp of any entity.
    any: AtomicU64,
    by_id: Vec<AtomicU64>,
    seq: AtomicI64,
    /// The time of the next scheduled publication or unpublication in Unix milliseconds; `i64::MAX` for none.
    next_event_ms: AtomicI64,
}

impl Default for InvalidationClock {
    fn default() -> Self {
        Self {
            clock: AtomicU64::new(0),
            any: AtomicU64::new(0),
            by_id: std::iter::repeat_with(|| AtomicU64::new(0)).take(STAMP_COUNT).collect(),
            seq: AtomicI64::new(0),
            next_event_ms: AtomicI64::new(i64::MAX),
        }
    }
}

impl InvalidationClock {
    /// Returns the current epoch. Call this before reading from the database.
    pub fn current_epoch(&self) -> Epoch {
        // Reads `seq` first, so that it is never ahead of the clock.
        let seq = self.seq.load(Ordering::SeqCst);
        Epoch { clock: self.clock.load(Ordering::SeqCst), seq }
    }

    /// Invalidates entities after the commit of changes up to number `seq`.
    pub fn invalidate(&self, ids: impl Iterator<Item = Id>, seq: i64) {
        let now = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        for id in ids {
            self.stamp_of(id).fetch_max(now, Ordering::SeqCst);
        }
        self.any.fetch_max(now, Ordering::SeqCst);
        self.seq.fetch_max(seq, Ordering::SeqCst);
    }

    /// Sets the time of the next scheduled publication or unpublication.
    pub fn set_next_event(&self, next_event: Option<Timestamp>) {
        self.next_event_ms.store(next_event.map_or(i64::MAX, Timestamp::unix_ms), Ordering::SeqCst);
    }

    /// The time of the next scheduled publication or unpublication.
    pub fn next_event(&self) -> Option<Timestamp> {
        let moment = self.next_event_ms.load(Ordering::SeqCst);
        (moment != i64::MAX).then(|| Timestamp::from_unix_ms(moment))
    }

    /// Returns true if `about` (or, for `None`, any entity) has not changed since `epoch`.
    pub fn is_valid(&self, epoch: Epoch, about: Option<Id>) -> bool {
        let stamp = about.map_or(&self.any, |id| self.stamp_of(id));
        stamp.load(Ordering::SeqCst) <= epoch.clock
    }

    fn stamp_of(&self, id: Id) -> &AtomicU64 {
        // The last bits of a UUIDv7 are random (RFC 9562, section 5.7).
        let [.., high, low] = *id.as_bytes();
        &self.by_id[usize::from(u16::from_be_bytes([high, low])) % STAMP_COUNT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_valid_until_its_entity_changes() {
        let clock = InvalidationClock::default();
        let (one, other) = (Id::new(), Id::new());
        let epoch = clock.current_epoch();
        clock.invalidate([one].into_iter(), 1);
        assert!(!clock.is_valid(epoch, Some(one)) && !clock.is_valid(epoch, None));
        assert!(clock.is_valid(epoch, Some(other)));
        let later = clock.current_epoch();
        assert!(clock.is_valid(later, Some(one)) && clock.is_valid(later, None));
        assert_eq!(later.seq, 1);
    }
}
