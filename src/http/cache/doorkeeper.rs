//! Who asked for what lately, once the cache is full: what is asked for once is not worth the place of something else.
//!
//! A table of hashes without chains: whoever comes to a place that is taken takes it, so that what was asked for once is
//! forgotten by and by. Must not know what is kept.

use std::sync::atomic::{AtomicU64, Ordering};

use xxhash_rust::xxh3::xxh3_64;

/// For how many bytes of the cache a name is remembered: about twice as many names as there is room for answers, so that a
/// page is known again among many strangers.
const BYTES_PER_NAME: u64 = 2048;

/// The bit of a place that says that its name was asked for more than once. The others are of the hash of the name.
const AGAIN: u64 = 1;

/// The names that were asked for lately.
pub(super) struct Doorkeeper(Box<[AtomicU64]>);

impl Doorkeeper {
    /// One for a cache of so many bytes.
    pub(super) fn new(bytes_max: u64) -> Self {
        let places = usize::try_from(bytes_max / BYTES_PER_NAME).unwrap_or(usize::MAX).clamp(1 << 6, 1 << 20);
        Self(std::iter::repeat_with(AtomicU64::default).take(places).collect())
    }

    /// Takes note of a name that is asked for.
    pub(super) fn note(&self, name: &str) {
        let (place, hash) = self.place(name);
        let before = place.load(Ordering::Relaxed);
        place.store(if before & !AGAIN == hash { hash | AGAIN } else { hash }, Ordering::Relaxed);
    }

    /// Whether it was asked for more than once lately.
    pub(super) fn knows(&self, name: &str) -> bool {
        let (place, hash) = self.place(name);
        place.load(Ordering::Relaxed) == hash | AGAIN
    }

    fn place(&self, name: &str) -> (&AtomicU64, u64) {
        let hash = xxh3_64(name.as_bytes());
        let at = usize::try_from(hash >> 32).unwrap_or_default() % self.0.len();
        (&self.0[at], hash & !AGAIN)
    }
}
