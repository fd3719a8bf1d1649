//! What is public as it goes from one database to another: what documents are made of and when each was made, the change
//! log, addresses and endings. Documents themselves do not travel, those of what was withdrawn neither: they are frozen
//! again of what they were made of, and say the same.

use serde::{Deserialize, Serialize};

use crate::content::{ChangeAction, Content, Id, Kind, Locale, Slug, Timestamp, UnpublishMode};

/// What is public of one entity.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedState {
    /// The version of its working copy that is public.
    pub version: i64,
    /// When it was first published.
    pub first_published_at: Timestamp,
    /// When it was published last.
    pub published_at: Timestamp,
    /// When its document changed last.
    pub updated_at: Timestamp,
    /// What is public of it.
    pub content: Content,
}

/// A row of the change log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedChange {
    /// When it came into the log.
    pub at: Timestamp,
    /// When it happened, if it happened elsewhere and before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_at: Option<Timestamp>,
    /// What happened.
    pub action: ChangeAction,
    /// To what kind of entity.
    pub kind: Kind,
    /// To which.
    pub id: Id,
    /// The version of its working copy.
    pub version: i64,
    /// What the editor said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// Whether readers were told.
    #[serde(default)]
    pub major: bool,
}

/// A slug that an article has, or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedAddress {
    /// In which locale.
    pub locale: Locale,
    /// The slug.
    pub slug: Slug,
    /// Whose it is now.
    pub article_id: Id,
}

/// A slug that a topic has, or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedTopicAddress {
    /// The slug.
    pub slug: Slug,
    /// Whose it is now.
    pub topic_id: Id,
}

/// What a document is made of that is shown on though it was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedSource {
    /// The version of its working copy that was public.
    pub version: i64,
    /// When it was first published.
    pub first_published_at: Timestamp,
    /// When it was published last.
    pub published_at: Timestamp,
    /// When the document changed last that is shown of it.
    pub updated_at: Timestamp,
    /// What was public of it.
    pub content: serde_json::Value,
}

/// How an entity was taken back, as a line of an export has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportedUnpublishing {
    /// Which entity.
    pub id: Id,
    /// Of which kind.
    pub kind: Kind,
    /// What its readers find.
    pub mode: UnpublishMode,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// What to read instead, elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_url: Option<String>,
    /// What to read instead, here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative_article_id: Option<Id>,
    /// The locale it was published in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// The slug it was published under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// The translation group it was published in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation_group_id: Option<Id>,
    /// What the document is made of that is still shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<ExportedSource>,
    /// When.
    pub at: Timestamp,
}
