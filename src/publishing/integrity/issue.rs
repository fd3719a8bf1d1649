//! Integrity issues of published data.

use crate::content::{Id, Kind};

/// An inconsistency in published data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrityIssue {
    /// The entity, if the issue is about one.
    pub entity: Option<(Kind, Id)>,
    /// The kind of the issue.
    pub kind: IntegrityIssueKind,
}

/// The kind of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntegrityIssueKind {
    /// The published content cannot be read.
    UnreadableSource(String),
    /// The published content breaks a rule: the position and the rule.
    InvalidContent(String),
    /// No document can be built of the published content, because it needs an entity that is not public.
    CannotBuild(String),
    /// The source is missing or unreadable, and can be restored from the revision of this version.
    MissingSource(i64),
    /// The published content differs from its revision.
    RevisionMismatch(i64),
    /// The revision that was published does not match its digest.
    DamagedRevision(i64),
    /// The working copy names another published version.
    VersionMismatch,
    /// The document is missing, and its source exists.
    MissingDocument,
    /// The document, or another column of its row, does not match its source.
    DocumentMismatch,
    /// The embed or the references do not match the source.
    EmbedMismatch,
    /// The document has no source.
    DocumentWithoutSource,
    /// The last change in the log makes the entity public, but it is not.
    ChangeWithoutDocument(i64),
    /// The entity is public, but the log does not say so.
    DocumentWithoutChange,
    /// The entity was unpublished, but the log contains no publish of it.
    UnpublishingWithoutPublish,
    /// The latest change for offline copies differs from the log.
    LatestChangeMismatch,
    /// The entity is missing from the search index.
    NotIndexed,
    /// The number of index rows that belong to no entity or are missing.
    StrayIndexRows(usize),
}

impl IntegrityIssueKind {
    /// Returns true if the issue can be repaired from intact data.
    pub fn is_repairable(&self) -> bool {
        match self {
            Self::MissingSource(_)
            | Self::CannotBuild(_)
            | Self::RevisionMismatch(_)
            | Self::MissingDocument
            | Self::DocumentMismatch
            | Self::EmbedMismatch
            | Self::DocumentWithoutChange
            | Self::LatestChangeMismatch
            | Self::NotIndexed
            | Self::StrayIndexRows(_) => true,
            Self::UnreadableSource(_)
            | Self::InvalidContent(_)
            | Self::UnpublishingWithoutPublish
            | Self::DamagedRevision(_)
            | Self::VersionMismatch
            | Self::DocumentWithoutSource
            | Self::ChangeWithoutDocument(_) => false,
        }
    }
}

/// Returns true if documents can be rebuilt. If a source is missing or invalid, they cannot: it would be left out of
/// the documents that embed it.
pub fn can_rebuild(issues: &[IntegrityIssue]) -> bool {
    !issues.iter().any(|issue| {
        matches!(
            issue.kind,
            IntegrityIssueKind::UnreadableSource(_)
                | IntegrityIssueKind::InvalidContent(_)
                | IntegrityIssueKind::DocumentWithoutSource
                | IntegrityIssueKind::ChangeWithoutDocument(_)
        )
    })
}
