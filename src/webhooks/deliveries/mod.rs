//! Deliveries: an event on its way to one webhook, attempt by attempt.
//!
//! Whoever sends claims what is due for a while, and says afterwards how it went. A claim that nobody ends, because
//! its server is gone, runs out by itself: each event arrives at least once, always under the same id.

mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Id, Timestamp};
use crate::string_enum;
use crate::webhooks::webhook::Secrets;

pub use store::{claim, count, due, fail_pending, find, finished_before, list, queue, record, remove, replay, test};

string_enum! {
    /// How far a delivery is.
    DeliveryState {
        /// To be sent, or to be sent again.
        Pending = "pending",
        /// The receiver has it.
        Delivered = "delivered",
        /// Given up.
        Failed = "failed",
    }
}

/// An event on its way to one webhook.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub struct Delivery {
    /// Its id.
    pub id: Id,
    /// The id of the event, which the receiver sees as `webhook-id`: the same at every attempt and replay.
    pub event_id: Id,
    /// What happened, such as `article.published`.
    pub event: String,
    /// How far it is.
    pub state: DeliveryState,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is sent next, while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_attempt_at: Option<Timestamp>,
    /// When it arrived or was given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub finished_at: Option<Timestamp>,
    /// Every time it was sent, the first one first.
    pub attempts: Vec<Attempt>,
}

/// One time that something was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookAttempt)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// How many milliseconds it took.
    #[schema(minimum = 0)]
    pub duration_ms: i64,
    /// The status of the answer, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 100, maximum = 999)]
    pub status: Option<u16>,
    /// Why there was no answer, or no good one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
}

/// The pending deliveries to active webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryQueue {
    /// The number of all.
    pub pending: i64,
    /// The number of those that are due.
    pub due: i64,
}

/// A delivery that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDelivery {
    /// Its id.
    pub delivery: Id,
    /// Its webhook.
    pub webhook: Id,
}

/// A delivery that somebody has claimed, with all that is needed to send it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which delivery.
    pub delivery: Id,
    /// To which webhook.
    pub webhook: Id,
    /// Of which event.
    pub event: Id,
    /// Where to send it.
    pub url: String,
    /// What to sign it with.
    pub secrets: Secrets,
    /// What to send.
    pub payload: String,
    /// How often it was sent before.
    pub attempts: i64,
    /// Until when nobody else sends it.
    pub until: Timestamp,
}

/// What an attempt means for its delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The receiver has it.
    Delivered,
    /// It is to be sent again then.
    RetryAt(Timestamp),
    /// It is given up.
    GaveUp,
}
