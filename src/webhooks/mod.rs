//! Webhooks: their URLs, subscriptions, secrets and deliveries.
//!
//! Follows the Standard Webhooks specification. Knows which deliveries are due and the meaning of an attempt. Must
//! not know how a request is sent, nor who manages webhooks.

mod audit_log;
pub mod deliveries;
mod event_name;
mod input;
mod retry_schedule;
mod secret;
mod settings;
mod signing;
mod store;
mod update;
mod webhook;

pub use event_name::EventNameSchema;
pub use input::{CreateWebhook, SecretRotation};
pub use retry_schedule::RetrySchedule;
pub use secret::{InvalidSecret, Secret};
pub use settings::WebhookSettings;
pub use signing::{HEADER_ID, HEADER_SIGNATURE, HEADER_TIMESTAMP, SigningError, signatures};
pub use store::{count, delete, find, insert, list, remove_expired_secrets};
pub use update::{disable, replace};
pub use webhook::{Secrets, Webhook, WebhookFields, WebhookState};
