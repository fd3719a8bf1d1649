//! What published documents were made from, and who embeds whom.

use crate::content::{Content, Id, Timestamp};

/// One published entity, as publishing remembers it.
#[derive(Debug, Clone)]
pub(in crate::publishing) struct PublishedSource {
    pub(in crate::publishing) id: Id,
    pub(in crate::publishing) content: Content,
    pub(in crate::publishing) version: i64,
    pub(in crate::publishing) first_published_at: Timestamp,
    pub(in crate::publishing) published_at: Timestamp,
}
