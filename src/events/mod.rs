//! Events: what happened, for those who subscribed to it. An event and its deliveries are written in the
//! transaction of what happened, so that neither is there without the other. The change log, the part of it that
//! readers could see, can be followed as it grows.
//!
//! Must not know how events are sent.

pub mod changes;
mod purging;
mod store;

use std::fmt;

use serde_json::Value;

use crate::content::{Id, Kind, Timestamp};
use crate::word_enum;

pub use purging::{tell_caches_of_lists, telling_caches};
pub use store::{deliver_again, emit, emit_test, remove_undelivered, undelivered_before};

/// The topic of events that tell a cache in front of the server what to drop. Only those are told who ask for it.
pub const PURGE_TOPIC: &str = "cache.purge";

/// The topic of events that only try a webhook out; nobody subscribes to it.
pub const TEST_TOPIC: &str = "webhook.test";

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
    pub fn topic(&self) -> Topic {
        Topic { kind: self.kind, occurrence: self.occurrence }
    }
}

/// What kind of event it is: what happened to which kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    kind: Kind,
    occurrence: Occurrence,
}

impl Topic {
    /// Every topic there can be.
    fn all() -> impl Iterator<Item = Self> {
        let every = Kind::ALL
            .iter()
            .flat_map(|kind| Occurrence::ALL.iter().map(|occurrence| Self { kind: *kind, occurrence: *occurrence }));
        // Articles are the one kind that is reviewed again and again.
        every.filter(|topic| topic.occurrence != Occurrence::ReviewDue || topic.kind == Kind::Article)
    }
}

/// The names of all topics that can be subscribed to.
pub fn topic_names() -> Vec<String> {
    Topic::all().map(|topic| topic.to_string()).chain([PURGE_TOPIC.to_owned()]).collect()
}

impl fmt::Display for Topic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.kind, self.occurrence)
    }
}

/// An event to be written, and who wants it.
struct Message<'m> {
    topic: &'m str,
    at: Timestamp,
    data: &'m Value,
    wanted_by: &'m [Id],
}
