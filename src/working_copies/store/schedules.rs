//! Rows of schedules.

use diesel::prelude::*;
use serde_json::Value;

use crate::content::{Actor, ChangeAction, Id, Kind, RequestIdSource, ScheduleState, Timestamp};
use crate::db::schema::{schedules, working_copies};
use crate::db::{Backend, Connection, Error};
use crate::working_copies::model::ScheduledTimes;

/// A pending or finished schedule of a working copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Its own id.
    pub id: Id,
    /// The kind of the working copy.
    pub kind: Kind,
    /// The id of the working copy.
    pub entity_id: Id,
    /// The title, text or name of the working copy.
    pub label: String,
    /// The action.
    pub action: ChangeAction,
    /// The scheduled time.
    pub at: Timestamp,
    /// The options of the action, serialized by the publishing part.
    pub options: Value,
    /// The state.
    pub state: ScheduleState,
    /// The person who scheduled it, who also counts as the author of the change.
    pub actor: Actor,
    /// The time of its creation.
    pub created_at: Timestamp,
    /// The time at which it was done, failed or was cancelled.
    pub finished_at: Option<Timestamp>,
    /// The reason for the failure.
    pub failure: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = schedules)]
struct ScheduleRow {
    id: Id,
    entity_id: Id,
    action: ChangeAction,
    at: Timestamp,
    options: String,
    state: ScheduleState,
    actor_key_id: Option<String>,
    actor_name: String,
    request_id: Option<String>,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
    failure: Option<String>,
    request_id_from: Option<RequestIdSource>,
}

/// A schedule with the kind and the label of its working copy.
#[derive(Queryable)]
struct JoinedRow {
    schedule: ScheduleRow,
    kind: Kind,
    label: String,
}

fn from_row(JoinedRow { schedule: row, kind, label }: JoinedRow) -> Result<Schedule, Error> {
    Ok(Schedule {
        id: row.id,
        kind,
        entity_id: row.entity_id,
        label,
        action: row.action,
        at: row.at,
        options: serde_json::from_str(&row.options)?,
        state: row.state,
        actor: Actor {
            key_id: row.actor_key_id,
            name: row.actor_name,
            request_id: row.request_id,
            request_id_from: row.request_id_from,
        },
        created_at: row.created_at,
        finished_at: row.finished_at,
        failure: row.failure,
    })
}

/// Inserts a schedule.
pub fn insert(connection: &mut Connection, schedule: &Schedule) -> Result<(), Error> {
    diesel::insert_into(schedules::table)
        .values((
            schedules::id.eq(schedule.id),
            schedules::entity_id.eq(schedule.entity_id),
            schedules::action.eq(schedule.action),
            schedules::at.eq(schedule.at),
            schedules::options.eq(schedule.options.to_string()),
            schedules::state.eq(schedule.state),
            schedules::actor_key_id.eq(&schedule.actor.key_id),
            schedules::actor_name.eq(&schedule.actor.name),
            schedules::request_id.eq(&schedule.actor.request_id),
            schedules::request_id_from.eq(schedule.actor.request_id_from),
            schedules::created_at.eq(schedule.created_at),
        ))
        .execute(connection)?;
    Ok(())
}

/// Returns the times of the pending schedules of an entity.
pub fn scheduled_times(connection: &mut Connection, entity_id: Id) -> Result<Option<ScheduledTimes>, Error> {
    let rows = list_pending(connection, entity_id)?;
    let at = |action| rows.iter().find(|row| row.action == action).map(|row| row.at);
    Ok((!rows.is_empty())
        .then(|| ScheduledTimes { publish_at: at(ChangeAction::Publish), unpublish_at: at(ChangeAction::Unpublish) }))
}

/// A schedule that is still to be run.
#[derive(Debug, Clone, Copy, Queryable)]
pub struct PendingSchedule {
    /// Its id.
    pub id: Id,
    /// The action.
    pub action: ChangeAction,
    /// The time.
    pub at: Timestamp,
}

/// Returns the pending schedules of an entity, the earliest first.
pub fn list_pending(connection: &mut Connection, entity_id: Id) -> Result<Vec<PendingSchedule>, Error> {
    Ok(schedules::table
        .filter(schedules::entity_id.eq(entity_id))
        .filter(schedules::state.eq(ScheduleState::Pending))
        .order(schedules::at)
        .select((schedules::id, schedules::action, schedules::at))
        .load(connection)?)
}

/// Returns the pending schedule of an entity for that action.
pub fn find_pending(
    connection: &mut Connection,
    entity_id: Id,
    action: ChangeAction,
) -> Result<Option<Schedule>, Error> {
    let row: Option<JoinedRow> = schedules::table
        .inner_join(working_copies::table)
        .filter(schedules::entity_id.eq(entity_id))
        .filter(schedules::state.eq(ScheduleState::Pending))
        .filter(schedules::action.eq(action))
        .order((schedules::at, schedules::id))
        .select((ScheduleRow::as_select(), working_copies::kind, working_copies::label))
        .first(connection)
        .optional()?;
    row.map(from_row).transpose()
}

