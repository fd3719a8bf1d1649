//! Where answers are kept, for so many bytes.
//!
//! Anybody can ask for things that nobody asks for again, such as random queries. While there is room, everything is kept;
//! from then on what is new has a small part to itself until it is asked for again, so that strangers push out strangers
//! only (the algorithm is that of `quick_cache`: CLOCK-Pro).

use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::Kept;

/// Into how many parts it is divided, each with a lock of its own: no answer can be larger than one.
const PARTS: usize = 8;

/// Of how many names it is remembered that they were let go, so that what is asked for again is known as such: some
/// megabytes of them at most, once strangers have asked for so many things.
const REMEMBERED: usize = 1 << 16;

/// About how many bytes an answer takes beside its body and its name: headers and the bookkeeping of the cache.
const OVERHEAD: usize = 1024;

/// None stands there only for as long as those who waited take to see that there is nothing to keep.
type Slot = Option<Arc<Kept>>;

/// What is kept, by name.
pub(super) struct Shelf(Cache<String, Slot, Bytes>);

#[derive(Clone)]
struct Bytes;

impl Weighter<String, Slot> for Bytes {
    fn weight(&self, name: &String, slot: &Slot) -> u64 {
        let answer = slot.as_ref().map_or(0, |kept| kept.answer.weight());
        u64::try_from(name.len() + answer + OVERHEAD).unwrap_or(u64::MAX)
    }
}

impl Shelf {
    /// A shelf for so many bytes; none if those are not enough for anything.
    pub(super) fn new(bytes_max: u64) -> Option<Self> {
        let options = OptionsBuilder::new()
            .shards(PARTS)
            .estimated_items_capacity(REMEMBERED)
            .ghost_allocation(1.0)
            .weight_capacity(bytes_max)
            .build();
        let cache =
            Cache::with_options(options.ok()?, Bytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Some(Self(cache))
    }

    /// The answer of that name.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Kept>> {
        self.0.get(name).flatten()
    }

    /// Lets go of the answer of that name.
    pub(super) fn remove(&self, name: &str) {
        self.0.remove(name);
    }

    /// The answer of that name, made by one of all that ask for it at once, and kept if there is one.
    pub(super) async fn get_or_make(
        &self,
        name: &str,
        make: impl Future<Output = Option<Arc<Kept>>>,
    ) -> Option<Arc<Kept>> {
        match self.0.get_value_or_guard_async(name).await {
            Ok(kept) => kept,
            Err(place) => {
                let answer = make.await;
                // Its place is gone if somebody let go of the name meanwhile.
                let _ = place.insert(answer.clone());
                if answer.is_none() {
                    self.0.remove_if(name, Option::is_none);
                }
                answer
            }
        }
    }

    /// How many bytes it holds, about.
    pub(super) fn bytes(&self) -> u64 {
        self.0.weight()
    }

    /// How many it may hold.
    pub(super) fn bytes_max(&self) -> u64 {
        self.0.capacity()
    }
}
