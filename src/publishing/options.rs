//! Options of a publish: what is published with it, and the note about the change.

use std::collections::{HashMap, HashSet};

use crate::content::Id;
use crate::db::Error;
use crate::working_copies::{WorkingCopy, revisions};

/// What may become public together with what was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum IncludeReferences {
    /// Nothing: a reference to something unpublished is refused.
    #[default]
    None,
    /// Whatever it leads to.
    All,
    /// Only these; a reference to another unpublished thing is refused.
    Only(HashSet<Id>),
    /// Only these, each with the content of that digest; changed content and another unpublished thing are refused.
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

    /// Returns true if the content is not the one that may become public.
    pub(super) fn rejects_content(&self, copy: &WorkingCopy) -> Result<bool, Error> {
        let Self::Exactly(digests) = self else { return Ok(false) };
        let decided = digests.get(&copy.head.id);
        Ok(decided != Some(&revisions::digest(&copy.content)?))
    }
}

/// How to publish.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishOptions {
    /// What of that which it refers to and which is not public yet is published with it.
    pub include_references: IncludeReferences,
    /// What is said of the change.
    pub note: ChangeNote,
}

/// What is said of a change that is published.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeNote {
    /// What changed, for readers.
    pub text: Option<String>,
    /// Whether readers should be told.
    pub major: bool,
}

impl ChangeNote {
    /// Returns true if nothing is said.
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
