//! What published documents were made from, and who embeds whom.

pub(super) mod store;

use crate::content::{Content, Id, Timestamp};

/// One published thing, as publishing remembers it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) id: Id,
    pub(super) content: Content,
    pub(super) version: i64,
    pub(super) first_published_at: Timestamp,
    pub(super) published_at: Timestamp,
}
