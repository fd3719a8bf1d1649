//! The published topic.

use serde::{Deserialize, Serialize};

use crate::content::{Id, Timestamp, Topic};

/// A published topic with all its translations; delivery returns it in one locale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TopicDocument {
    /// The id.
    pub id: Id,
    /// The content that the editor wrote.
    pub topic: Topic,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
}
