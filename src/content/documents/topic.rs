//! The published topic.

use serde::{Deserialize, Serialize};

use crate::content::{Id, Timestamp, Topic};

/// A published topic with all its translations; delivery shows it in one locale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TopicDocument {
    /// Its lasting name.
    pub id: Id,
    /// What the editor wrote.
    pub topic: Topic,
    /// When it was first published.
    pub first_published_at: Timestamp,
    /// When this version was published.
    pub published_at: Timestamp,
    /// When the document last changed, for whatever reason.
    pub updated_at: Timestamp,
    /// Which version of the working copy it shows.
    pub version: i64,
}
