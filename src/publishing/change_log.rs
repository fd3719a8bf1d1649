//! The change log: the order in which entities became public or were unpublished. Each change is also an event for
//! subscribers.

use serde_json::json;

use super::store::change_log::{self, ChangeLogEntry};
use crate::db::{Connection, Error};
use crate::events::{self, Event};

/// Appends a change and emits its event.
pub(super) fn append(connection: &mut Connection, change: &ChangeLogEntry<'_>) -> Result<(), Error> {
    let seq = change_log::append(connection, change)?;
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
    events::emit(connection, &Event { kind: change.kind, event_type: change.event_type, at: change.at, data })
}
