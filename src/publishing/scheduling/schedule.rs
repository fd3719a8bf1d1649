//! Schedules a publish or an unpublish, and cancels schedules.

use std::collections::HashMap;

use serde_json::json;

use super::request::{ScheduleRequest, ScheduledPublish, ScheduledUnpublish};
use super::status::update_status;
use super::{feasibility, options};
use crate::content::{Action, Actor, ChangeAction, Id, ScheduleState, Timestamp};
use crate::db::{Connection, Error};
use crate::events::{self, Event, EventType};
use crate::publishing::error::PublishError;
use crate::publishing::pending::cancel_pending;
use crate::publishing::settings::{ApprovalRule, Settings};
use crate::publishing::store::intents;
use crate::publishing::unpublishing;
use crate::working_copies::{ChangeContext, Schedule, WorkingCopy, schedules};

/// Schedules a working copy, instead of its previous schedules. Returns an error if the publish or unpublish would fail
/// now, unless other schedules will change that by then.
pub fn schedule(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    request: &ScheduleRequest,
) -> Result<WorkingCopy, PublishError> {
    let now = Timestamp::now();
    let ScheduleRequest { publish, unpublish } = request;
    let times = [publish.as_ref().map(|publish| publish.at), unpublish.as_ref().map(|unpublish| unpublish.at)];
    // The time may have passed while the request waited for the database.
    if let Some(past) = times.into_iter().flatten().find(|at| *at <= now) {
        return Err(PublishError::TimeInPast(past));
    }
    let batch = match publish {
        Some(publish) => feasibility::check_publish(connection, settings, &copy, publish)?,
        None if !copy.head.is_published() => return Err(PublishError::NotPublished),
        None => HashMap::new(),
    };
    let entity_id = copy.head.id;
    if let Some(unpublish) = unpublish {
        unpublishing::check_approval(connection, settings.approval, &copy, &unpublish.unpublishing)?;
        feasibility::check_unpublish(connection, &copy, unpublish)?;
    }
    cancel_pending(connection, entity_id, None, now)?;
    let pending = |action, at, options| Schedule {
        id: Id::new(),
        kind: copy.head.kind,
        entity_id,
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
    if let Some(ScheduledPublish { at, options }) = publish {
        let included = batch.values().filter(|included| included.head.id != entity_id);
        let options = options::serialize_publish_options(options, included)?;
        insert(connection, &pending(ChangeAction::Publish, *at, options))?;
    }
    if let Some(ScheduledUnpublish { at, unpublishing }) = unpublish {
        // If the rule required no approval now, it may require one by then.
        let options = options::serialize_unpublishing(unpublishing, settings.approval != ApprovalRule::Off)?;
        insert(connection, &pending(ChangeAction::Unpublish, *at, options))?;
    }
    let copy = update_status(
        connection,
        &ChangeContext { actor, action: Action::Schedule, note: Some(&describe(request)) },
        copy,
    )?;
    let mut data = json!({"id": entity_id, "kind": copy.head.kind, "version": copy.head.version});
    if let Some(publish) = publish {
        data["publishAt"] = json!(publish.at);
    }
    if let Some(unpublish) = unpublish {
        data["unpublishAt"] = json!(unpublish.at);
    }
    let event = Event { kind: copy.head.kind, event_type: EventType::Scheduled, at: now, data };
    events::emit(connection, &event)?;
    Ok(copy)
}

/// Cancels the schedules of a working copy, either all or those of one action.
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

fn insert(connection: &mut Connection, schedule: &Schedule) -> Result<(), Error> {
    schedules::insert(connection, schedule)?;
    intents::insert(connection, schedule.id, schedule.at)
}

/// Describes the request as text for the audit log.
fn describe(request: &ScheduleRequest) -> String {
    let publish_at = request.publish.as_ref().map(|publish| publish.at);
    let unpublish_at = request.unpublish.as_ref().map(|unpublish| unpublish.at);
    match (publish_at, unpublish_at) {
        (Some(from), Some(until)) => format!("To be published at {from} and unpublished at {until}."),
        (Some(from), None) => format!("To be published at {from}."),
        (None, Some(until)) => format!("To be unpublished at {until}."),
        (None, None) => "Nothing is scheduled.".to_owned(),
    }
}
