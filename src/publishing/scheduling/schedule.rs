//! Setting a time to publish or to take back, and giving it up.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::status::update_status;
use super::{feasibility, options};
use crate::content::{Action, Actor, ChangeAction, Id, ScheduleState, Timestamp, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{self, Event, EventType};
use crate::publishing::error::PublishError;
use crate::publishing::options::PublishOptions;
use crate::publishing::pending::cancel_pending;
use crate::publishing::settings::{ApprovalRule, Settings};
use crate::publishing::store::intents;
use crate::publishing::unpublishing;
use crate::working_copies::{ChangeContext, Schedule, WorkingCopy, schedules};

/// What is to happen to a working copy, and when.
#[derive(Debug, Clone, Default)]
pub struct ScheduleRequest {
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
    plan: &ScheduleRequest,
) -> Result<WorkingCopy, PublishError> {
    let now = Timestamp::now();
    let times = plan.publish.iter().map(|(at, _)| *at).chain(plan.unpublish.iter().map(|(at, _)| *at));
    // Whoever waited for the database meanwhile may find the time gone by.
    if let Some(past) = times.into_iter().find(|at| *at <= now) {
        return Err(PublishError::TimeInPast(past));
    }
    let together = match &plan.publish {
        Some((at, options)) => feasibility::check_publish(connection, settings, &copy, *at, options)?,
        None if !copy.head.is_published() => return Err(PublishError::NotPublished),
        None => HashMap::new(),
    };
    let entity_id = copy.head.id;
    if let Some((at, unpublishing)) = &plan.unpublish {
        unpublishing::check_approval(connection, settings.approval, &copy, unpublishing)?;
        feasibility::check_unpublish(connection, &copy, *at, unpublishing)?;
    }
    cancel_pending(connection, entity_id, None, now)?;
    if let Some((at, options)) = &plan.publish {
        let included = together.values().filter(|included| included.head.id != entity_id);
        let options = options::serialize_publish_options(options, included)?;
        insert(connection, actor, &copy, (ChangeAction::Publish, *at, options), now)?;
    }
    if let Some((at, unpublishing)) = &plan.unpublish {
        // Where no approval was asked for, the rule may be another one by then.
        let options = options::serialize_unpublishing(unpublishing, settings.approval != ApprovalRule::Off)?;
        insert(connection, actor, &copy, (ChangeAction::Unpublish, *at, options), now)?;
    }
    let copy = update_status(
        connection,
        &ChangeContext { actor, action: Action::Schedule, note: Some(&describe(plan)) },
        copy,
    )?;
    let mut data = json!({"id": entity_id, "kind": copy.head.kind, "version": copy.head.version});
    if let Some((at, _)) = &plan.publish {
        data["publishAt"] = json!(at);
    }
    if let Some((at, _)) = &plan.unpublish {
        data["unpublishAt"] = json!(at);
    }
    let event = Event { kind: copy.head.kind, event_type: EventType::Scheduled, at: now, data };
    events::emit(connection, &event)?;
    Ok(copy)
}

/// Gives up what is scheduled for a working copy: all of it, or one action.
pub fn cancel_schedule(
    connection: &mut Connection,
    actor: &Actor,
    copy: WorkingCopy,
    action: Option<ChangeAction>,
) -> Result<WorkingCopy, PublishError> {
    if cancel_pending(connection, copy.head.id, action, Timestamp::now())? == 0 {
        return Err(PublishError::NotScheduled);
    }
    Ok(update_status(connection, &ChangeContext { actor, action: Action::CancelSchedule, note: None }, copy)?)
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
        entity_id: copy.head.id,
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
    schedules::insert(connection, &schedule)?;
    intents::insert(connection, schedule.id, at)
}

/// The plan in words, for the audit log.
fn describe(plan: &ScheduleRequest) -> String {
    match (&plan.publish, &plan.unpublish) {
        (Some((from, _)), Some((until, _))) => format!("To be published at {from} and taken back at {until}."),
        (Some((from, _)), None) => format!("To be published at {from}."),
        (None, Some((until, _))) => format!("To be taken back at {until}."),
        (None, None) => "Nothing is to happen.".to_owned(),
    }
}
