//! Rows of the change log.

use diesel::prelude::*;

use crate::content::documents::PublishedChange;
use crate::content::{ChangeAction, Content, Id, Kind, Locale, Slug, Timestamp};
use crate::db::schema::{changes, published_changes};
use crate::db::{Connection, Error};
use crate::events::EventType;
use crate::publishing::documents::PublishedSource;
use crate::publishing::options::ChangeNote;
use crate::working_copies::WorkingCopy;

/// One change.
pub(crate) struct ChangeLogEntry<'c> {
    /// The event.
    pub(crate) event_type: EventType,
    pub(crate) kind: Kind,
    pub(crate) id: Id,
    /// The version of its working copy.
    pub(crate) version: i64,
    pub(crate) locale: Option<&'c Locale>,
    pub(crate) slug: Option<&'c Slug>,
    /// The editor's note.
    pub(crate) note: Option<&'c ChangeNote>,
    pub(crate) at: Timestamp,
}

impl<'c> ChangeLogEntry<'c> {
    /// Returns the entry for a change of a working copy as a whole.
    pub(crate) fn of_working_copy(copy: &'c WorkingCopy, event_type: EventType, at: Timestamp) -> Self {
        Self::of_content(copy.head.id, &copy.content, copy.head.version, event_type, at)
    }

    /// Returns the entry for a change of a published document.
    pub(crate) fn of_source(source: &'c PublishedSource, event_type: EventType, at: Timestamp) -> Self {
        Self::of_content(source.id, &source.content, source.version, event_type, at)
    }

    fn of_content(id: Id, content: &'c Content, version: i64, event_type: EventType, at: Timestamp) -> Self {
        let (kind, locale, slug) = (content.kind(), content.locale(), content.slug());
        Self { event_type, kind, id, version, locale, slug, note: None, at }
    }

    /// Returns the action in the log. A document that only changed counts as published again.
    pub(crate) fn action(&self) -> ChangeAction {
        match self.event_type {
            EventType::Unpublished => ChangeAction::Unpublish,
            _ => ChangeAction::Publish,
        }
    }
}

/// Appends one change and returns its number.
pub(crate) fn append(connection: &mut Connection, change: &ChangeLogEntry<'_>) -> Result<i64, Error> {
    diesel::insert_into(changes::table)
        .values((
            changes::at.eq(change.at),
            changes::action.eq(change.action()),
            changes::kind.eq(change.kind),
            changes::entity_id.eq(change.id),
            changes::version.eq(change.version),
            changes::change_note.eq(change.note.and_then(|note| note.text.as_deref())),
            changes::major.eq(change.note.is_some_and(|note| note.major)),
        ))
        .execute(connection)?;
    save_latest(connection, change.id, change.kind, change.action(), change.at)
}

/// Replaces the latest change of an entity by the last row of the log, and returns the number of that.
pub(crate) fn save_latest(
    connection: &mut Connection,
    id: Id,
    kind: Kind,
    action: ChangeAction,
    at: Timestamp,
) -> Result<i64, Error> {
    use published_changes as row;
    // There is only one writer and this is its transaction, so the last row is the one it appended.
    let seq: i64 = changes::table.order(changes::seq.desc()).select(changes::seq).first(connection)?;
    let values = (row::seq.eq(seq), row::at.eq(at), row::action.eq(action), row::kind.eq(kind));
    if diesel::update(row::table.find(id)).set(values).execute(connection)? == 0 {
        diesel::insert_into(row::table).values((row::entity_id.eq(id), values)).execute(connection)?;
    }
    Ok(seq)
}

/// Returns true if the latest change of an entity made it public.
pub(crate) fn is_last_change_a_publish(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    let last: Option<ChangeAction> = changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq.desc())
        .select(changes::action)
        .first(connection)
        .optional()?;
    Ok(last == Some(ChangeAction::Publish))
}

/// Copies the latest change of an entity from the log to the table for offline copies; removes it if the log has none.
pub(crate) fn sync_latest(connection: &mut Connection, id: Id) -> Result<(), Error> {
    use published_changes as row;
    diesel::delete(row::table.find(id)).execute(connection)?;
    changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq.desc())
        .limit(1)
        .select((changes::entity_id, changes::seq, changes::at, changes::action, changes::kind))
        .insert_into(row::table)
        .into_columns((row::entity_id, row::seq, row::at, row::action, row::kind))
        .execute(connection)?;
    Ok(())
}

/// Returns the time of the first publish of an entity, even if it was unpublished since.
pub(crate) fn first_published_at(connection: &mut Connection, id: Id) -> Result<Option<Timestamp>, Error> {
    let first: Option<(Timestamp, Option<Timestamp>)> = changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq)
        .select((changes::at, changes::happened_at))
        .first(connection)
        .optional()?;
    Ok(first.map(|(at, happened_at)| happened_at.unwrap_or(at)))
}

/// Returns the editors' notes on the latest `limit` major changes of an entity, the latest first.
pub(crate) fn major_changes(connection: &mut Connection, id: Id, limit: usize) -> Result<Vec<PublishedChange>, Error> {
    let rows: Vec<(Timestamp, Option<Timestamp>, Option<String>)> = changes::table
        .filter(changes::entity_id.eq(id))
        .filter(changes::major.eq(true))
        .filter(changes::change_note.is_not_null())
        .order(changes::seq.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((changes::at, changes::happened_at, changes::change_note))
        .load(connection)?;
    let published_change = |(at, happened_at, note): (_, Option<_>, Option<_>)| {
        Some(PublishedChange { at: happened_at.unwrap_or(at), note: note? })
    };
    Ok(rows.into_iter().filter_map(published_change).collect())
}
