//! Where answers are kept, for so many bytes.
//!
//! Anybody can ask for things that nobody asks for again, such as random queries. While there is room, everything is kept;
//! from then on only what is asked for again and again while the [`Doorkeeper`] remembers it, and that has a part to itself
//! until it is asked for once more (the algorithm is that of `quick_cache`: CLOCK-Pro).

use std::sync::{Arc, OnceLock};

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::Kept;
use super::doorkeeper::Doorkeeper;

/// Into how many parts it is divided, each with a lock of its own: no answer can be larger than one.
const PARTS: usize = 8;

/// Of how many names it is remembered that they were let go, so that what is asked for again is known as such: some
/// megabytes of them at most.
const REMEMBERED: usize = 1 << 16;

/// Which part of it is for what was asked for again since it came in. What comes in was asked for several times, and has time
/// enough in the rest to be asked for once more.
const KNOWN: f64 = 0.75;

/// About how many bytes an answer takes beside its body and its name: headers and the bookkeeping of the cache.
const OVERHEAD: usize = 1024;

/// It counts as full when less than one part of so many is free: its parts are never full to the last byte, nor all at once.
const FULL: u64 = 16;

/// None stands there only for as long as those who waited take to see that there is nothing to keep.
type Slot = Option<Arc<Kept>>;

/// What is kept, by name.
pub(super) struct Shelf {
    kept: Cache<String, Slot, Bytes>,
    /// Comes when it is full, and stays: what is not true any more is replaced.
    doorkeeper: OnceLock<Doorkeeper>,
}

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
            .hot_allocation(KNOWN)
            .weight_capacity(bytes_max)
            .build();
        let kept =
            Cache::with_options(options.ok()?, Bytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Some(Self { kept, doorkeeper: OnceLock::new() })
    }

    /// The answer of that name.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Kept>> {
        self.kept.get(name).flatten()
    }

    /// Lets go of the answer of that name. Who had a place gets one again.
    pub(super) fn remove(&self, name: &str) {
        self.kept.remove(name);
        if let Some(doorkeeper) = self.doorkeeper.get() {
            doorkeeper.vouch(name);
        }
    }

    /// The answer of that name, made by one of all that ask for it at once, and kept if there is one and a place for it.
    pub(super) async fn get_or_make(
        &self,
        name: &str,
        make: impl Future<Output = Option<Arc<Kept>>>,
    ) -> Option<Arc<Kept>> {
        let visit = self.doorkeeper().map(|doorkeeper| doorkeeper.note(name));
        match self.kept.get_value_or_guard_async(name).await {
            Ok(kept) => kept,
            Err(place) => {
                let answer = make.await;
                // Whoever asked meanwhile was noted, and waits for it.
                if answer.is_some() && visit.is_some_and(|visit| !visit.is_let_in()) {
                    return answer;
                }
                // Its place is gone if somebody let go of the name meanwhile.
                let _ = place.insert(answer.clone());
                if answer.is_none() {
                    self.kept.remove_if(name, Option::is_none);
                }
                answer
            }
        }
    }

    /// Who decides what comes in, once something else has to go for it.
    fn doorkeeper(&self) -> Option<&Doorkeeper> {
        let is_full = || self.bytes() >= self.bytes_max() / FULL * (FULL - 1);
        self.doorkeeper
            .get()
            .or_else(|| is_full().then(|| self.doorkeeper.get_or_init(|| Doorkeeper::new(self.bytes_max()))))
    }

    /// How many bytes it holds, about.
    pub(super) fn bytes(&self) -> u64 {
        self.kept.weight()
    }

    /// How many it may hold.
    pub(super) fn bytes_max(&self) -> u64 {
        self.kept.capacity()
    }
}
