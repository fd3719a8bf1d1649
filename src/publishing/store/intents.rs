//! Rows of published intents: when something is to change, for delivery, which knows nothing else of it.

use diesel::prelude::*;

use crate::content::{Id, Timestamp};
use crate::db::schema::published_intents;
use crate::db::{Connection, Error};

/// Notes the moment of a schedule.
pub(in crate::publishing) fn insert(connection: &mut Connection, schedule: Id, at: Timestamp) -> Result<(), Error> {
    diesel::insert_into(published_intents::table)
        .values((published_intents::schedule_id.eq(schedule), published_intents::at.eq(at)))
        .execute(connection)?;
    Ok(())
}

/// Forgets the moment of a schedule.
pub(in crate::publishing) fn delete(connection: &mut Connection, schedule: Id) -> Result<(), Error> {
    diesel::delete(published_intents::table.find(schedule)).execute(connection)?;
    Ok(())
}
