//! The change log as it grows: a feed that wakes those who follow it, and the rows they have not seen.

mod store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::content::{ChangeAction, Id, Kind, Timestamp};

pub use store::{is_known, last, list_after};

/// One row of the change log.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeEvent {
    /// Its number in the log; numbers only grow.
    #[schema(minimum = 1)]
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub action: ChangeAction,
    /// To what kind of thing.
    pub kind: Kind,
    /// To which.
    pub id: Id,
    /// The version of its working copy.
    #[schema(minimum = 1)]
    pub version: i64,
    /// What the editor said of it, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change_note: Option<String>,
    /// Whether readers should be told of it.
    pub major: bool,
}

impl ChangeEvent {
    /// What streams call it, such as `article.published`.
    pub fn name(&self) -> String {
        let happened = match self.action {
            ChangeAction::Publish => "published",
            ChangeAction::Unpublish => "unpublished",
        };
        format!("{}.{happened}", self.kind)
    }
}

/// How far the log goes, for those who wait for more.
#[derive(Debug, Clone, Copy, Default)]
struct Tip {
    last: i64,
    closed: bool,
}

/// Wakes those who follow the change log.
#[derive(Debug, Clone)]
pub struct Feed {
    tip: watch::Sender<Tip>,
    slots: Arc<Slots>,
}

/// The numbers of open streams, in all and by caller.
#[derive(Debug)]
struct Slots {
    most: usize,
    most_of_one: usize,
    taken: Mutex<HashMap<String, usize>>,
}

impl Slots {
    /// Nothing that holds the lock can panic half way.
    fn taken(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One slot of a caller; free again when it is dropped.
#[derive(Debug)]
struct Slot {
    caller: String,
    slots: Arc<Slots>,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut taken = self.slots.taken();
        if let Some(own) = taken.get_mut(&self.caller) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(&self.caller);
            }
        }
    }
}

/// Why nobody more can follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSlot {
    /// As many follow as may.
    Full,
    /// The caller follows as often as one may.
    FullForCaller(usize),
}

impl Feed {
    /// A feed that at most `followers` follow at once, and one caller at most `by_one` times.
    pub fn new(followers: usize, by_one: usize) -> Self {
        let slots = Slots { most: followers, most_of_one: by_one, taken: Mutex::default() };
        Self { tip: watch::Sender::new(Tip::default()), slots: Arc::new(slots) }
    }

    /// A slot for the caller with that id to follow from, if one is free.
    pub fn follow(&self, caller: &str) -> Result<Follower, NoSlot> {
        let mut taken = self.slots.taken();
        let (all, own) = (taken.values().sum::<usize>(), taken.get(caller).copied().unwrap_or_default());
        if own >= self.slots.most_of_one {
            return Err(NoSlot::FullForCaller(self.slots.most_of_one));
        }
        if all >= self.slots.most {
            return Err(NoSlot::Full);
        }
        taken.insert(caller.to_owned(), own + 1);
        drop(taken);
        let slot = Slot { caller: caller.to_owned(), slots: Arc::clone(&self.slots) };
        Ok(Follower { tip: self.tip.subscribe(), _slot: slot })
    }

    /// Whether anybody follows.
    pub fn is_followed(&self) -> bool {
        self.tip.receiver_count() > 0
    }

    /// Notes how far the log goes, and wakes those who have not seen that much.
    pub fn reached(&self, last: i64) {
        self.tip.send_if_modified(|tip| {
            let grown = tip.last < last;
            tip.last = tip.last.max(last);
            grown
        });
    }

    /// Ends the waiting of all, for good.
    pub fn close(&self) {
        self.tip.send_modify(|tip| tip.closed = true);
    }
}

/// Why a follower stopped waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// There is more in the log.
    Grown,
    /// The time is over.
    Quiet,
    /// The server is about to stop.
    Closed,
}

/// One who follows the log.
#[derive(Debug)]
pub struct Follower {
    tip: watch::Receiver<Tip>,
    _slot: Slot,
}

impl Follower {
    /// Waits until the log goes beyond `seen`, at most for that long.
    pub async fn wait(&mut self, seen: i64, at_most: Duration) -> Woken {
        let woken = self.tip.wait_for(|tip| tip.closed || tip.last > seen);
        match tokio::time::timeout(at_most, woken).await {
            Err(_) => Woken::Quiet,
            Ok(Ok(tip)) if !tip.closed => Woken::Grown,
            Ok(_) => Woken::Closed,
        }
    }
}
