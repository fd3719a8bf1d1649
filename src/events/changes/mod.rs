//! The change log: a feed that wakes its subscribers, and the rows after a position.

mod store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::content::{ChangeAction, Id, Kind, Timestamp};

pub use store::{is_known, last, list_after};

/// A row of the change log.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeEvent {
    /// The sequence number in the log, in ascending order.
    #[schema(minimum = 1)]
    pub seq: i64,
    /// The time of the change.
    pub at: Timestamp,
    /// The action.
    pub action: ChangeAction,
    /// The kind of the entity.
    pub kind: Kind,
    /// The id of the entity.
    pub id: Id,
    /// The version of its working copy.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The editor's note on the change, for readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change_note: Option<String>,
    /// True if readers should be notified of the change.
    pub major: bool,
}

impl ChangeEvent {
    /// Returns the event name in streams, such as `article.published`.
    pub fn name(&self) -> String {
        let happened = match self.action {
            ChangeAction::Publish => "published",
            ChangeAction::Unpublish => "unpublished",
        };
        format!("{}.{happened}", self.kind)
    }
}

/// The end of the log, as subscribers see it.
#[derive(Debug, Clone, Copy, Default)]
struct LogEnd {
    last: i64,
    closed: bool,
}

/// Wakes the subscribers of the change log.
#[derive(Debug, Clone)]
pub struct ChangeFeed {
    position: watch::Sender<LogEnd>,
    slots: Arc<SubscriptionSlots>,
}

/// The numbers of subscriptions, in all and by caller.
#[derive(Debug)]
struct SubscriptionSlots {
    limit: usize,
    limit_by_caller: usize,
    taken: Mutex<HashMap<String, usize>>,
}

impl SubscriptionSlots {
    /// Recovers from a poisoned lock: no code panics while it holds the lock in an inconsistent state.
    fn taken(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The slot of one subscription, released on drop.
#[derive(Debug)]
struct SubscriptionSlot {
    caller: String,
    slots: Arc<SubscriptionSlots>,
}

impl Drop for SubscriptionSlot {
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

/// The reason why a caller cannot subscribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscribeError {
    /// The total limit is reached.
    Full,
    /// The limit of the caller is reached.
    FullForCaller(usize),
}

impl ChangeFeed {
    /// Creates a feed with limits of concurrent subscriptions: in total and for one caller.
    pub fn new(limit: usize, limit_by_caller: usize) -> Self {
        let slots = SubscriptionSlots { limit, limit_by_caller, taken: Mutex::default() };
        Self { position: watch::Sender::new(LogEnd::default()), slots: Arc::new(slots) }
    }

    /// Subscribes the caller with that id, if the limits permit it.
    pub fn subscribe(&self, caller: &str) -> Result<ChangeSubscription, SubscribeError> {
        let mut taken = self.slots.taken();
        let (all, own) = (taken.values().sum::<usize>(), taken.get(caller).copied().unwrap_or_default());
        if own >= self.slots.limit_by_caller {
            return Err(SubscribeError::FullForCaller(self.slots.limit_by_caller));
        }
        if all >= self.slots.limit {
            return Err(SubscribeError::Full);
        }
        taken.insert(caller.to_owned(), own + 1);
        drop(taken);
        let slot = SubscriptionSlot { caller: caller.to_owned(), slots: Arc::clone(&self.slots) };
        Ok(ChangeSubscription { position: self.position.subscribe(), _slot: slot })
    }

    /// Returns true if there is a subscription.
    pub fn has_subscribers(&self) -> bool {
        self.position.receiver_count() > 0
    }

    /// Sets the last sequence number of the log, and wakes the subscribers that have not seen it.
    pub fn advance(&self, last: i64) {
        self.position.send_if_modified(|position| {
            let grown = position.last < last;
            position.last = position.last.max(last);
            grown
        });
    }

    /// Closes all subscriptions.
    pub fn close(&self) {
        self.position.send_modify(|position| position.closed = true);
    }
}

/// The reason why a subscription woke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WakeReason {
    /// The log has new changes.
    Grown,
    /// The timeout has passed.
    Quiet,
    /// The server is about to stop.
    Closed,
}

/// A subscription to the change log.
#[derive(Debug)]
pub struct ChangeSubscription {
    position: watch::Receiver<LogEnd>,
    _slot: SubscriptionSlot,
}

impl ChangeSubscription {
    /// Waits until the log has changes after `seen`, for at most `at_most`.
    pub async fn wait(&mut self, seen: i64, at_most: Duration) -> WakeReason {
        let woken = self.position.wait_for(|position| position.closed || position.last > seen);
        match tokio::time::timeout(at_most, woken).await {
            Err(_) => WakeReason::Quiet,
            Ok(Ok(position)) if !position.closed => WakeReason::Grown,
            Ok(_) => WakeReason::Closed,
        }
    }
}
