//! Publishing and taking back at a set time: setting it, giving it up, and doing what is due.
//!
//! What is scheduled stands in `schedules`, and its moment alone in `published_intents`. Everything about one of them
//! happens in one transaction, so that it is done once, or not yet.

mod expecting;
mod failure;
mod options;
mod run;
mod set;
mod store;
mod together;

use crate::content::{ChangeAction, Id, ScheduleState, Timestamp};
use crate::db::{Connection, Error};
use crate::working_copies::schedules;

pub use options::{read as read_options, read_unpublishing};
pub use run::{Ran, run_due};
pub use set::{Plan, cancel, schedule};

/// Gives up what is still to happen to a thing: all of it, or one action. Answers with how many that was.
pub(in crate::publishing) fn end(
    connection: &mut Connection,
    thing: Id,
    action: Option<ChangeAction>,
    now: Timestamp,
) -> Result<usize, Error> {
    let pending = schedules::store::pending(connection, thing)?;
    let ended: Vec<Id> = pending
        .into_iter()
        .filter(|(_, found, _)| action.is_none_or(|action| action == *found))
        .map(|(id, _, _)| id)
        .collect();
    for id in &ended {
        finish(connection, *id, ScheduleState::Cancelled, now, None)?;
    }
    Ok(ended.len())
}

/// Gives up all that is still to happen to a thing that is about to be put away.
pub fn end_schedules(connection: &mut Connection, thing: Id) -> Result<(), Error> {
    end(connection, thing, None, Timestamp::now()).map(|_| ())
}

fn finish(
    connection: &mut Connection,
    schedule: Id,
    state: ScheduleState,
    now: Timestamp,
    failure: Option<&str>,
) -> Result<(), Error> {
    store::delete(connection, schedule)?;
    schedules::store::finish(connection, schedule, state, now, failure)
}
