//! Unpublishings that are due at the same moment: those that must run together, and their order.
//!
//! An entity that refers to another must be unpublished before it or with it, whichever was scheduled first.

use std::collections::{HashMap, HashSet};

use super::options;
use crate::content::{ChangeAction, Id, Kind, ScheduleState, Timestamp};
use crate::db::{self, Connection, Error};
use crate::publishing::error::PublishError;
use crate::publishing::pending::finish;
use crate::publishing::settings::Settings;
use crate::publishing::unpublishing::{self, UnpublishBatch, blocking_referrers, unpublish_at};
use crate::working_copies::{self, Schedule, WorkingCopy, schedules};

/// Runs a scheduled unpublishing together with those of all referrers that are due by then. `ended` contains all
/// entities that end at that moment. Returns the number of schedules that were run.
pub(super) fn unpublish_batch(
    connection: &mut Connection,
    settings: &Settings,
    due: &Schedule,
    ended: &HashSet<Id>,
) -> Result<usize, PublishError> {
    let group = with_ending_referrers(connection, due)?;
    if group.len() > 1 {
        let in_order = referrers_first(connection, group)?;
        match db::savepoint(connection, |connection| unpublish_all(connection, settings, &in_order, ended)) {
            Ok(()) => return Ok(in_order.len()),
            Err(PublishError::Database(error)) => return Err(error.into()),
            // One of them cannot be unpublished, so it blocks this one, whose own error says so.
            Err(_) => {}
        }
    }
    unpublish_all(connection, settings, std::slice::from_ref(due), ended).map(|()| 1)
}

fn unpublish_all(
    connection: &mut Connection,
    settings: &Settings,
    group: &[Schedule],
    ended: &HashSet<Id>,
) -> Result<(), PublishError> {
    let members: HashSet<Id> = group.iter().map(|schedule| schedule.entity_id).collect();
    let batch = UnpublishBatch { members: &members, ended };
    for schedule in group {
        let copy = load_working_copy(connection, schedule)?;
        // Finish it first, because the unpublishing cancels all pending schedules.
        finish(connection, schedule.id, ScheduleState::Done, Timestamp::now(), None)?;
        let how = options::parse_unpublishing(&schedule.options)?;
        if !options::is_approved(&schedule.options)? {
            unpublishing::check_approval(connection, settings.approval, &copy, &how)?;
        }
        unpublish_at(connection, settings, &schedule.actor, copy, &how, &batch)?;
    }
    Ok(())
}

/// Loads the working copy of a schedule.
pub(super) fn load_working_copy(connection: &mut Connection, due: &Schedule) -> Result<WorkingCopy, Error> {
    working_copies::find(connection, due.kind, due.entity_id)?
        .ok_or_else(|| Error::Corrupt(format!("the {} {} is gone", due.kind, due.entity_id)))
}

/// Returns the schedule and those of all direct and indirect referrers that are due by then.
fn with_ending_referrers(connection: &mut Connection, due: &Schedule) -> Result<Vec<Schedule>, Error> {
    let mut group = vec![due.clone()];
    let mut known = HashSet::from([due.entity_id]);
    let mut next = 0;
    while let Some(entity_id) = group.get(next).map(|schedule| schedule.entity_id) {
        next += 1;
        for referrer in blocking_referrers(connection, entity_id)? {
            if known.contains(&referrer.id) {
                continue;
            }
            let found = schedules::find_pending(connection, referrer.id, ChangeAction::Unpublish)?;
            if let Some(schedule) = found.filter(|schedule| schedule.at <= due.at) {
                known.insert(referrer.id);
                group.push(schedule);
            }
        }
    }
    Ok(group)
}

/// Sorts the schedules so that each entity comes after its referrers. In a circle, resources come first: a document can
/// be shown without a resource, but a resource not without its article.
fn referrers_first(connection: &mut Connection, group: Vec<Schedule>) -> Result<Vec<Schedule>, Error> {
    let mut referrers_of: HashMap<Id, Vec<Id>> = HashMap::new();
    for schedule in &group {
        referrers_of.insert(
            schedule.entity_id,
            blocking_referrers(connection, schedule.entity_id)?.into_iter().map(|referrer| referrer.id).collect(),
        );
    }
    let mut waiting = group;
    let mut in_order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let left: HashSet<Id> = waiting.iter().map(|schedule| schedule.entity_id).collect();
        let is_free = |schedule: &Schedule| {
            referrers_of
                .get(&schedule.entity_id)
                .is_none_or(|referrers| !referrers.iter().any(|referrer| left.contains(referrer)))
        };
        let next = waiting.iter().position(is_free);
        let next = next.or_else(|| waiting.iter().position(|schedule| schedule.kind == Kind::Resource));
        in_order.push(waiting.remove(next.unwrap_or(0)));
    }
    Ok(in_order)
}
