//! Rows of schedules.

use diesel::prelude::*;

use super::ScheduledTimes;
use crate::content::{ChangeAction, Id, Timestamp};
use crate::db::schema::schedules;
use crate::db::{Connection, Error};

/// What is still to happen to a thing.
pub(in crate::working_copies) fn times(connection: &mut Connection, id: Id) -> Result<Option<ScheduledTimes>, Error> {
    let rows: Vec<(ChangeAction, Timestamp)> = schedules::table
        .filter(schedules::entity_id.eq(id))
        .filter(schedules::state.eq("pending"))
        .select((schedules::action, schedules::at))
        .load(connection)?;
    let at = |action| rows.iter().find(|(found, _)| *found == action).map(|(_, at)| *at);
    Ok((!rows.is_empty())
        .then(|| ScheduledTimes { publish_at: at(ChangeAction::Publish), unpublish_at: at(ChangeAction::Unpublish) }))
}
