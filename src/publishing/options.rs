//! Options of a publish: the references to include, and the note about the change.

use std::collections::{HashMap, HashSet};

use crate::content::Id;
use crate::db::Error;
use crate::working_copies::{WorkingCopy, revisions};

/// The unpublished references that are published together with the requested entities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum IncludeReferences {
    /// None: a reference to an unpublished entity is an error.
    #[default]
    None,
    /// All unpublished entities that are reachable through references.
    All,
    /// Only these; a reference to another unpublished entity is an error.
    Only(HashSet<Id>),
    /// Only these, each with the content of the given digest; changed content and another unpublished entity are
    /// errors.
    Exactly(HashMap<Id, String>),
}

impl IncludeReferences {
    pub(super) fn includes(&self, id: Id) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Only(ids) => ids.contains(&id),
            Self::Exactly(digests) => digests.contains_key(&id),
        }
    }

    /// Returns true if the content is not the content that may be published.
    pub(super) fn rejects_content(&self, copy: &WorkingCopy) -> Result<bool, Error> {
        let Self::Exactly(digests) = self else { return Ok(false) };
        let decided = digests.get(&copy.head.id);
        Ok(decided != Some(&revisions::digest(&copy.content)?))
    }
}

/// The options of a publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishOptions {
    /// The unpublished references to publish with it.
    pub include_references: IncludeReferences,
    /// The note about the change.
    pub note: ChangeNote,
}

/// A note about a published change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeNote {
    /// The description of the change, for readers.
    pub text: Option<String>,
    /// True if readers should be notified.
    pub major: bool,
}

impl ChangeNote {
    /// Returns true if the note has no text and is not major.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_none() && !self.major
    }
}

/// The note about the change of one entity.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntityNote<'n> {
    /// The entity.
    pub(super) id: Id,
    /// The note.
    pub(super) note: &'n ChangeNote,
}

impl<'n> EntityNote<'n> {
    /// Returns the note if it is about the change of `id`.
    pub(super) fn about(self, id: Id) -> Option<&'n ChangeNote> {
        (self.id == id).then_some(self.note)
    }
}
