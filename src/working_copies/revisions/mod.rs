//! Revisions: immutable snapshots of working copies, one for each version, references included.

pub mod store;

use crate::content::{Action, Content, Status, Timestamp};

/// What a revision is, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionHead {
    /// The version of the working copy that it shows.
    pub version: i64,
    /// When it was made.
    pub at: Timestamp,
    /// The key of who made it.
    pub actor_key_id: Option<String>,
    /// What who made it is called.
    pub actor_name: String,
    /// What they did.
    pub action: Action,
    /// Where the working copy stood then.
    pub status: Status,
    /// What they said of it.
    pub note: Option<String>,
    /// Whether this content was made public with it.
    pub published: bool,
    /// The digest of the content: equal for equal contents.
    pub content_digest: String,
}

/// A revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// What it is.
    pub head: RevisionHead,
    /// The content as it was.
    pub content: Content,
}
