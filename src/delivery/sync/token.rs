//! Sync tokens: the position of an offline copy in the change log, and its filter.

use serde::{Deserialize, Serialize};

use crate::content::{Id, Kind, Locale, Timestamp};
use crate::http::{decode_opaque, encode_opaque};

const SCOPE: &str = "/v1/sync";

/// The entities that a copy has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SyncScope {
    /// Their kinds.
    #[serde(rename = "k")]
    pub(super) kinds: Vec<Kind>,
    /// Their locale, or none for all locales. Topics belong to all locales.
    #[serde(rename = "l")]
    pub(super) locale: Option<Locale>,
    /// The topics that every article, phrase and resource must have.
    #[serde(rename = "t")]
    pub(super) topics: Vec<Id>,
}

/// The position of a copy in the latest changes of all entities, in the order of their numbers.
///
/// An entity that changes during a sync moves to the end of this order. The sync then reads it again, and misses no entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SyncToken {
    /// The number of the last change that was read.
    #[serde(rename = "s")]
    pub(super) seq: i64,
    /// The time of that change, which distinguishes the log from another one with the same numbers.
    #[serde(rename = "a")]
    pub(super) at: Option<Timestamp>,
    /// The number of the last change at the start of the initial sync. The copy has no entity that was unpublished before.
    #[serde(rename = "b")]
    pub(super) start_seq: i64,
    /// The time of that change, for the same reason.
    #[serde(rename = "e", default)]
    pub(super) start_at: Option<Timestamp>,
    /// The filter of the copy.
    #[serde(rename = "c")]
    pub(super) scope: SyncScope,
}

impl SyncToken {
    /// Returns the number of the last change that the copy is sure to reflect.
    pub(super) fn synced_seq(&self) -> i64 {
        self.seq.max(self.start_seq)
    }

    /// Returns the token as opaque text.
    pub(super) fn encode(&self) -> String {
        encode_opaque(SCOPE, self)
    }

    /// Parses the result of [`Self::encode`].
    pub(super) fn decode(text: &str) -> Option<Self> {
        decode_opaque(SCOPE, text)
    }
}
