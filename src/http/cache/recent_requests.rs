//! The first-level cache of one worker: recently served entries by the raw bytes of the request. A repeated request is served
//! without further parsing.
//!
//! Holds weak references only: an entry that the storage evicts is not found here either. The caller checks freshness.

use std::cell::RefCell;
use std::sync::{Arc, Weak};

use actix_http::{HttpMessage, Request};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderName};
use xxhash_rust::xxh3::xxh3_64;

use super::entry::CacheEntry;

/// The number of slots; a power of two.
const SLOT_COUNT: usize = 1024;

/// The maximum length of a key in bytes. Longer requests are not remembered.
const KEY_MAX: usize = 256;

/// Separates the parts of a key; no part contains it.
const SEPARATOR: u8 = b'\n';

/// The number of hits after which the entry is looked up in the storage, so that its eviction policy sees the use.
const TOUCH_INTERVAL: u8 = 64;

/// The parts of a request that select its response: the target, `Accept-Encoding` and `Accept`.
pub(super) struct RawRequestKey {
    bytes: [u8; KEY_MAX],
    length: usize,
}

impl RawRequestKey {
    /// Returns `None` for other methods than GET and HEAD, for repeated headers, and for keys that are too long.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let target = request.uri().path_and_query().filter(|_| is_read)?;
        let mut key = Self { bytes: [0; KEY_MAX], length: 0 };
        key.push(target.as_str().as_bytes())?;
        key.push(single_value(request, &ACCEPT_ENCODING)?)?;
        key.push(single_value(request, &ACCEPT)?)?;
        Some(key)
    }

    fn push(&mut self, part: &[u8]) -> Option<()> {
        let (here, rest) = self.bytes.get_mut(self.length..)?.split_at_mut_checked(part.len())?;
        here.copy_from_slice(part);
        *rest.first_mut()? = SEPARATOR;
        self.length += part.len() + 1;
        Some(())
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    fn slot_index(&self) -> usize {
        usize::try_from(xxh3_64(self.as_bytes()) % SLOT_COUNT as u64).unwrap_or(0)
    }
}

/// Returns the value of a header that occurs at most once; empty if it is absent.
fn single_value<'r>(request: &'r Request, name: &HeaderName) -> Option<&'r [u8]> {
    let mut values = request.headers().get_all(name);
    let first = values.next().map_or(&b""[..], |value| value.as_bytes());
    values.next().is_none().then_some(first)
}

struct RecentEntry {
    key: Box<[u8]>,
    /// The key of the entry in the storage.
    cache_key: String,
    entry: Weak<CacheEntry>,
    hits: u8,
}

/// The recent requests of one worker.
pub(in crate::http) struct RecentRequests(RefCell<Vec<Option<RecentEntry>>>);

impl Default for RecentRequests {
    fn default() -> Self {
        Self(RefCell::new(std::iter::repeat_with(|| None).take(SLOT_COUNT).collect()))
    }
}

impl RecentRequests {
    /// Returns the entry that was last served to such a request. Calls `touch` with its cache key at every [`TOUCH_INTERVAL`]th
    /// hit.
    pub(super) fn find(&self, key: &RawRequestKey, touch: impl FnOnce(&str)) -> Option<Arc<CacheEntry>> {
        let mut slots = self.0.try_borrow_mut().ok()?;
        let slot = slots.get_mut(key.slot_index())?.as_mut()?;
        if *slot.key != *key.as_bytes() {
            return None;
        }
        slot.hits = (slot.hits + 1) % TOUCH_INTERVAL;
        if slot.hits == 0 {
            touch(&slot.cache_key);
        }
        slot.entry.upgrade()
    }

    /// Remembers the entry that such a request gets.
    pub(super) fn insert(&self, key: &RawRequestKey, cache_key: String, entry: &Arc<CacheEntry>) {
        let Ok(mut slots) = self.0.try_borrow_mut() else { return };
        let Some(slot) = slots.get_mut(key.slot_index()) else { return };
        *slot = Some(RecentEntry { key: key.as_bytes().into(), cache_key, entry: Arc::downgrade(entry), hits: 0 });
    }
}
