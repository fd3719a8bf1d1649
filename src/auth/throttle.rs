//! Wrong keys: after so many from one address within a minute, only what was right from there before is looked up.
//!
//! Keys have 256 random bits and nobody guesses one; what is kept away is the work of looking up what strangers make up,
//! and the noise. Whoever shares an address with one who guesses, an office or a proxy, goes on with the key they had.

use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::header::RETRY_AFTER;
use quick_cache::sync::Cache;

use crate::http::{Client, Code, Problem};

/// About how many addresses, and keys that were right, are known at once. Attackers make addresses; who is forgotten begins
/// anew.
const KNOWN_MAX: usize = 20_000;

const WINDOW: Duration = Duration::from_mins(1);

/// How many wrong keys came from one address since when.
#[derive(Debug, Clone, Copy)]
struct Wrong {
    since: Instant,
    count: u32,
}

/// What this server knows of wrong keys.
#[derive(Debug)]
pub struct WrongKeys {
    /// The most within a minute; 0 for any number.
    most: u32,
    wrong: Cache<Client, Arc<Mutex<Wrong>>>,
    /// What was right, and from where: digests that nobody outside can foresee. One that is met by chance only has its key
    /// looked up like any other.
    right: Cache<u64, ()>,
    hasher: RandomState,
}

impl WrongKeys {
    /// At most so many a minute from one address; 0 for any number.
    pub fn new(most: u32) -> Self {
        Self { most, wrong: Cache::new(KNOWN_MAX), right: Cache::new(KNOWN_MAX), hasher: RandomState::new() }
    }

    /// Refuses to look at what that client shows, if too much was wrong and this was not right before.
    pub(super) fn check(&self, client: Client, shown: &[u8]) -> Result<(), Problem> {
        if self.most == 0 {
            return Ok(());
        }
        let Some(wrong) = self.wrong.get(&client) else { return Ok(()) };
        let Wrong { since, count } = *wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let left = WINDOW.saturating_sub(since.elapsed());
        if count < self.most || left.is_zero() || self.right.get(&self.digest(client, shown)).is_some() {
            return Ok(());
        }
        let seconds = left.as_secs() + 1;
        let detail = format!("Too many wrong keys came from this address; wait for {seconds} seconds.");
        Err(Problem::new(Code::TooManyWrongKeys, detail).with_header(RETRY_AFTER, seconds.into()))
    }

    /// Notes that what that client showed was wrong.
    pub(super) fn note_wrong(&self, client: Client) {
        if self.most == 0 {
            return;
        }
        let begin = || Ok(Arc::new(Mutex::new(Wrong { since: Instant::now(), count: 0 })));
        let known: Result<_, Infallible> = self.wrong.get_or_insert_with(&client, begin);
        let Ok(known) = known;
        let mut wrong = known.lock().unwrap_or_else(PoisonError::into_inner);
        if wrong.since.elapsed() >= WINDOW {
            *wrong = Wrong { since: Instant::now(), count: 0 };
        }
        wrong.count = wrong.count.saturating_add(1);
        if wrong.count == self.most {
            log::warn!("{} wrong keys came from {client} within a minute; more are not looked up", self.most);
        }
    }

    /// Notes that it was right.
    pub(super) fn note_right(&self, client: Client, shown: &[u8]) {
        let digest = self.digest(client, shown);
        if self.most > 0 && self.right.get(&digest).is_none() {
            self.right.insert(digest, ());
        }
    }

    fn digest(&self, client: Client, shown: &[u8]) -> u64 {
        self.hasher.hash_one((client, shown))
    }
}
