//! Rows of published intents: the times of schedules, for delivery, which knows nothing else about schedules.

use diesel::prelude::*;

use crate::content::{Id, Timestamp};
use crate::db::schema::published_intents as row;
use crate::db::{Connection, Error};

/// Inserts the time of a schedule.
pub(crate) fn insert(connection: &mut Connection, schedule: Id, at: Timestamp) -> Result<(), Error> {
    diesel::insert_into(row::table).values((row::schedule_id.eq(schedule), row::at.eq(at))).execute(connection)?;
    Ok(())
}

/// Deletes the time of a schedule.
pub(crate) fn delete(connection: &mut Connection, schedule: Id) -> Result<(), Error> {
    diesel::delete(row::table.find(schedule)).execute(connection)?;
    Ok(())
}
