//! Who asked for what lately, once the cache is full: what is asked for once or twice is not worth the place of something else.
//!
//! A table of hashes without chains: whoever comes to a place that is taken takes it, so that what is not asked for again is
//! forgotten by and by. Must not know what is kept.

use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::xxh3_64;

/// For how many bytes of the cache a name is remembered: several times as many names as there is room for answers, so that a
/// page is known again among many strangers.
const BYTES_PER_NAME: u64 = 1024;

/// The bits of a place that count, up to all of them set. The others are of the hash of the name.
const COUNT: u64 = 0b11;

/// The names that were asked for lately, and how often.
pub(super) struct Doorkeeper(Box<[AtomicU64]>);

/// That a name was asked for.
pub(super) struct Visit<'a> {
    place: &'a AtomicU64,
    hash: u64,
    /// How often it had been asked for before.
    before: u64,
}

impl Doorkeeper {
    /// One for a cache of so many bytes.
    pub(super) fn new(bytes_max: u64) -> Self {
        let places = usize::try_from(bytes_max / BYTES_PER_NAME).unwrap_or(usize::MAX).clamp(1 << 6, 1 << 20);
        Self(std::iter::repeat_with(AtomicU64::default).take(places).collect())
    }

    /// Takes note of a name that is asked for.
    pub(super) fn note(&self, name: &str) -> Visit<'_> {
        let (place, hash) = self.place(name);
        let now = place.load(Ordering::Relaxed);
        let before = if now & !COUNT == hash { COUNT.min((now & COUNT) + 1) } else { 0 };
        place.store(hash | before, Ordering::Relaxed);
        Visit { place, hash, before }
    }

    /// Takes a name for one that was asked for often.
    pub(super) fn vouch(&self, name: &str) {
        let (place, hash) = self.place(name);
        place.store(hash | COUNT, Ordering::Relaxed);
    }

    fn place(&self, name: &str) -> (&AtomicU64, u64) {
        let hash = xxh3_64(name.as_bytes());
        let at = usize::try_from(hash >> 32).unwrap_or_default() % self.0.len();
        (&self.0[at], hash & !COUNT)
    }
}

impl Visit<'_> {
    /// Whether the name was asked for often lately, or again since.
    pub(super) fn is_let_in(&self) -> bool {
        let now = self.place.load(Ordering::Relaxed);
        now & !COUNT == self.hash && (now & COUNT == COUNT || now & COUNT > self.before)
    }
}
