//! The change log: the order in which things became public or ceased to be. Each change is also an event for those
//! who subscribed.

pub(super) mod store;

use serde_json::json;

use super::ChangeNote;
use crate::content::{ChangeAction, Id, Kind, Locale, Slug, Timestamp};
use crate::db::{Connection, Error};
use crate::events::{self, Event, Occurrence};
use crate::working_copies::WorkingCopy;

/// One change.
pub(super) struct Change<'c> {
    /// What happened.
    pub(super) occurrence: Occurrence,
    /// To what kind of thing.
    pub(super) kind: Kind,
    /// To which.
    pub(super) id: Id,
    /// The version of its working copy.
    pub(super) version: i64,
    /// Its locale, if it has one.
    pub(super) locale: Option<&'c Locale>,
    /// Its slug, if it has one.
    pub(super) slug: Option<&'c Slug>,
    /// What the editor said of it.
    pub(super) note: Option<&'c ChangeNote>,
    /// When.
    pub(super) at: Timestamp,
}

impl<'c> Change<'c> {
    /// What happened to a working copy as a whole.
    pub(super) fn of(copy: &'c WorkingCopy, occurrence: Occurrence, at: Timestamp) -> Self {
        Self {
            occurrence,
            kind: copy.head.kind,
            id: copy.head.id,
            version: copy.head.version,
            locale: copy.content.locale(),
            slug: copy.content.slug(),
            note: None,
            at,
        }
    }

    /// What the log calls it: a document that changed was published anew.
    pub(super) fn action(&self) -> ChangeAction {
        match self.occurrence {
            Occurrence::Unpublished => ChangeAction::Unpublish,
            _ => ChangeAction::Publish,
        }
    }
}

/// Appends a change, and tells those who subscribed to such.
pub(super) fn append(connection: &mut Connection, change: &Change<'_>) -> Result<(), Error> {
    let seq = store::append(connection, change)?;
    let mut data = json!({"seq": seq, "kind": change.kind, "id": change.id, "version": change.version});
    if let Some(locale) = change.locale {
        data["locale"] = json!(locale);
    }
    if let Some(slug) = change.slug {
        data["slug"] = json!(slug);
    }
    if let Some(note) = change.note {
        data["major"] = json!(note.major);
        if let Some(text) = &note.text {
            data["changeNote"] = json!(text);
        }
    }
    events::emit(connection, &Event { kind: change.kind, occurrence: change.occurrence, at: change.at, data })
}
