//! The lines of an export: one JSON object each, told apart by `type`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content::{Action, Id, Kind, Status, Timestamp};
use crate::publishing::transfer::{ExportedAddress, ExportedChange, ExportedTopicAddress, ExportedUnpublishing};
use crate::string_enum;
use crate::working_copies::transfer::ExportedStep;

/// Which form of export this is. What reads exports refuses those it does not know.
pub(in crate::management) const FORMAT: u32 = 2;

string_enum! {
    /// The type of a line of an export.
    ExportLineType {
        /// The first line.
        ExportHeader = "cairn.export",
        /// A working copy, and what is public of it.
        Entity = "entity",
        /// The content of an entity in one version.
        Revision = "revision",
        /// A row of the change log.
        Change = "change",
        /// A slug that an article has or had.
        Address = "address",
        /// A slug that a topic has or had.
        TopicAddress = "topicAddress",
        /// How something was taken back.
        Unpublishing = "unpublishing",
        /// What searches take for the same.
        Synonyms = "synonyms",
        /// The last line.
        ExportTrailer = "end",
    }
}

impl ExportLineType {
    /// Returns true if a line of this type is public as it stands, without anybody publishing it.
    pub(in crate::management) fn is_public(self) -> bool {
        match self {
            Self::ExportHeader | Self::Entity | Self::Revision | Self::ExportTrailer => false,
            Self::Change | Self::Address | Self::TopicAddress | Self::Unpublishing | Self::Synonyms => true,
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(in crate::management) enum ExportRecord {
    /// The first line.
    #[serde(rename = "cairn.export")]
    ExportHeader(ExportHeader),
    /// A working copy, and what is public of it.
    Entity(Box<EntityRecord>),
    /// The content of an entity in one version; follows it.
    Revision(Box<RevisionRecord>),
    /// A row of the change log, after all entities.
    Change(ExportedChange),
    /// A slug that an article has or had.
    Address(ExportedAddress),
    /// A slug that a topic has or had.
    TopicAddress(ExportedTopicAddress),
    /// How something was taken back.
    Unpublishing(Box<ExportedUnpublishing>),
    /// What searches take for the same.
    Synonyms(SynonymsRecord),
    /// The last line. Without it the export is not whole.
    ExportTrailer(ExportTrailer),
}

impl ExportRecord {
    /// Returns the type that the line names.
    pub(in crate::management) fn line_type(&self) -> ExportLineType {
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
pub(in crate::management) struct ExportHeader {
    pub(in crate::management) format: u32,
    pub(in crate::management) exported_at: Timestamp,
    /// Whether it has revisions.
    pub(in crate::management) revisions: bool,
    /// True if it has the lines that are public as they stand.
    pub(in crate::management) log: bool,
}

/// What searches take for the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::management) struct SynonymsRecord {
    /// As editors send them.
    pub(in crate::management) content: Value,
}

/// The last line of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::management) struct ExportTrailer {
    /// How many lines stand before it.
    pub(in crate::management) lines: u64,
}

/// A working copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::management) struct EntityRecord {
    pub(in crate::management) kind: Kind,
    pub(in crate::management) id: Id,
    pub(in crate::management) version: i64,
    pub(in crate::management) status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) source_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) imported_digest: Option<String>,
    /// When it became public before it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) public_since: Option<Timestamp>,
    pub(in crate::management) created_at: Timestamp,
    pub(in crate::management) updated_at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::management) workflow: Vec<ExportedStep>,
    pub(in crate::management) content: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) published: Option<PublishedRecord>,
}

/// What is public of a thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::management) struct PublishedRecord {
    pub(in crate::management) version: i64,
    pub(in crate::management) first_published_at: Timestamp,
    pub(in crate::management) published_at: Timestamp,
    pub(in crate::management) updated_at: Timestamp,
    /// What is public, if it is not what the working copy holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) content: Option<Value>,
}

/// A revision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::management) struct RevisionRecord {
    pub(in crate::management) kind: Kind,
    pub(in crate::management) id: Id,
    pub(in crate::management) version: i64,
    pub(in crate::management) at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) key_id: Option<String>,
    pub(in crate::management) by: String,
    pub(in crate::management) action: Action,
    pub(in crate::management) status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::management) note: Option<String>,
    pub(in crate::management) published: bool,
    pub(in crate::management) content: Value,
}
