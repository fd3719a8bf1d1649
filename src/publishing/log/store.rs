//! Rows of the change log.

use diesel::prelude::*;

use crate::content::{ChangeAction, Id, Kind, Timestamp};
use crate::db::schema::changes;
use crate::db::{Connection, Error};

/// Appends one change.
pub(in crate::publishing) fn append(
    connection: &mut Connection,
    action: ChangeAction,
    kind: Kind,
    id: Id,
    version: i64,
    at: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(changes::table)
        .values((
            changes::at.eq(at),
            changes::action.eq(action),
            changes::kind.eq(kind),
            changes::entity_id.eq(id),
            changes::version.eq(version),
        ))
        .execute(connection)?;
    Ok(())
}

/// When the thing was published first, though it may have been taken back since.
pub(in crate::publishing) fn first_published_at(
    connection: &mut Connection,
    id: Id,
) -> Result<Option<Timestamp>, Error> {
    Ok(changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq)
        .select(changes::at)
        .first(connection)
        .optional()?)
}

/// Writes an editor's note beside the latest change of a thing.
pub(in crate::publishing) fn annotate(
    connection: &mut Connection,
    id: Id,
    change_note: Option<&str>,
    major: bool,
) -> Result<(), Error> {
    let latest: Option<i64> = changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq.desc())
        .select(changes::seq)
        .first(connection)
        .optional()?;
    if let Some(seq) = latest {
        diesel::update(changes::table.find(seq))
            .set((changes::change_note.eq(change_note), changes::major.eq(major)))
            .execute(connection)?;
    }
    Ok(())
}
