//! Which answers that were made earlier are still true.
//!
//! A clock counts the changes of what is public. An answer notes the clock before it is read, and what it shows; a
//! change stamps what it touches. An answer is true as long as the stamp of what it shows is not later than itself.
//! Stamps are kept for the last bits of ids: two things that share them only make an answer be read again that need not be.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::content::{Id, Timestamp};

/// How many stamps there are: a power of two, half a megabyte of them.
const STAMPS: usize = 1 << 16;

/// A reading of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    clock: u64,
    /// The number of the last change that was known.
    seq: i64,
}

impl Reading {
    /// The number of the last change in the log that was known; answers read since then have it in them.
    pub fn seq(self) -> i64 {
        self.seq
    }
}

/// The clock and the stamps of one server.
#[derive(Debug)]
pub struct Currency {
    clock: AtomicU64,
    all: AtomicU64,
    of: Vec<AtomicU64>,
    seq: AtomicI64,
    /// The next moment at which something is to become or cease to be public, in milliseconds; `i64::MAX` for none.
    next_event_ms: AtomicI64,
}

impl Default for Currency {
    fn default() -> Self {
        Self {
            clock: AtomicU64::new(0),
            all: AtomicU64::new(0),
            of: std::iter::repeat_with(|| AtomicU64::new(0)).take(STAMPS).collect(),
            seq: AtomicI64::new(0),
            next_event_ms: AtomicI64::new(i64::MAX),
        }
    }
}

impl Currency {
    /// The clock as it stands. To be read before the database is.
    pub fn read(&self) -> Reading {
        // The number first: it must not be of a change that the clock does not know of.
        let seq = self.seq.load(Ordering::SeqCst);
        Reading { clock: self.clock.load(Ordering::SeqCst), seq }
    }

    /// These things changed, with the change `seq` as the last one. To be called after the commit.
    pub fn changed(&self, ids: impl Iterator<Item = Id>, seq: i64) {
        let now = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        for id in ids {
            self.stamp_of(id).fetch_max(now, Ordering::SeqCst);
        }
        self.all.fetch_max(now, Ordering::SeqCst);
        self.seq.fetch_max(seq, Ordering::SeqCst);
    }

    /// The next moment at which something is to become or cease to be public is now this.
    pub fn expect(&self, next_event: Option<Timestamp>) {
        self.next_event_ms.store(next_event.map_or(i64::MAX, Timestamp::unix_ms), Ordering::SeqCst);
    }

    /// That moment.
    pub fn next_event(&self) -> Option<Timestamp> {
        let moment = self.next_event_ms.load(Ordering::SeqCst);
        (moment != i64::MAX).then(|| Timestamp::from_unix_ms(moment))
    }

    /// Whether what was read after `reading` is still true: of that one thing, or of all there is.
    pub fn holds(&self, reading: Reading, about: Option<Id>) -> bool {
        let stamp = about.map_or(&self.all, |id| self.stamp_of(id));
        stamp.load(Ordering::SeqCst) <= reading.clock
    }

    fn stamp_of(&self, id: Id) -> &AtomicU64 {
        // The last bits of the ids made here are random (RFC 9562, section 5.7).
        let [.., high, low] = *id.as_bytes();
        &self.of[usize::from(u16::from_be_bytes([high, low])) % STAMPS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_until_what_it_shows_changes() {
        let currency = Currency::default();
        let (one, other) = (Id::new(), Id::new());
        let reading = currency.read();
        currency.changed([one].into_iter(), 1);
        assert!(!currency.holds(reading, Some(one)) && !currency.holds(reading, None));
        assert!(currency.holds(reading, Some(other)));
        let later = currency.read();
        assert!(currency.holds(later, Some(one)) && currency.holds(later, None));
        assert_eq!(later.seq(), 1);
    }
}
