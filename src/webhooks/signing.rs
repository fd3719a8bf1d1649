//! Signatures of messages, with which receivers verify the sender.

use standardwebhooks::{Webhook as Signer, WebhookError};

use super::secret::Secret;
use super::webhook::Secrets;
use crate::content::{Id, Timestamp};

pub use standardwebhooks::{
    HEADER_WEBHOOK_ID as HEADER_ID, HEADER_WEBHOOK_SIGNATURE as HEADER_SIGNATURE,
    HEADER_WEBHOOK_TIMESTAMP as HEADER_TIMESTAMP,
};

/// The message could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the message could not be signed: {0}")]
pub struct SigningError(#[from] WebhookError);

/// Returns the signatures of a message sent at `at`, one for each valid secret.
pub fn signatures(secrets: &Secrets, event: Id, at: Timestamp, payload: &str) -> Result<String, SigningError> {
    let (event, seconds) = (event.to_string(), at.unix_ms() / 1000);
    let sign = |secret: &Secret| Signer::new(secret.reveal())?.sign(&event, seconds, payload.as_bytes());
    let all: Result<Vec<String>, WebhookError> =
        std::iter::once(&secrets.current).chain(&secrets.previous).map(sign).collect();
    Ok(all?.join(" "))
}
