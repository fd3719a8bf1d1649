//! Cursors: opaque names of a place in a list, good only for the list and query they were made for.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Code, Problem};
use crate::content::Id;

/// Which way a page goes from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// What comes after it in the list's order.
    #[serde(rename = "n")]
    Next,
    /// What comes before it.
    #[serde(rename = "p")]
    Previous,
}

/// A place in a list: just beyond the item with this sort key and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which way to go.
    #[serde(rename = "d")]
    pub direction: Direction,
    /// The item's sort key, as text.
    #[serde(rename = "k")]
    pub key: String,
    /// The item's id, which settles the order of equal keys; nil where no two keys are equal.
    #[serde(rename = "i")]
    pub id: Id,
}

const CHECK_BYTES: usize = 9;

impl Cursor {
    /// The cursor as clients get it. `scope` names the list and everything of the query that decides
    /// which items it has and in which order.
    pub fn encode(&self, scope: &str) -> String {
        seal(scope, self)
    }

    /// Reads a cursor that [`Cursor::encode`] made for the same scope.
    pub fn decode(text: &str, scope: &str) -> Result<Self, Problem> {
        unseal(scope, text).ok_or_else(Self::invalid)
    }

    /// Reads the sort key as what the list made it of. Anybody can make a cursor: one with another key is the client's
    /// mistake and not the server's.
    pub fn key_as<T: FromStr>(&self) -> Result<T, Problem> {
        self.key.parse().map_err(|_| Self::invalid())
    }

    /// Returns the problem of a cursor that the list did not make.
    pub fn invalid() -> Problem {
        invalid()
    }
}

/// An opaque text that holds a value and is good for `scope` only. The check keeps out mistakes, not attackers: whoever
/// makes one themselves only asks for what they may read anyway.
pub fn seal(scope: &str, value: &impl Serialize) -> String {
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut bytes = check(scope, &body);
    bytes.extend_from_slice(&body);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The value in a text that [`seal`] made for the same scope.
pub fn unseal<T: DeserializeOwned>(scope: &str, text: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (given, body) = bytes.split_at_checked(CHECK_BYTES)?;
    if given != check(scope, body) {
        return None;
    }
    serde_json::from_slice(body).ok()
}

fn check(scope: &str, body: &[u8]) -> Vec<u8> {
    let digest = Sha256::new()
        .chain_update(scope.len().to_be_bytes())
        .chain_update(scope.as_bytes())
        .chain_update(body)
        .finalize();
    digest.iter().take(CHECK_BYTES).copied().collect()
}

fn invalid() -> Problem {
    Problem::new(
        Code::InvalidCursor,
        "\"cursor\" was not made by this list for this query. Start without it, or follow page.next as it stands.",
    )
    .with_errors(vec![super::ErrorItem {
        pointer: None,
        parameter: Some("cursor".to_owned()),
        code: "invalid_cursor".to_owned(),
        detail: "Use the value of page.next or page.prev unchanged, with the same filters and sort.".to_owned(),
    }])
}
