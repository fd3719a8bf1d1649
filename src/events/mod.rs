//! Events: what happened, for those who subscribed to it. An event and its deliveries are written in the
//! transaction of what happened, so that neither is there without the other.
//!
//! Must not know how events are sent.

mod store;

use serde_json::Value;

use crate::content::{Kind, Timestamp};
use crate::word_enum;

pub use store::emit;

word_enum! {
    /// What can happen to a thing that others may want to hear of.
    Occurrence {
        /// It was published.
        Published = "published",
        /// Its published document changed, because something in it did.
        Updated = "updated",
        /// It was taken back.
        Unpublished = "unpublished",
        /// It was handed in for review.
        Submitted = "submitted",
        /// It was found good.
        Approved = "approved",
        /// It was handed back.
        Rejected = "rejected",
        /// A time was set to publish it or to take it back.
        Scheduled = "scheduled",
        /// What was scheduled could not be done.
        ScheduleFailed = "scheduleFailed",
        /// Its review is due, or overdue.
        ReviewDue = "reviewDue",
    }
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// To what kind of thing.
    pub kind: Kind,
    /// What.
    pub occurrence: Occurrence,
    /// When.
    pub at: Timestamp,
    /// What is told of it: an object.
    pub data: Value,
}

impl Event {
    /// Its topic, such as `article.published`.
    pub fn topic(&self) -> String {
        format!("{}.{}", self.kind, self.occurrence)
    }
}
