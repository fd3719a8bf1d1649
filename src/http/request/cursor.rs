//! Cursors: opaque positions in a list, valid only for the list and query that they were made for.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::Id;
use crate::http::code::Code;
use crate::http::problem::{ErrorItem, Problem};

/// The direction of a page from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Towards the end of the list.
    #[serde(rename = "n")]
    Next,
    /// Towards the beginning of the list.
    #[serde(rename = "p")]
    Previous,
}

/// A position in a list: just beyond the item with this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The direction of the page.
    #[serde(rename = "d")]
    pub direction: Direction,
    /// The sort key of the item, as text.
    #[serde(rename = "k")]
    pub key: String,
    /// The id of the item, which orders items with equal keys; nil if keys are unique.
    #[serde(rename = "i")]
    pub id: Id,
}

const CHECKSUM_BYTES: usize = 9;

impl Cursor {
    /// Encodes the cursor for clients. `scope` names the list and the parts of the query that determine its items and their
    /// order.
    pub fn encode(&self, scope: &str) -> String {
        encode_opaque(scope, self)
    }

    /// Decodes a cursor that [`Cursor::encode`] made for the same scope.
    pub fn decode(text: &str, scope: &str) -> Result<Self, Problem> {
        decode_opaque(scope, text).ok_or_else(Self::invalid)
    }

    /// Parses the sort key. Clients can forge a cursor, so that an invalid key is an error of the client.
    pub fn parse_key<T: FromStr>(&self) -> Result<T, Problem> {
        self.key.parse().map_err(|_| Self::invalid())
    }

    /// Returns the problem of a cursor that the list did not make.
    pub fn invalid() -> Problem {
        let remedy = "Use the value of page.next or page.prev unchanged, with the same filters and sort.";
        let detail = "\"cursor\" belongs to another list or query. Start without it, or use page.next unchanged.";
        Problem::new(Code::InvalidCursor, detail).with_errors(vec![ErrorItem::of_parameter(
            "cursor",
            "invalid_cursor",
            remedy,
        )])
    }
}

/// Encodes a value as an opaque text that is valid for `scope` only. The checksum detects mistakes, not attacks: a forged text
/// only selects data that its author may read anyway.
pub fn encode_opaque(scope: &str, value: &impl Serialize) -> String {
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut bytes = checksum(scope, &body);
    bytes.extend_from_slice(&body);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes a text that [`encode_opaque`] made for the same scope.
pub fn decode_opaque<T: DeserializeOwned>(scope: &str, text: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (expected, body) = bytes.split_at_checked(CHECKSUM_BYTES)?;
    if expected != checksum(scope, body) {
        return None;
    }
    serde_json::from_slice(body).ok()
}

fn checksum(scope: &str, body: &[u8]) -> Vec<u8> {
    let digest = Sha256::new()
        .chain_update(scope.len().to_be_bytes())
        .chain_update(scope.as_bytes())
        .chain_update(body)
        .finalize();
    digest.iter().take(CHECKSUM_BYTES).copied().collect()
}
