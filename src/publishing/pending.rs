//! Pending schedules: cancels and finishes them.

use super::store::intents;
use crate::content::{ChangeAction, Id, ScheduleState, Timestamp};
use crate::db::{Connection, Error};
use crate::working_copies::schedules;

/// Cancels the pending schedules of an entity, either all or those of one action. Returns their number.
pub(super) fn cancel_pending(
    connection: &mut Connection,
    entity_id: Id,
    action: Option<ChangeAction>,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut pending = schedules::list_pending(connection, entity_id)?;
    pending.retain(|schedule| action.is_none_or(|action| action == schedule.action));
    for schedule in &pending {
        finish(connection, schedule.id, ScheduleState::Cancelled, now, None)?;
    }
    Ok(pending.len())
}

/// Cancels all pending schedules of an entity that is about to be moved to the trash.
pub fn cancel_schedules(connection: &mut Connection, entity_id: Id) -> Result<(), Error> {
    cancel_pending(connection, entity_id, None, Timestamp::now()).map(|_| ())
}

pub(super) fn finish(
    connection: &mut Connection,
    schedule_id: Id,
    state: ScheduleState,
    now: Timestamp,
    failure: Option<&str>,
) -> Result<(), Error> {
    intents::delete(connection, schedule_id)?;
    schedules::finish(connection, schedule_id, state, now, failure)
}
