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

/// The most bytes of one that is remembered; what is written at greater length is read each time.
const LENGTH_MAX: usize = 256;

/// Stands between its parts, and in none of them.
const BETWEEN: u8 = b'\n';

/// After so many times the shelf is told that something is still asked for, lest it take it for forgotten.
const TOLD_EVERY: u8 = 64;

/// What of a request says which answer it gets: its target, and the codings and types that it accepts.
pub(super) struct Asked {
    written: [u8; LENGTH_MAX],
    length: usize,
}

impl Asked {
    /// None of a request that is written in an uncommon way or at length, or is not for reading.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let target = request.uri().path_and_query().filter(|_| is_read)?;
        let mut asked = Self { written: [0; LENGTH_MAX], length: 0 };
        asked.push(target.as_str().as_bytes())?;
        asked.push(only(request, &ACCEPT_ENCODING)?)?;
        asked.push(only(request, &ACCEPT)?)?;
        Some(asked)
    }

    fn push(&mut self, part: &[u8]) -> Option<()> {
        let (here, rest) = self.written.get_mut(self.length..)?.split_at_mut_checked(part.len())?;
        here.copy_from_slice(part);
        *rest.first_mut()? = BETWEEN;
        self.length += part.len() + 1;
        Some(())
    }

    fn as_bytes(&self) -> &[u8] {
        self.written.get(..self.length).unwrap_or_default()
    }

    fn slot(&self) -> usize {
        usize::try_from(xxh3_64(self.as_bytes()) % SLOTS as u64).unwrap_or(0)
    }
}

/// The value of a header; nothing if it is not there, none if it is there more than once.
fn only<'r>(request: &'r Request, name: &HeaderName) -> Option<&'r [u8]> {
    let mut values = request.headers().get_all(name);
    let first = values.next().map_or(&b""[..], |value| value.as_bytes());
    values.next().is_none().then_some(first)
}

struct Slot {
    asked: Box<[u8]>,
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
    pub(super) fn find(&self, asked: &Asked, tell: impl FnOnce(&str)) -> Option<Arc<Kept>> {
        let mut slots = self.0.try_borrow_mut().ok()?;
        let slot = slots.get_mut(asked.slot())?.as_mut()?;
        if *slot.asked != *asked.as_bytes() {
            return None;
        }
        slot.times = (slot.times + 1) % TOLD_EVERY;
        if slot.times == 0 {
            tell(&slot.name);
        }
        slot.kept.upgrade()
    }

    /// Remembers what such a request is given now.
    pub(super) fn remember(&self, asked: &Asked, name: String, kept: &Arc<Kept>) {
        let Ok(mut slots) = self.0.try_borrow_mut() else { return };
        let Some(slot) = slots.get_mut(asked.slot()) else { return };
        *slot = Some(Slot { asked: asked.as_bytes().into(), name, kept: Arc::downgrade(kept), times: 0 });
    }
}
