//! Search among working copies: which words of them are found, and in which order.
//!
//! Must not know that anything is ever public.

pub(super) mod store;
mod text;

use crate::content::{Id, Kind, Status, Timestamp};

/// A working copy that was found.
#[derive(Debug, Clone)]
pub struct FoundCopy {
    /// Which.
    pub id: Id,
    /// Its kind.
    pub kind: Kind,
    /// Its title, text or name.
    pub label: String,
    /// Where it stands in its life.
    pub status: Status,
    /// Its version.
    pub version: i64,
    /// When it was written last.
    pub updated_at: Timestamp,
    /// What else it says, in plain text.
    pub text: String,
    /// How well it fits: the more the better.
    pub score: f64,
}

/// What was found.
#[derive(Debug)]
pub struct FoundCopies {
    /// The working copies, the best first.
    pub copies: Vec<FoundCopy>,
    /// Whether each of them has all the words; else some.
    pub has_all: bool,
}
