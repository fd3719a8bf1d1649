//! Where answers are kept: a large shelf for those that were asked for before, and a small one for those that were not.
//!
//! Anybody can ask for things that nobody asks for again, such as random queries. While there is room, everything is kept;
//! from then on what is new stands on the small shelf, and strangers push out strangers only.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use moka::future::Cache;

use super::Kept;

/// Of how many names it is remembered that they were asked for: a power of two, half a megabyte of them.
const SEEN: u64 = 1 << 17;

/// Which part of the bytes the small shelf has.
const NEW_PART: u64 = 16;

/// About how many bytes an answer takes beside its body and its name: headers and the bookkeeping of the cache.
const OVERHEAD: usize = 1024;

/// The two shelves, and what was asked for lately.
pub(super) struct Shelves {
    large: Cache<String, Arc<Kept>>,
    small: Cache<String, Arc<Kept>>,
    /// So many bytes on the large shelf are room for everything.
    room: u64,
    seen: Vec<AtomicU32>,
}

impl Shelves {
    /// Shelves for so many bytes together.
    pub(super) fn new(bytes_max: u64) -> Self {
        let shelf = |bytes: u64| {
            let weigher = |name: &String, kept: &Arc<Kept>| {
                u32::try_from(name.len() + kept.answer.weight() + OVERHEAD).unwrap_or(u32::MAX)
            };
            Cache::builder().max_capacity(bytes).weigher(weigher).build()
        };
        let new = bytes_max / NEW_PART;
        let large = bytes_max - new;
        let seen = std::iter::repeat_with(AtomicU32::default).take(usize::try_from(SEEN).unwrap_or(1)).collect();
        Self { large: shelf(large), small: shelf(new), room: large - large / NEW_PART, seen }
    }

    /// The answer of that name, if it can be had from the large shelf without waiting.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Kept>> {
        self.large.get(name).now_or_never().flatten()
    }

    /// The answer of that name, on either shelf. On the small one it was asked for before, and moves to the large one.
    pub(super) async fn get(&self, name: &str) -> Option<Arc<Kept>> {
        if let Some(found) = self.large.get(name).await {
            return Some(found);
        }
        let found = self.small.remove(name).await?;
        self.large.insert(name.to_owned(), Arc::clone(&found)).await;
        Some(found)
    }

    /// Removes the answer of that name.
    pub(super) async fn remove(&self, name: &str) {
        self.large.invalidate(name).await;
        self.small.invalidate(name).await;
    }

    /// The answer of that name, made by one of all that ask for it at once, and kept if there is one.
    pub(super) async fn get_or_make(
        &self,
        name: String,
        make: impl Future<Output = Option<Arc<Kept>>>,
    ) -> Option<Arc<Kept>> {
        let has_room = self.large.weighted_size() < self.room;
        let place = if self.see(&name) || has_room { &self.large } else { &self.small };
        place.optionally_get_with(name, make).await
    }

    /// How many bytes they hold, about.
    pub(super) async fn bytes(&self) -> u64 {
        self.large.run_pending_tasks().await;
        self.small.run_pending_tasks().await;
        self.large.weighted_size() + self.small.weighted_size()
    }

    /// Whether a name was asked for lately; it was now.
    fn see(&self, name: &str) -> bool {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(name);
        let slot = usize::try_from(hash % SEEN).ok().and_then(|slot| self.seen.get(slot));
        // The upper half has no part in the choice of the slot; 0 stands for none.
        let mark = u32::try_from(hash >> 32).unwrap_or(0).max(1);
        slot.is_some_and(|slot| slot.swap(mark, Ordering::Relaxed) == mark)
    }
}
