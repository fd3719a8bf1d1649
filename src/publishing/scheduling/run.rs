//! Doing what is due.

use serde_json::json;

use super::set::settle;
use super::{failure, finish, options};
use crate::content::{Action, ChangeAction, Id, ScheduleState, Timestamp};
use crate::db::{self, Connection, Error};
use crate::events::{self, Event, Occurrence};
use crate::publishing::{Dependents, Refusal, Settings, publish, unpublish};
use crate::working_copies::{self, Deed, Schedule, WorkingCopy, schedules};

/// What came of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Ran {
    /// How many schedules came to their end, whichever.
    pub finished: usize,
    /// Which met a failure of the database, in words for the log; they are still pending.
    pub put_off: Vec<(Id, String)>,
}

/// Does what is due, the earliest first and at most `limit` of it, within the caller's transaction; leaves those of
/// `except` for later. A refusal ends a schedule for good and is kept with it; a failure of the database does not.
pub fn run_due(
    connection: &mut Connection,
    settings: &Settings,
    now: Timestamp,
    except: &[Id],
    limit: i64,
) -> Result<Ran, Error> {
    let mut ran = Ran::default();
    for due in schedules::store::due(connection, now, except, limit)? {
        let outcome = match db::savepoint(connection, |connection| carry_out(connection, settings, &due)) {
            Err(Refusal::Database(error)) => Err(error),
            Err(refusal) => db::savepoint(connection, |connection| give_up(connection, &due, &refusal)),
            Ok(()) => Ok(()),
        };
        match outcome {
            Ok(()) => ran.finished += 1,
            Err(error) if error.ends_transaction() => return Err(error),
            Err(error) => ran.put_off.push((due.id, error.to_string())),
        }
    }
    Ok(ran)
}

fn carry_out(connection: &mut Connection, settings: &Settings, due: &Schedule) -> Result<(), Refusal> {
    let copy = find(connection, due)?;
    // Before what it does, which gives up whatever is pending then.
    finish(connection, due.id, ScheduleState::Done, Timestamp::now(), None)?;
    match due.action {
        ChangeAction::Publish => {
            let options = options::read(&due.options)?;
            publish(connection, settings, &due.actor, copy, &options)?;
        }
        ChangeAction::Unpublish => {
            let unpublishing = options::read_unpublishing(&due.options)?;
            unpublish(connection, settings, &due.actor, copy, &unpublishing, Dependents::Refuse)?;
        }
    }
    Ok(())
}

fn give_up(connection: &mut Connection, due: &Schedule, refusal: &Refusal) -> Result<(), Error> {
    let now = Timestamp::now();
    let reason = failure::reason(refusal);
    finish(connection, due.id, ScheduleState::Failed, now, Some(&reason))?;
    let verb = match due.action {
        ChangeAction::Publish => "published",
        ChangeAction::Unpublish => "taken back",
    };
    let note = format!("Could not be {verb} at {}. {reason}", due.at);
    let deed = Deed { actor: &due.actor, action: Action::CancelSchedule, note: Some(&note) };
    let copy = find(connection, due)?;
    let copy = settle(connection, &deed, copy)?;
    let data = json!({
        "id": due.thing, "kind": due.kind, "version": copy.head.version, "scheduleId": due.id,
        "action": due.action, "scheduledFor": due.at, "reason": reason,
    });
    events::emit(connection, &Event { kind: due.kind, occurrence: Occurrence::ScheduleFailed, at: now, data })
}

fn find(connection: &mut Connection, due: &Schedule) -> Result<WorkingCopy, Error> {
    working_copies::find(connection, due.kind, due.thing)?
        .ok_or_else(|| Error::Corrupt(format!("the {} {} is gone", due.kind, due.thing)))
}
