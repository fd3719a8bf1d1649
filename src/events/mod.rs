//! Events for webhooks. An event and its deliveries are written in the transaction of the change, so that neither
//! exists without the other. The change log is the public part.
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

/// The event that tells a cache in front of the server which keys to purge. It is sent only to webhooks that
/// subscribe to it by name.
pub const PURGE_EVENT: &str = "cache.purge";

/// The event that tests a webhook. It cannot be subscribed to.
pub const TEST_EVENT: &str = "webhook.test";

string_enum! {
    /// The event types of an entity.
    EventType {
        /// The entity was published.
        Published = "published",
        /// Its published document changed, because embedded content changed.
        Updated = "updated",
        /// The entity was unpublished.
        Unpublished = "unpublished",
        /// The entity was submitted for review.
        Submitted = "submitted",
        /// The entity was approved.
        Approved = "approved",
        /// The entity was rejected in review.
        Rejected = "rejected",
        /// A publication or unpublishing was scheduled.
        Scheduled = "scheduled",
        /// A scheduled action failed.
        ScheduleFailed = "scheduleFailed",
        /// The review of the entity is due or overdue.
        ReviewDue = "reviewDue",
    }
}

/// An event of an entity.
#[derive(Debug, Clone)]
pub struct Event {
    /// The kind of the entity.
    pub kind: Kind,
    /// The event type.
    pub event_type: EventType,
    /// The time of the event.
    pub at: Timestamp,
    /// The data of the event, a JSON object.
    pub data: Value,
}

impl Event {
    /// Returns the event name, such as `article.published`.
    pub fn name(&self) -> EventName {
        EventName { kind: self.kind, event_type: self.event_type }
    }
}

/// An event name: a kind of entity and an event type.
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
        // Only articles are reviewed periodically.
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

/// An event to write, with the webhooks that subscribe to it.
struct NewEvent<'m> {
    name: &'m str,
    at: Timestamp,
    data: &'m Value,
    subscribers: &'m [Id],
}
