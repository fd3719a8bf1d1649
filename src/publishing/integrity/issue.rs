//! What can be wrong with published data.

use crate::content::{Id, Kind};

/// Something that should not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrityIssue {
    /// Of which thing.
    pub entity: Option<(Kind, Id)>,
    /// What.
    pub kind: IntegrityIssueKind,
}

/// What should not be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntegrityIssueKind {
    /// The content that was published cannot be read.
    UnreadableSource(String),
    /// The content that was published breaks a rule: where, and which.
    InvalidContent(String),
    /// No document can be made of what was published: it needs something that is not public.
    CannotBuild(String),
    /// What its document is made of is missing or unreadable, and its revision has it.
    MissingSource(i64),
    /// The content that was published is not that of its revision.
    RevisionMismatch(i64),
    /// The revision that was published is not what it was when it was written.
    DamagedRevision(i64),
    /// The working copy knows of another published version.
    VersionMismatch,
    /// There is no document, though there is what to make it of.
    MissingDocument,
    /// The document, or what stands beside it, is not what its source says.
    DocumentMismatch,
    /// What others carry of it, or the list of what it names, is not what its source says.
    EmbedMismatch,
    /// There is a document, and nothing that it is made of.
    DocumentWithoutSource,
    /// The log says that it is public, and it is not.
    ChangeWithoutDocument(i64),
    /// It is public, and the log does not say so.
    DocumentWithoutChange,
    /// It was taken back, and the log does not say that it was ever public.
    UnpublishingWithoutPublish,
    /// The latest change of it is not the one that offline copies are told of.
    LatestChangeMismatch,
    /// It is not found by what it says.
    NotIndexed,
    /// The index has so many rows that belong to nothing, or lacks as many.
    StrayIndexRows(usize),
}

impl IntegrityIssueKind {
    /// Whether what is whole says how it should be.
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

/// Whether documents can be made anew: not while what others are made of is missing, which would then be left out of them,
/// or breaks a rule.
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
