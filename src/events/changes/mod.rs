//! The change log as it grows: a feed that wakes those who follow it, and the rows they have not seen.

mod store;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
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
    places: Arc<Semaphore>,
}

impl Feed {
    /// A feed that at most `followers` follow at once.
    pub fn new(followers: usize) -> Self {
        Self { tip: watch::Sender::new(Tip::default()), places: Arc::new(Semaphore::new(followers)) }
    }

    /// A place to follow from, if one is free.
    pub fn follow(&self) -> Option<Follower> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Follower { tip: self.tip.subscribe(), _place: place })
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
    _place: OwnedSemaphorePermit,
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
