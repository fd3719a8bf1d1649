//! Schedules a publish or an unpublish, if it could succeed given the other schedules, and cancels schedules.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::options;
use crate::content::{Action, Actor, Alternative, ChangeAction, Id, ScheduleState, Status, Timestamp, Unpublishing};
use crate::db::{Connection, Error};
use crate::events::{self, Event, EventType};
use crate::publishing::error::PublishError;
use crate::publishing::options::{EntityNote, IncludeReferences, PublishOptions};
use crate::publishing::pending::cancel_pending;
use crate::publishing::publish::collect_checked;
use crate::publishing::settings::{ApprovalRule, Settings};
use crate::publishing::store::intents;
use crate::publishing::unpublishing::{UnpublishBatch, blocking_referrers, check_alternative, check_approval};
use crate::working_copies::workflow::unscheduled_status;
use crate::working_copies::{self, ChangeContext, Schedule, WorkingCopy, schedules};

/// A publish and an unpublish of a working copy at set times.
#[derive(Debug, Clone, Default)]
pub struct ScheduleRequest {
    /// The publish, if any.
    pub publish: Option<ScheduledPublish>,
    /// The unpublish, if any.
    pub unpublish: Option<ScheduledUnpublish>,
}

/// A publish at a set time.
#[derive(Debug, Clone)]
pub struct ScheduledPublish {
    /// The time.
    pub at: Timestamp,
    /// The options.
    pub options: PublishOptions,
}

/// An unpublish at a set time.
#[derive(Debug, Clone)]
pub struct ScheduledUnpublish {
    /// The time.
    pub at: Timestamp,
    /// The mode, and the notice for readers.
    pub unpublishing: Unpublishing,
}

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
        Some(publish) => check_publish(connection, settings, &copy, publish)?,
        None if !copy.head.is_published() => return Err(PublishError::NotPublished),
        None => HashMap::new(),
    };
    let entity_id = copy.head.id;
    if let Some(unpublish) = unpublish {
        check_approval(connection, settings.approval, &copy, &unpublish.unpublishing)?;
        check_unpublish(connection, &copy, unpublish)?;
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
    let note = describe(request);
    let context = ChangeContext { actor, action: Action::Schedule, note: Some(&note) };
    let copy = update_status(connection, &context, copy)?;
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

/// Returns an error if a publish at `at` could not succeed in the present state. References to entities that are
/// scheduled to be public by then are allowed. Returns everything that would be published together.
fn check_publish(
    connection: &mut Connection,
    settings: &Settings,
    copy: &WorkingCopy,
    publish: &ScheduledPublish,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    let ScheduledPublish { at, options } = publish;
    let mut include = options.include_references.clone();
    let mut expected: HashSet<Id> = HashSet::new();
    loop {
        let note = Some(EntityNote { id: copy.head.id, note: &options.note });
        let mut missing = match collect_checked(connection, settings, vec![copy.clone()], &include, note) {
            Err(PublishError::UnpublishedReferences(missing)) => missing,
            other => return other,
        };
        let mut unexpected = Vec::new();
        for reference in missing.drain(..) {
            let target = reference.reference.target;
            let ends = pending_time(connection, target, ChangeAction::Unpublish)?;
            if is_published_by(connection, target, *at)? && ends.is_none_or(|end| end > *at) {
                expected.insert(target);
            } else {
                unexpected.push(reference);
            }
        }
        if !unexpected.is_empty() {
            return Err(PublishError::UnpublishedReferences(unexpected));
        }
        include = IncludeReferences::Only(expected.clone());
    }
}

/// Returns an error if an unpublish at `at` could not succeed in the present state. An alternative that is scheduled to
/// be published by then and referrers that are scheduled to end by then are allowed.
fn check_unpublish(
    connection: &mut Connection,
    copy: &WorkingCopy,
    unpublish: &ScheduledUnpublish,
) -> Result<(), PublishError> {
    let id = copy.head.id;
    let ScheduledUnpublish { at, unpublishing } = unpublish;
    match check_alternative(connection, id, unpublishing, &UnpublishBatch::empty()) {
        Err(PublishError::UnpublishedAlternative(alternative)) if is_published_by(connection, alternative, *at)? => {}
        other => other?,
    }
    if let Some(Alternative::ArticleId(alternative)) = unpublishing.alternative
        && pending_time(connection, alternative, ChangeAction::Unpublish)?.is_some_and(|end| end < *at)
    {
        return Err(PublishError::UnpublishedAlternative(alternative));
    }
    let mut left = Vec::new();
    for referrer in blocking_referrers(connection, id)? {
        if pending_time(connection, referrer.id, ChangeAction::Unpublish)?.is_none_or(|end| end > *at) {
            left.push(referrer);
        }
    }
    if left.is_empty() { Ok(()) } else { Err(PublishError::ReferrersStayLonger(left)) }
}

fn is_published_by(connection: &mut Connection, entity_id: Id, at: Timestamp) -> Result<bool, Error> {
    Ok(pending_time(connection, entity_id, ChangeAction::Publish)?.is_some_and(|begin| begin <= at))
}

fn pending_time(connection: &mut Connection, entity_id: Id, action: ChangeAction) -> Result<Option<Timestamp>, Error> {
    Ok(schedules::find_pending(connection, entity_id, action)?.map(|schedule| schedule.at))
}

/// Sets the status of a working copy according to its schedules. That makes a new version.
pub(super) fn update_status(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    copy: WorkingCopy,
) -> Result<WorkingCopy, Error> {
    let publishing =
        schedules::scheduled_times(connection, copy.head.id)?.is_some_and(|times| times.publish_at.is_some());
    let status = if publishing { Status::Scheduled } else { unscheduled_status(connection, &copy.head)? };
    working_copies::set_status(connection, context, copy, status)
}
