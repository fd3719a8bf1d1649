//! The context of a build of documents.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::content::{Id, Timestamp};
use crate::events::EventType;
use crate::publishing::documents::PublishedSource;
use crate::publishing::options::EntityNote;
use crate::publishing::store::change_log::ChangeLogEntry;

/// The reason and the time of a build of documents.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FreezeContext<'f> {
    /// The time of the build.
    pub(crate) now: Timestamp,
    /// The entities that are being published; all other documents only follow them.
    pub(crate) published: &'f HashSet<Id>,
    /// The note about the change of one of those.
    pub(crate) note: Option<EntityNote<'f>>,
    /// The imported entities, with the time of the last change of each document in the database of origin. Their
    /// changes are already in the log, except of those that are also in `published`.
    pub(crate) restored: Option<&'f HashMap<Id, Timestamp>>,
    /// True if only the form of documents changes and no content: documents keep the time of their last change.
    pub(crate) keeps_dates: bool,
}

impl FreezeContext<'_> {
    /// Returns a context in which documents only follow others.
    pub(crate) fn for_dependents(now: Timestamp) -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { now, published: &NONE, note: None, restored: None, keeps_dates: false }
    }

    /// Returns a context in which documents get another form, such as other addresses, and no other content.
    pub(crate) fn for_rebuild(now: Timestamp) -> Self {
        Self { keeps_dates: true, ..Self::for_dependents(now) }
    }

    /// Returns the time at which the document of an entity changes in this build.
    pub(super) fn changed_at(&self, id: Id) -> Timestamp {
        self.restored.and_then(|restored| restored.get(&id)).copied().unwrap_or(self.now)
    }

    /// Returns true if the log already contains the change of the entity's document.
    pub(crate) fn is_logged(&self, id: Id) -> bool {
        self.restored.is_some_and(|restored| restored.contains_key(&id)) && !self.published.contains(&id)
    }

    /// Returns the log entry for a document that changes in this build.
    pub(crate) fn log_entry<'c>(&'c self, source: &'c PublishedSource) -> ChangeLogEntry<'c> {
        let is_published = self.published.contains(&source.id);
        let event_type = if is_published { EventType::Published } else { EventType::Updated };
        let note = self.note.and_then(|note| note.about(source.id));
        ChangeLogEntry { note, ..ChangeLogEntry::of_source(source, event_type, self.now) }
    }
}
