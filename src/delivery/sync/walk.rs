//! Where a copy has come to: what its tokens say.

use serde::{Deserialize, Serialize};

use crate::content::{Id, Kind, Locale, Timestamp};
use crate::http::{seal, unseal};

const SCOPE: &str = "/v1/sync";

/// What a copy has in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chosen {
    /// The kinds.
    #[serde(rename = "k")]
    pub(super) kinds: Vec<Kind>,
    /// The only locale, if there is one; topics are of all locales.
    #[serde(rename = "l")]
    pub(super) locale: Option<Locale>,
    /// What articles, phrases and resources carry, all of them.
    #[serde(rename = "t")]
    pub(super) topics: Vec<Id>,
}

/// A walk along the latest changes of all things, in the order of their numbers.
///
/// A thing that changes while the walk goes on moves ahead of it: it is met again, and none is missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Walk {
    /// The number of the last change that was met.
    #[serde(rename = "s")]
    pub(super) seq: i64,
    /// When that was, which tells the log from another one that has the same numbers.
    #[serde(rename = "a")]
    pub(super) at: Option<Timestamp>,
    /// The number of the last change when the walk began. What was taken back before is not in the copy.
    #[serde(rename = "b")]
    pub(super) begun: i64,
    /// When that was, for the same reason.
    #[serde(rename = "e", default)]
    pub(super) begun_at: Option<Timestamp>,
    /// What to look for.
    #[serde(rename = "c")]
    pub(super) chosen: Chosen,
}

impl Walk {
    /// The number of the change from which on the copy needs to be told of everything.
    pub(super) fn known_until(&self) -> i64 {
        self.seq.max(self.begun)
    }

    /// The opaque text of it.
    pub(super) fn token(&self) -> String {
        seal(SCOPE, self)
    }

    /// The walk of such a text.
    pub(super) fn of_token(token: &str) -> Option<Self> {
        unseal(SCOPE, token)
    }
}
