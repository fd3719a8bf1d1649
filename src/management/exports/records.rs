//! The lines of an export: one JSON object each, distinguished by `type`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::{Action, Id, Kind, Status, Timestamp};
use crate::publishing::transfer::{ExportedAddress, ExportedChange, ExportedTopicAddress, ExportedUnpublishing};
use crate::string_enum;
use crate::working_copies::transfer::ExportedStep;

/// The version of the export format. An import rejects all other versions.
pub(crate) const FORMAT: u32 = 3;

string_enum! {
    /// The type of a line of an export.
    ExportLineType {
        /// The first line.
        ExportHeader = "cairn.export",
        /// A working copy and its published state.
        Entity = "entity",
        /// The content of an entity in one version.
        Revision = "revision",
        /// A row of the change log.
        Change = "change",
        /// A current or former slug of an article.
        Address = "address",
        /// A current or former slug of a topic.
        TopicAddress = "topicAddress",
        /// An unpublishing.
        Unpublishing = "unpublishing",
        /// The synonyms of searches.
        Synonyms = "synonyms",
        /// The last line.
        ExportTrailer = "end",
    }
}

impl ExportLineType {
    /// Returns true if a line of this type becomes public without a publish.
    pub(crate) fn is_public(self) -> bool {
        match self {
            Self::ExportHeader | Self::Entity | Self::Revision | Self::ExportTrailer => false,
            Self::Change | Self::Address | Self::TopicAddress | Self::Unpublishing | Self::Synonyms => true,
        }
    }
}

/// A line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum ExportRecord {
    /// The first line.
    #[serde(rename = "cairn.export")]
    ExportHeader(ExportHeader),
    /// A working copy and its published state.
    Entity(Box<EntityRecord>),
    /// The content of an entity in one version, after the line of the entity.
    Revision(Box<RevisionRecord>),
    /// A row of the change log, after all entities.
    Change(ExportedChange),
    /// A current or former slug of an article.
    Address(ExportedAddress),
    /// A current or former slug of a topic.
    TopicAddress(ExportedTopicAddress),
    /// An unpublishing.
    Unpublishing(Box<ExportedUnpublishing>),
    /// The synonyms of searches.
    Synonyms(SynonymsRecord),
    /// The last line. Without it, the export is incomplete.
    #[serde(rename = "end")]
    ExportTrailer(ExportTrailer),
}

impl ExportRecord {
    /// Returns the type of the line.
    pub(crate) fn line_type(&self) -> ExportLineType {
        match self {
            Self::ExportHeader(_) => ExportLineType::ExportHeader,
            Self::Entity(_) => ExportLineType::Entity,
            Self::Revision(_) => ExportLineType::Revision,
            Self::Change(_) => ExportLineType::Change,
            Self::Address(_) => ExportLineType::Address,
            Self::TopicAddress(_) => ExportLineType::TopicAddress,
            Self::Unpublishing(_) => ExportLineType::Unpublishing,
            Self::Synonyms(_) => ExportLineType::Synonyms,
            Self::ExportTrailer(_) => ExportLineType::ExportTrailer,
        }
    }
}

/// The first line of an export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExportHeader {
    pub(crate) format: u32,
    pub(crate) exported_at: Timestamp,
    /// True if it contains revisions.
    pub(crate) revisions: bool,
    /// True if it contains the lines that become public without a publish.
    pub(crate) log: bool,
}

/// The synonyms of searches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SynonymsRecord {
    /// The synonyms, in the form of the API.
    pub(crate) content: Value,
}

/// The last line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExportTrailer {
    /// The number of lines before it.
    pub(crate) lines: u64,
}

/// A working copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EntityRecord {
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    pub(crate) version: i64,
    pub(crate) status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) imported_digest: Option<String>,
    /// The time of the first publish elsewhere, before the import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) public_since: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) workflow: Vec<ExportedStep>,
    pub(crate) content: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<PublishedRecord>,
}

/// The published state of an entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PublishedRecord {
    pub(crate) version: i64,
    pub(crate) first_published_at: Timestamp,
    pub(crate) published_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    /// The published content, if it differs from that of the working copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<Value>,
}

/// A revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RevisionRecord {
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    pub(crate) version: i64,
    pub(crate) at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key_id: Option<String>,
    pub(crate) by: String,
    pub(crate) action: Action,
    pub(crate) status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    pub(crate) published: bool,
    pub(crate) content: Value,
}
