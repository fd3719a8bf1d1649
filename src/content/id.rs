//! Identifiers: UUIDs (RFC 9562), version 7 when Cairn makes them, so that they sort by age.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// The lasting name of one thing: a UUID (RFC 9562) in its hyphenated form, of any version. Never changes and is never
/// given again. Those that the server makes are of version 7, which sorts by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, format = "uuid")]
pub struct Id(Uuid);

impl Id {
    /// A new identifier, later in order than those made before it.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// The identifier of nothing.
    pub const fn nil() -> Self {
        Self(Uuid::nil())
    }

    /// Reads an identifier from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let text = item.text()?;
        match text.parse() {
            Ok(id) => Some(id),
            Err(error) => item.reject(ViolationCode::InvalidId, format!("{error}.")),
        }
    }

    /// The identifier of these 128 bits.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// The 128 bits, for hashing.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl Default for Id {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

/// The text is not an identifier.
#[derive(Debug, thiserror::Error)]
#[error("An id is a UUID in its hyphenated form, such as 0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01")]
pub struct InvalidId;

impl FromStr for Id {
    type Err = InvalidId;

    /// Accepts the hyphenated form only, in either case: one id has one spelling in an address.
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text.len() != Hyphenated::LENGTH {
            return Err(InvalidId);
        }
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
    }
}
