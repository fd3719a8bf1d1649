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
