//! Rows of published intents: the times of schedules, for delivery, which knows nothing else about schedules.

use diesel::prelude::*;

use crate::content::{Id, Timestamp};
use crate::db::schema::published_intents;
use crate::db::{Connection, Error};

/// Inserts the time of a schedule.
pub(crate) fn insert(connection: &mut Connection, schedule: Id, at: Timestamp) -> Result<(), Error> {
    diesel::insert_into(published_intents::table)
        .values((published_intents::schedule_id.eq(schedule), published_intents::at.eq(at)))
        .execute(connection)?;
    Ok(())
}

/// Deletes the time of a schedule.
pub(crate) fn delete(connection: &mut Connection, schedule: Id) -> Result<(), Error> {
    diesel::delete(published_intents::table.find(schedule)).execute(connection)?;
    Ok(())
}
