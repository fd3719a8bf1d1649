//! Ends that come at the same moment: which must come together, and in which order.
//!
//! What refers to something that ends must end before it or with it, whichever of the two was scheduled first.

use std::collections::{HashMap, HashSet};

use super::options;
use crate::content::{ChangeAction, Id, Kind, ScheduleState, Timestamp};
use crate::db::{self, Connection, Error};
use crate::publishing::error::PublishError;
use crate::publishing::pending::finish;
use crate::publishing::settings::Settings;
use crate::publishing::unpublishing::{self, UnpublishBatch, unpublish_at, users};
use crate::working_copies::{self, Schedule, WorkingCopy, schedules};

/// Takes back what a schedule says, with all that refers to it and is due to end by then as well. `ending` is all that
/// ends at that moment. Answers with how many schedules were carried out.
pub(super) fn unpublish_batch(
    connection: &mut Connection,
    settings: &Settings,
    due: &Schedule,
    ending: &HashSet<Id>,
) -> Result<usize, PublishError> {
    let group = with_ending_referrers(connection, due)?;
    if group.len() > 1 {
        let in_order = referrers_first(connection, group)?;
        match db::savepoint(connection, |connection| unpublish_all(connection, settings, &in_order, ending)) {
            Ok(()) => return Ok(in_order.len()),
            Err(PublishError::Database(error)) => return Err(error.into()),
            // One of them cannot end. It is in the way of this one then, which says so.
            Err(_) => {}
        }
    }
    unpublish_all(connection, settings, std::slice::from_ref(due), ending).map(|()| 1)
}

fn unpublish_all(
    connection: &mut Connection,
    settings: &Settings,
    group: &[Schedule],
    ending: &HashSet<Id>,
) -> Result<(), PublishError> {
    let together: HashSet<Id> = group.iter().map(|schedule| schedule.thing).collect();
    let moment = UnpublishBatch { together: &together, ending };
    for schedule in group {
        let copy = find(connection, schedule)?;
        // Before what it does, which gives up whatever is pending then.
        finish(connection, schedule.id, ScheduleState::Done, Timestamp::now(), None)?;
        let how = options::read_unpublishing(&schedule.options)?;
        if !options::is_approved(&schedule.options)? {
            unpublishing::check_approval(connection, settings.approval, &copy, &how)?;
        }
        unpublish_at(connection, settings, &schedule.actor, copy, &how, &moment)?;
    }
    Ok(())
}

/// The working copy that a schedule is about.
pub(super) fn find(connection: &mut Connection, due: &Schedule) -> Result<WorkingCopy, Error> {
    working_copies::find(connection, due.kind, due.thing)?
        .ok_or_else(|| Error::Corrupt(format!("the {} {} is gone", due.kind, due.thing)))
}

/// The schedule, and those of the things that refer to what it takes back, and to those, as far as they are due by then.
fn with_ending_referrers(connection: &mut Connection, due: &Schedule) -> Result<Vec<Schedule>, Error> {
    let mut group = vec![due.clone()];
    let mut known = HashSet::from([due.thing]);
    let mut next = 0;
    while let Some(thing) = group.get(next).map(|schedule| schedule.thing) {
        next += 1;
        for user in users(connection, thing)? {
            if known.contains(&user.id) {
                continue;
            }
            let found = schedules::find_pending(connection, user.id, ChangeAction::Unpublish)?;
            if let Some(schedule) = found.filter(|schedule| schedule.at <= due.at) {
                known.insert(user.id);
                group.push(schedule);
            }
        }
    }
    Ok(group)
}

/// The same in an order in which nothing comes before what refers to it. Of those that refer to one another, resources come
/// first: a document can be shown without a resource, and a resource not without its article.
fn referrers_first(connection: &mut Connection, group: Vec<Schedule>) -> Result<Vec<Schedule>, Error> {
    let mut users_of: HashMap<Id, Vec<Id>> = HashMap::new();
    for schedule in &group {
        users_of.insert(schedule.thing, users(connection, schedule.thing)?.into_iter().map(|user| user.id).collect());
    }
    let mut waiting = group;
    let mut in_order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let left: HashSet<Id> = waiting.iter().map(|schedule| schedule.thing).collect();
        let is_free = |schedule: &Schedule| {
            users_of.get(&schedule.thing).is_none_or(|users| !users.iter().any(|user| left.contains(user)))
        };
        let next = waiting.iter().position(is_free);
        let next = next.or_else(|| waiting.iter().position(|schedule| schedule.kind == Kind::Resource));
        in_order.push(waiting.remove(next.unwrap_or(0)));
    }
    Ok(in_order)
}
