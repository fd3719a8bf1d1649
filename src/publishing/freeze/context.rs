//! The occasion of a build of documents.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::content::{Id, Timestamp};
use crate::events::EventType;
use crate::publishing::documents::PublishedSource;
use crate::publishing::options::EntityNote;
use crate::publishing::store::change_log::ChangeLogEntry;

/// The occasion of freezing.
#[derive(Debug, Clone, Copy)]
pub(in crate::publishing) struct FreezeContext<'f> {
    /// When it is.
    pub(in crate::publishing) now: Timestamp,
    /// What is published at it; what else changes follows from that.
    pub(in crate::publishing) published: &'f HashSet<Id>,
    /// What an editor said of one of those.
    pub(in crate::publishing) note: Option<EntityNote<'f>>,
    /// What comes from elsewhere, where its documents were changed last then. The log knows of it, but for what is also
    /// among `published`.
    pub(in crate::publishing) restored: Option<&'f HashMap<Id, Timestamp>>,
    /// True if no content changes, only the form of documents: they keep the time of their last change.
    pub(in crate::publishing) keeps_dates: bool,
}

impl FreezeContext<'_> {
    /// An occasion at which documents only follow others.
    pub(in crate::publishing) fn for_dependents(now: Timestamp) -> Self {
        static NONE: LazyLock<HashSet<Id>> = LazyLock::new(HashSet::new);
        Self { now, published: &NONE, note: None, restored: None, keeps_dates: false }
    }

    /// Returns an occasion at which documents get another form, such as other addresses, and no other content.
    pub(in crate::publishing) fn for_rebuild(now: Timestamp) -> Self {
        Self { keeps_dates: true, ..Self::for_dependents(now) }
    }

    /// When the document of an entity changes at this occasion.
    pub(super) fn changed_at(&self, id: Id) -> Timestamp {
        self.restored.and_then(|restored| restored.get(&id)).copied().unwrap_or(self.now)
    }

    /// Whether the log knows already that the document of an entity changed.
    pub(in crate::publishing) fn is_logged(&self, id: Id) -> bool {
        self.restored.is_some_and(|restored| restored.contains_key(&id)) && !self.published.contains(&id)
    }

    /// What the log is told of a document that changes at this occasion.
    pub(in crate::publishing) fn log_entry<'c>(&'c self, source: &'c PublishedSource) -> ChangeLogEntry<'c> {
        let is_published = self.published.contains(&source.id);
        ChangeLogEntry {
            event_type: if is_published { EventType::Published } else { EventType::Updated },
            kind: source.content.kind(),
            id: source.id,
            version: source.version,
            locale: source.content.locale(),
            slug: source.content.slug(),
            note: self.note.and_then(|note| note.about(source.id)),
            at: self.now,
        }
    }
}
