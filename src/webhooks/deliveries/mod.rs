//! Deliveries: an event that is sent to one webhook, in one or more attempts.
//!
//! The sender claims a due delivery for a limited time and then records the outcome. If its server dies, the claim
//! expires. Each event is therefore delivered at least once, always with the same id.

mod store;

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Id, Timestamp};
use crate::string_enum;
use crate::webhooks::secret::Secrets;

pub use store::{claim, count, due, fail_pending, find, finished_before, list, queue, record, remove, replay, test};

string_enum! {
    /// The state of a delivery.
    DeliveryState {
        /// Waiting for the first or the next attempt.
        Pending = "pending",
        /// The receiver accepted it.
        Delivered = "delivered",
        /// All attempts failed, or it was cancelled.
        Failed = "failed",
    }
}

/// The delivery of an event to one webhook.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub struct Delivery {
    /// The id of the delivery.
    pub id: Id,
    /// The id of the event, which the receiver gets as `webhook-id`. It is the same for every attempt and replay.
    pub event_id: Id,
    /// The name of the event, such as `article.published`.
    pub event: String,
    /// The state of the delivery.
    pub state: DeliveryState,
    /// The time of creation.
    pub created_at: Timestamp,
    /// The time of the next attempt, while the delivery is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next_attempt_at: Option<Timestamp>,
    /// The time at which it was delivered or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub finished_at: Option<Timestamp>,
    /// The attempts, oldest first.
    pub attempts: Vec<Attempt>,
}

/// One attempt to send a delivery.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookAttempt)]
pub struct Attempt {
    /// The time of the attempt.
    pub at: Timestamp,
    /// Duration of the attempt, in milliseconds.
    #[schema(minimum = 0)]
    pub duration_ms: i64,
    /// The HTTP status of the response, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 100, maximum = 999)]
    pub status: Option<u16>,
    /// The reason of the failure, if the attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub error: Option<String>,
}

/// The pending deliveries to active webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryQueue {
    /// The number of all pending deliveries.
    pub pending: i64,
    /// The number of due deliveries.
    pub due: i64,
}

/// A delivery that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueDelivery {
    /// The id of the delivery.
    pub delivery: Id,
    /// The id of the webhook.
    pub webhook: Id,
}

/// A claimed delivery, with all the data for sending it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The id of the delivery.
    pub delivery: Id,
    /// The id of the webhook.
    pub webhook: Id,
    /// The id of the event.
    pub event: Id,
    /// The URL of the webhook.
    pub url: String,
    /// The secrets to sign the request with.
    pub secrets: Secrets,
    /// The body of the request.
    pub payload: String,
    /// The number of earlier attempts.
    pub attempts: i64,
    /// The expiry of the claim.
    pub until: Timestamp,
}

/// The consequence of an attempt for its delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// The receiver accepted the delivery.
    Delivered,
    /// The delivery is retried at this time.
    RetryAt(Timestamp),
    /// The delivery is not retried.
    GaveUp,
}
