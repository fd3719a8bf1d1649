//! Sources of published documents.

use crate::content::{Content, Id, Timestamp};

/// The published content of one entity, from which its document is built.
#[derive(Debug, Clone)]
pub(in crate::publishing) struct PublishedSource {
    pub(in crate::publishing) id: Id,
    pub(in crate::publishing) content: Content,
    pub(in crate::publishing) version: i64,
    pub(in crate::publishing) first_published_at: Timestamp,
    pub(in crate::publishing) published_at: Timestamp,
}
