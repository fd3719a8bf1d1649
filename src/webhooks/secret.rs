//! Secrets in the format of Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. They are stored in plain text,
//! because they are needed for signing messages, with which receivers verify the sender.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use standardwebhooks::{Webhook as Signer, WebhookError};

use crate::content::{Id, Timestamp};

pub use standardwebhooks::{
    HEADER_WEBHOOK_ID as HEADER_ID, HEADER_WEBHOOK_SIGNATURE as HEADER_SIGNATURE,
    HEADER_WEBHOOK_TIMESTAMP as HEADER_TIMESTAMP,
};

const PREFIX: &str = "whsec_";
const BYTES_MIN: usize = 24;
const BYTES_MAX: usize = 64;
const BYTES_MADE: usize = 32;

/// The secret that signs a webhook's messages. It never appears in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The text is not a secret.
#[derive(Debug, thiserror::Error)]
#[error("A secret is whsec_ followed by base64 of {BYTES_MIN} to {BYTES_MAX} bytes; omit it to have one generated")]
pub struct InvalidSecret;

impl Secret {
    /// Generates a secret of 256 random bits.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; BYTES_MADE];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("{PREFIX}{}", STANDARD.encode(bytes))))
    }

    /// Returns the whole secret.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = InvalidSecret;

    fn from_str(text: &str) -> Result<Self, InvalidSecret> {
        let bytes = text.strip_prefix(PREFIX).and_then(|encoded| STANDARD.decode(encoded).ok()).ok_or(InvalidSecret)?;
        if (BYTES_MIN..=BYTES_MAX).contains(&bytes.len()) { Ok(Self(text.to_owned())) } else { Err(InvalidSecret) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{PREFIX}…")
    }
}

/// The secrets of a webhook. They never appear in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// The current secret.
    pub current: Secret,
    /// The previous secret, which signs as well until it expires.
    pub previous: Option<Secret>,
}

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
