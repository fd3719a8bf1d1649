//! Webhooks: their URLs, subscriptions, secrets and deliveries.
//!
//! Follows the Standard Webhooks specification. Knows which deliveries are due and the meaning of an attempt. Must
//! not know how a request is sent, nor who manages webhooks.

pub mod deliveries;
mod input;
mod secret;
mod settings;
mod store;
mod update;
mod webhook;

pub use input::{CreateWebhook, SecretRotation};
pub use secret::{
    HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, InvalidSecret, Secret, Secrets, SigningError, signatures,
};
pub use settings::{RetrySchedule, WebhookSettings};
pub use store::{count, delete, find, insert, list, remove_expired_secrets};
pub use update::{disable, replace};
pub use webhook::{EventNameSchema, Webhook, WebhookFields, WebhookState};
