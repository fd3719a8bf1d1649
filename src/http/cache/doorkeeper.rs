//! The doorkeeper of the full cache (the term of TinyLFU): counts how often a key was requested recently, so that a key that is
//! requested once or twice does not replace an entry.
//!
//! A hash table without chaining: a new key overwrites the slot that it hashes to, so that keys that are not requested again
//! are forgotten over time. Must not know the entries.

use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::xxh3_64;

/// The number of cache bytes per slot. There are several times as many slots as entries, so that the keys of real pages are
/// remembered among many random ones.
const BYTES_PER_SLOT: u64 = 1024;

/// The bits of a slot that hold the count. The other bits hold the hash of the key.
const COUNT_MASK: u64 = 0b11;

/// Recently requested keys and their counts.
pub(super) struct Doorkeeper(Box<[AtomicU64]>);

/// A request that was recorded.
pub(super) struct RecordedRequest<'a> {
    slot: &'a AtomicU64,
    hash: u64,
    /// The number of earlier requests.
    before: u64,
}

impl Doorkeeper {
    /// Creates the doorkeeper of a cache of `bytes_max` bytes.
    pub(super) fn new(bytes_max: u64) -> Self {
        let slots = usize::try_from(bytes_max / BYTES_PER_SLOT).unwrap_or(usize::MAX).clamp(1 << 6, 1 << 20);
        Self(std::iter::repeat_with(AtomicU64::default).take(slots).collect())
    }

    /// Records a request for a key.
    pub(super) fn record(&self, key: &str) -> RecordedRequest<'_> {
        let (slot, hash) = self.slot(key);
        let now = slot.load(Ordering::Relaxed);
        let before = if now & !COUNT_MASK == hash { COUNT_MASK.min((now & COUNT_MASK) + 1) } else { 0 };
        slot.store(hash | before, Ordering::Relaxed);
        RecordedRequest { slot, hash, before }
    }

    /// Admits the key at its next request.
    pub(super) fn admit_next(&self, key: &str) {
        let (slot, hash) = self.slot(key);
        slot.store(hash | COUNT_MASK, Ordering::Relaxed);
    }

    fn slot(&self, key: &str) -> (&AtomicU64, u64) {
        let hash = xxh3_64(key.as_bytes());
        let at = usize::try_from(hash >> 32).unwrap_or_default() % self.0.len();
        (&self.0[at], hash & !COUNT_MASK)
    }
}

impl RecordedRequest<'_> {
    /// Returns true if the key was requested often recently, or again since this request was recorded.
    pub(super) fn is_admitted(&self) -> bool {
        let now = self.slot.load(Ordering::Relaxed);
        now & !COUNT_MASK == self.hash && (now & COUNT_MASK == COUNT_MASK || now & COUNT_MASK > self.before)
    }
}
