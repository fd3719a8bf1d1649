//! What one worker gave out lately, by the very bytes that asked for it: a request that is written like one before is
//! answered without being read any further than that.
//!
//! Keeps nothing alive: what the shelf lets go of is not found here either. Must not know what is true; who asks does.

use std::cell::RefCell;
use std::sync::{Arc, Weak};

use actix_http::{HttpMessage, Request};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING, HeaderName};
use xxhash_rust::xxh3::xxh3_64;

use super::Kept;

/// How many ways of asking one worker remembers: a power of two.
const SLOTS: usize = 1024;

/// After so many times the shelf is told that something is still asked for, lest it take it for forgotten.
const TOLD_EVERY: u8 = 64;

/// What of a request says which answer it gets.
pub(super) struct Asked<'r> {
    target: &'r str,
    coding: &'r [u8],
    media: &'r [u8],
}

impl<'r> Asked<'r> {
    /// None of a request that is written in an uncommon way, or is not for reading.
    pub(super) fn of(request: &'r Request) -> Option<Self> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let target = request.uri().path_and_query().filter(|_| is_read)?;
        let (coding, media) = (only(request, &ACCEPT_ENCODING)?, only(request, &ACCEPT)?);
        Some(Self { target: target.as_str(), coding, media })
    }

    fn slot(&self) -> usize {
        let hash = xxh3_64(self.target.as_bytes()) ^ xxh3_64(self.coding).rotate_left(21) ^ xxh3_64(self.media);
        usize::try_from(hash % SLOTS as u64).unwrap_or(0)
    }
}

/// The value of a header; nothing if it is not there, none if it is there more than once.
fn only<'r>(request: &'r Request, name: &HeaderName) -> Option<&'r [u8]> {
    let mut values = request.headers().get_all(name);
    let first = values.next().map_or(&b""[..], |value| value.as_bytes());
    values.next().is_none().then_some(first)
}

struct Slot {
    target: Box<str>,
    coding: Box<[u8]>,
    media: Box<[u8]>,
    /// The name under which it is on the shelf.
    name: String,
    kept: Weak<Kept>,
    times: u8,
}

/// What one worker remembers.
pub(in crate::http) struct Lately(RefCell<Vec<Option<Slot>>>);

impl Default for Lately {
    fn default() -> Self {
        Self(RefCell::new(std::iter::repeat_with(|| None).take(SLOTS).collect()))
    }
}

impl Lately {
    /// What was given last to a request like that. `tell` is told its name every so often.
    pub(super) fn find(&self, asked: &Asked<'_>, tell: impl FnOnce(&str)) -> Option<Arc<Kept>> {
        let mut slots = self.0.try_borrow_mut().ok()?;
        let slot = slots.get_mut(asked.slot())?.as_mut()?;
        if *slot.target != *asked.target || *slot.coding != *asked.coding || *slot.media != *asked.media {
            return None;
        }
        slot.times = (slot.times + 1) % TOLD_EVERY;
        if slot.times == 0 {
            tell(&slot.name);
        }
        slot.kept.upgrade()
    }

    /// Remembers what such a request is given now.
    pub(super) fn remember(&self, asked: &Asked<'_>, name: String, kept: &Arc<Kept>) {
        let Ok(mut slots) = self.0.try_borrow_mut() else { return };
        let Some(slot) = slots.get_mut(asked.slot()) else { return };
        *slot = Some(Slot {
            target: asked.target.into(),
            coding: asked.coding.into(),
            media: asked.media.into(),
            name,
            kept: Arc::downgrade(kept),
            times: 0,
        });
    }
}
