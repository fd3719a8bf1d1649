//! Identifiers: UUIDs (RFC 9562). Cairn generates version 7, which sorts by age.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// The permanent id of an entity: a UUID (RFC 9562) of any version in its hyphenated form. It never changes and is
/// never reused. The server generates version 7, which sorts by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, format = "uuid")]
pub struct Id(Uuid);

impl Id {
    /// Generates an identifier that sorts after earlier ones.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// Returns the nil UUID.
    pub const fn nil() -> Self {
        Self(Uuid::nil())
    }

    /// Reads an identifier from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        item.parsed(ViolationCode::InvalidId)
    }

    /// Creates an identifier from 128 bits.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Returns the 128 bits, for hashing.
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

/// The error for a text that is not an identifier.
#[derive(Debug, thiserror::Error)]
#[error("An id is a UUID in its hyphenated form, such as 0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01")]
pub struct InvalidId;

impl FromStr for Id {
    type Err = InvalidId;

    /// Accepts only the hyphenated form, in either case, so that an id has one spelling in URLs.
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text.len() != Hyphenated::LENGTH {
            return Err(InvalidId);
        }
        Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
    }
}
