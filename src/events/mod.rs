//! Events for webhooks. An event and its deliveries are written in the transaction of the change, so that neither exists
//! without the other. The change log, the public part of it, can be followed as it grows.
//!
//! Must not know how events are sent.

pub mod changes;
mod purge;
mod store;

use std::fmt;

use serde_json::Value;

use crate::content::{Id, Kind, Timestamp};
use crate::string_enum;

pub use purge::{emit_list_purge, with_purge_event};
pub use store::{add_delivery, emit, emit_test, events_without_delivery_before, remove_without_delivery};

/// The event that tells a cache in front of the server what to drop. Sent only to webhooks that name it.
pub const PURGE_EVENT: &str = "cache.purge";

/// The event that tests a webhook. Nobody can subscribe to it.
pub const TEST_EVENT: &str = "webhook.test";

string_enum! {
    /// What can happen to a thing that others may want to hear of.
    EventType {
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

/// A change of an entity.
#[derive(Debug, Clone)]
pub struct Event {
    /// To what kind of thing.
    pub kind: Kind,
    /// What.
    pub event_type: EventType,
    /// When.
    pub at: Timestamp,
    /// What is told of it: an object.
    pub data: Value,
}

impl Event {
    /// Its name, such as `article.published`.
    pub fn name(&self) -> EventName {
        EventName { kind: self.kind, event_type: self.event_type }
    }
}

/// The name of an event: a kind of entity and what happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventName {
    kind: Kind,
    event_type: EventType,
}

impl EventName {
    /// Returns every event name.
    fn all() -> impl Iterator<Item = Self> {
        let every = Kind::ALL
            .iter()
            .flat_map(|kind| EventType::ALL.iter().map(|event_type| Self { kind: *kind, event_type: *event_type }));
        // Articles are the one kind that is reviewed again and again.
        every.filter(|name| name.event_type != EventType::ReviewDue || name.kind == Kind::Article)
    }
}

/// Returns the names of all events that a webhook can subscribe to.
pub fn event_names() -> Vec<String> {
    EventName::all().map(|name| name.to_string()).chain([PURGE_EVENT.to_owned()]).collect()
}

impl fmt::Display for EventName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.kind, self.event_type)
    }
}

/// An event to be written, with the webhooks that subscribe to it.
struct NewEvent<'m> {
    name: &'m str,
    at: Timestamp,
    data: &'m Value,
    subscribers: &'m [Id],
}