/// Returns true if the schedule is still pending.
pub fn is_pending(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    let pending = schedules::table.find(id).filter(schedules::state.eq(ScheduleState::Pending));
    Ok(diesel::select(diesel::dsl::exists(pending)).get_result(connection)?)
}

/// Sets the final state of a pending schedule.
pub fn finish(
    connection: &mut Connection,
    id: Id,
    state: ScheduleState,
    now: Timestamp,
    failure: Option<&str>,
) -> Result<(), Error> {
    diesel::update(schedules::table.find(id).filter(schedules::state.eq(ScheduleState::Pending)))
        .set((schedules::state.eq(state), schedules::finished_at.eq(now), schedules::failure.eq(failure)))
        .execute(connection)?;
    Ok(())
}

/// Returns the time of the next pending schedule that is not in `except`.
pub fn next_due(connection: &mut Connection, except: &[Id]) -> Result<Option<Timestamp>, Error> {
    Ok(schedules::table
        .filter(schedules::state.eq(ScheduleState::Pending))
        .filter(schedules::id.ne_all(except))
        .order((schedules::at, schedules::id))
        .select(schedules::at)
        .first(connection)
        .optional()?)
}

/// Returns at most `limit` pending schedules that are due and not in `except`, the earliest first.
pub fn due(connection: &mut Connection, now: Timestamp, except: &[Id], limit: i64) -> Result<Vec<Schedule>, Error> {
    let rows: Vec<JoinedRow> = schedules::table
        .inner_join(working_copies::table)
        .filter(schedules::state.eq(ScheduleState::Pending))
        .filter(schedules::at.le(now))
        .filter(schedules::id.ne_all(except))
        .order((schedules::at, schedules::id))
        .limit(limit)
        .select((ScheduleRow::as_select(), working_copies::kind, working_copies::label))
        .load(connection)?;
    rows.into_iter().map(from_row).collect()
}

/// Returns all pending schedules of one moment that are not in `except`.
pub fn due_at(connection: &mut Connection, at: Timestamp, except: &[Id]) -> Result<Vec<Schedule>, Error> {
    let rows: Vec<JoinedRow> = schedules::table
        .inner_join(working_copies::table)
        .filter(schedules::state.eq(ScheduleState::Pending))
        .filter(schedules::at.eq(at))
        .filter(schedules::id.ne_all(except))
        .order(schedules::id)
        .select((ScheduleRow::as_select(), working_copies::kind, working_copies::label))
        .load(connection)?;
    rows.into_iter().map(from_row).collect()
}

/// The filters of a list of schedules.
#[derive(Debug, Clone)]
pub struct ScheduleFilter {
    /// The state.
    pub state: ScheduleState,
    /// The earliest time.
    pub from: Option<Timestamp>,
    /// The end of the time range, exclusive.
    pub until: Option<Timestamp>,
}

fn filtered(filter: &ScheduleFilter) -> schedules::BoxedQuery<'static, Backend> {
    let mut query = schedules::table.filter(schedules::state.eq(filter.state)).into_boxed();
    if let Some(from) = filter.from {
        query = query.filter(schedules::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(schedules::at.lt(until));
    }
    query
}

/// Returns a page of schedules, the earliest first: at most `rows` schedules after `from`. If `backwards` is set, those
/// before it, the latest first.
pub fn list(
    connection: &mut Connection,
    filter: &ScheduleFilter,
    from: Option<(Timestamp, Id)>,
    backwards: bool,
    rows: i64,
) -> Result<Vec<Schedule>, Error> {
    let mut query = filtered(filter);
    query = if backwards {
        query.order((schedules::at.desc(), schedules::id.desc()))
    } else {
        query.order((schedules::at.asc(), schedules::id.asc()))
    };
    query = match from {
        Some((at, id)) if backwards => {
            query.filter(schedules::at.le(at)).filter(schedules::at.lt(at).or(schedules::id.lt(id)))
        }
        Some((at, id)) => query.filter(schedules::at.ge(at)).filter(schedules::at.gt(at).or(schedules::id.gt(id))),
        None => query,
    };
    let found: Vec<ScheduleRow> = query.limit(rows).select(ScheduleRow::as_select()).load(connection)?;
    found
        .into_iter()
        .map(|row| {
            let (kind, label) = working_copies::table
                .find(row.entity_id)
                .select((working_copies::kind, working_copies::label))
                .first(connection)?;
            from_row(JoinedRow { schedule: row, kind, label })
        })
        .collect()
}

/// Returns the number of schedules in the whole list.
pub fn count(connection: &mut Connection, filter: &ScheduleFilter) -> Result<i64, Error> {
    Ok(filtered(filter).count().get_result(connection)?)
}
