//! The storage of cache entries, bounded in bytes.
//!
//! A client can send requests that are never repeated, such as random queries. While there is room, every response is stored.
//! Once the storage is full, the [`Doorkeeper`] admits only keys that were requested repeatedly. New entries stay in a section
//! of their own until they are requested once more (the algorithm is that of `quick_cache`: CLOCK-Pro).

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use xxhash_rust::xxh3::xxh3_64;

use super::entry::CacheEntry;

/// The number of shards, each with its own lock. A response cannot be larger than a shard.
const SHARDS: usize = 8;

/// The number of evicted keys that are remembered, so that a repeated request is recognized; some megabytes at most.
const GHOST_ENTRIES: usize = 1 << 16;

/// The fraction of the storage for entries that were requested again after their insertion. An entry is inserted after several
/// requests and stays in the other part long enough to be requested once more.
const HOT_FRACTION: f64 = 0.75;

/// The approximate number of bytes of an entry beside its body and its key: headers and the bookkeeping of the cache.
const ENTRY_OVERHEAD: usize = 1024;

/// The storage counts as full when less than 1/`FREE_FRACTION` of it is free: shards never fill up completely or at the same
/// time.
const FREE_FRACTION: u64 = 16;

/// The number of cache bytes per slot. There are several times as many slots as entries, so that the keys of real pages are
/// remembered among many random ones.
const BYTES_PER_SLOT: u64 = 1024;

/// The bits of a slot that hold the count. The other bits hold the hash of the key.
const COUNT_MASK: u64 = 0b11;

/// The value of a key. `None` is temporary: it tells waiting requests that there is nothing to store.
type CacheSlot = Option<Arc<CacheEntry>>;

/// The entries by key.
pub(super) struct CacheStorage {
    pub(super) entries: Cache<String, CacheSlot, EntryWeighter>,
    /// Created when the storage is full for the first time, and never dropped: new entries replace invalidated ones.
    doorkeeper: OnceLock<Doorkeeper>,
}

#[derive(Clone)]
pub(super) struct EntryWeighter;

impl Weighter<String, CacheSlot> for EntryWeighter {
    fn weight(&self, key: &String, slot: &CacheSlot) -> u64 {
        let response = slot.as_ref().map_or(0, |entry| entry.response.weight());
        u64::try_from(key.len() + response + ENTRY_OVERHEAD).unwrap_or(u64::MAX)
    }
}

impl CacheStorage {
    /// Creates a storage of `bytes_max` bytes, or returns `None` if that is too little for any entry.
    pub(super) fn new(bytes_max: u64) -> Option<Self> {
        let options = OptionsBuilder::new()
            .shards(SHARDS)
            .estimated_items_capacity(GHOST_ENTRIES)
            .ghost_allocation(1.0)
            .hot_allocation(HOT_FRACTION)
            .weight_capacity(bytes_max)
            .build();
        let entries = Cache::with_options(
            options.ok()?,
            EntryWeighter,
            DefaultHashBuilder::default(),
            DefaultLifecycle::default(),
        );
        Some(Self { entries, doorkeeper: OnceLock::new() })
    }

    pub(super) fn find(&self, key: &str) -> Option<Arc<CacheEntry>> {
        self.entries.get(key).flatten()
    }

    /// Removes the entry of a key. The key is admitted again at once.
    pub(super) fn remove(&self, key: &str) {
        self.entries.remove(key);
        if let Some(doorkeeper) = self.doorkeeper.get() {
            doorkeeper.admit_next(key);
        }
    }

    /// Returns the entry of a key. If there is none, one of the concurrent requests computes it, and it is stored if the
    /// doorkeeper admits it.
    pub(super) async fn get_or_compute(
        &self,
        key: &str,
        compute: impl Future<Output = Option<Arc<CacheEntry>>>,
    ) -> Option<Arc<CacheEntry>> {
        let request = self.doorkeeper().map(|doorkeeper| doorkeeper.record(key));
        match self.entries.get_value_or_guard_async(key).await {
            Ok(entry) => entry,
            Err(guard) => {
                let entry = compute.await;
                // Requests that arrived during the computation were recorded and wait for the entry.
                if entry.is_some() && request.is_some_and(|request| !request.is_admitted()) {
                    return entry;
                }
                // The insertion fails if the key was removed during the computation.
                let _ = guard.insert(entry.clone());
                if entry.is_none() {
                    self.entries.remove_if(key, Option::is_none);
                }
                entry
            }
        }
    }

    /// Returns the doorkeeper once the storage is full.
    fn doorkeeper(&self) -> Option<&Doorkeeper> {
        let is_full = || self.entries.weight() >= self.entries.capacity() / FREE_FRACTION * (FREE_FRACTION - 1);
        self.doorkeeper
            .get()
            .or_else(|| is_full().then(|| self.doorkeeper.get_or_init(|| Doorkeeper::new(self.entries.capacity()))))
    }
}

/// The doorkeeper of the full storage (the term of TinyLFU): counts how often a key was requested recently, so that a key
/// that is requested once or twice does not replace an entry.
///
/// A hash table without chaining: a new key overwrites the slot that it hashes to, so that keys that are not requested again
/// are forgotten over time.
struct Doorkeeper(Box<[AtomicU64]>);

/// A request that was recorded.
struct RecordedRequest<'a> {
    slot: &'a AtomicU64,
    hash: u64,
    /// The number of earlier requests.
    before: u64,
}

impl Doorkeeper {
    /// Creates the doorkeeper of a cache of `bytes_max` bytes.
    fn new(bytes_max: u64) -> Self {
        let slots = usize::try_from(bytes_max / BYTES_PER_SLOT).unwrap_or(usize::MAX).clamp(1 << 6, 1 << 20);
        Self(std::iter::repeat_with(AtomicU64::default).take(slots).collect())
    }

    /// Records a request for a key.
    fn record(&self, key: &str) -> RecordedRequest<'_> {
        let (slot, hash) = self.slot(key);
        let now = slot.load(Ordering::Relaxed);
        let before = if now & !COUNT_MASK == hash { COUNT_MASK.min((now & COUNT_MASK) + 1) } else { 0 };
        slot.store(hash | before, Ordering::Relaxed);
        RecordedRequest { slot, hash, before }
    }

    /// Admits the key at its next request.
    fn admit_next(&self, key: &str) {
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
    fn is_admitted(&self) -> bool {
        let now = self.slot.load(Ordering::Relaxed);
        now & !COUNT_MASK == self.hash && (now & COUNT_MASK == COUNT_MASK || now & COUNT_MASK > self.before)
    }
}
