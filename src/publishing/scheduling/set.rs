//! Setting a time to publish or to take back, and giving it up.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{end, expecting, options, store};
use crate::content::{Action, Actor, ChangeAction, Id, ScheduleState, Status, Timestamp, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{self, Event, Occurrence};
use crate::publishing::{ApprovalRule, PublishOptions, Refusal, Settings, approval};
use crate::working_copies::workflow::store::standing;
use crate::working_copies::{self, Deed, Schedule, WorkingCopy, schedules};

/// What is to happen to a working copy, and when.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// When it is to be published, and how.
    pub publish: Option<(Timestamp, PublishOptions)>,
    /// When it is to be taken back, and how.
    pub unpublish: Option<(Timestamp, Unpublishing)>,
}

/// Schedules a working copy, in the place of what was scheduled before. What would be refused now is refused, unless
/// other schedules will have changed that by then.
pub fn schedule(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    plan: &Plan,
) -> Result<WorkingCopy, Refusal> {
    let now = Timestamp::now();
    let times = plan.publish.iter().map(|(at, _)| *at).chain(plan.unpublish.iter().map(|(at, _)| *at));
    // Whoever waited for the database meanwhile may find the time gone by.
    if let Some(past) = times.into_iter().find(|at| *at <= now) {
        return Err(Refusal::Past(past));
    }
    let together = match &plan.publish {
        Some((at, options)) => expecting::check_publish(connection, settings, &copy, *at, options)?,
        None if !copy.head.is_published() => return Err(Refusal::NotPublished),
        None => HashMap::new(),
    };
    let thing = copy.head.id;
    if let Some((at, unpublishing)) = &plan.unpublish {
        approval::check_ending(connection, settings.approval, &copy, unpublishing)?;
        expecting::check_unpublish(connection, &copy, *at, unpublishing)?;
    }
    end(connection, thing, None, now)?;
    if let Some((at, options)) = &plan.publish {
        let included = together.values().filter(|included| included.head.id != thing);
        let options = options::write(options, included)?;
        insert(connection, actor, &copy, (ChangeAction::Publish, *at, options), now)?;
    }
    if let Some((at, unpublishing)) = &plan.unpublish {
        // Where no approval was asked for, the rule may be another one by then.
        let options = options::write_unpublishing(unpublishing, settings.approval != ApprovalRule::Off)?;
        insert(connection, actor, &copy, (ChangeAction::Unpublish, *at, options), now)?;
    }
    let copy = settle(connection, &Deed { actor, action: Action::Schedule, note: Some(&spoken(plan)) }, copy)?;
    let mut data = json!({"id": thing, "kind": copy.head.kind, "version": copy.head.version});
    if let Some((at, _)) = &plan.publish {
        data["publishAt"] = json!(at);
    }
    if let Some((at, _)) = &plan.unpublish {
        data["unpublishAt"] = json!(at);
    }
    let event = Event { kind: copy.head.kind, occurrence: Occurrence::Scheduled, at: now, data };
    events::emit(connection, &event)?;
    Ok(copy)
}

/// Gives up what is scheduled for a working copy: all of it, or one action.
pub fn cancel(
    connection: &mut Connection,
    actor: &Actor,
    copy: WorkingCopy,
    action: Option<ChangeAction>,
) -> Result<WorkingCopy, Refusal> {
    if end(connection, copy.head.id, action, Timestamp::now())? == 0 {
        return Err(Refusal::NotScheduled);
    }
    Ok(settle(connection, &Deed { actor, action: Action::CancelSchedule, note: None }, copy)?)
}

/// Moves a working copy to where it stands with what is scheduled for it now; that is a version of its own.
pub(super) fn settle(connection: &mut Connection, deed: &Deed<'_>, copy: WorkingCopy) -> Result<WorkingCopy, Error> {
    let publishing = schedules::store::times(connection, copy.head.id)?.is_some_and(|times| times.publish_at.is_some());
    let status = if publishing { Status::Scheduled } else { standing(connection, &copy.head)? };
    working_copies::transition(connection, deed, copy, status)
}

fn insert(
    connection: &mut Connection,
    actor: &Actor,
    copy: &WorkingCopy,
    (action, at, options): (ChangeAction, Timestamp, Value),
    now: Timestamp,
) -> Result<(), Error> {
    let schedule = Schedule {
        id: Id::new(),
        kind: copy.head.kind,
        thing: copy.head.id,
        label: copy.content.label().to_owned(),
        action,
        at,
        options,
        state: ScheduleState::Pending,
        actor: actor.clone(),
        created_at: now,
        finished_at: None,
        failure: None,
    };
    schedules::store::insert(connection, &schedule)?;
    store::insert(connection, schedule.id, at)
}

/// The plan in words, for the audit log.
fn spoken(plan: &Plan) -> String {
    match (&plan.publish, &plan.unpublish) {
        (Some((from, _)), Some((until, _))) => format!("To be published at {from} and taken back at {until}."),
        (Some((from, _)), None) => format!("To be published at {from}."),
        (None, Some((until, _))) => format!("To be taken back at {until}."),
        (None, None) => "Nothing is to happen.".to_owned(),
    }
}
