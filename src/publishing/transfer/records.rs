//! The exported form of published state: sources and the times of their documents, the change log, addresses and
//! unpublishings. Documents are not exported, not even those of withdrawn entities: they are frozen again from their
//! sources, with the same content.

use serde::{Deserialize, Serialize};

use crate::content::{Content, Id, Kind, Locale, Slug, Timestamp, UnpublishMode};

/// The published state of one entity.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedState {
    /// The published version of its working copy.
    pub version: i64,
    /// The time of the first publish.
    pub first_published_at: Timestamp,
    /// The time of the last publish.
    pub published_at: Timestamp,
    /// The time of the last change of its document.
    pub updated_at: Timestamp,
    /// The published content.
    pub content: Content,
}

/// The source of a withdrawn document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedSource {
    /// The version of its working copy that was published.
    pub version: i64,
    /// The time of the first publish.
    pub first_published_at: Timestamp,
    /// The time of the last publish.
    pub published_at: Timestamp,
    /// The time of the last change of the document.
    pub updated_at: Timestamp,
    /// The published content.
    pub content: serde_json::Value,
}

/// An unpublishing, as a line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedUnpublishing {
    /// The id of the entity.
    pub id: Id,
    /// The kind of the entity.
    pub kind: Kind,
    /// The mode.
    pub mode: UnpublishMode,
    /// The explanation for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// The alternative, as an external address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_url: Option<String>,
    /// The alternative, as an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_article_id: Option<Id>,
    /// The locale in which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// The slug under which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// The translation group in which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_group_id: Option<Id>,
    /// The source of the document, if it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ExportedSource>,
    /// The time.
    pub at: Timestamp,
}
