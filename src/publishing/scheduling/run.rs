//! Runs due schedules.

use std::collections::HashSet;

use serde_json::json;

use super::batch::{load_working_copy, unpublish_batch};
use super::options;
use super::schedule::update_status;
use crate::content::{Action, ChangeAction, Id, ScheduleState, Timestamp};
use crate::db::{self, Connection, Error};
use crate::events::{self, Event, EventType};
use crate::publishing::error::{PublishError, list_entities, list_first};
use crate::publishing::options::IncludeReferences;
use crate::publishing::pending::finish;
use crate::publishing::publish::publish;
use crate::publishing::settings::Settings;
use crate::working_copies::{ChangeContext, Schedule, schedules};

/// The result of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// The number of schedules that ended, either done or failed.
    pub finished: usize,
    /// The schedules that had a database error; they stay pending.
    pub deferred: Vec<DeferredSchedule>,
}

/// A schedule that had a database error and stays pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeferredSchedule {
    /// The id of the schedule.
    pub id: Id,
    /// The error, for the log.
    pub error: String,
}

/// Runs at most `limit` due schedules, the earliest first, in the caller's transaction. Skips those in `except`. A
/// refusal ends a schedule and is stored with it; a database error leaves it pending.
///
/// Schedules that are due at the same moment run in an order in which none of them is refused, if there is one. They
/// exceed `limit` only if one of them is refused without the others.
pub fn run_due(
    connection: &mut Connection,
    settings: &Settings,
    now: Timestamp,
    except: &[Id],
    limit: i64,
) -> Result<RunSummary, Error> {
    let mut summary = RunSummary::default();
    let due = schedules::due(connection, now, except, limit)?;
    for moment in due.chunk_by(|one, other| one.at == other.at) {
        run_due_at(connection, settings, moment.to_vec(), except, &mut summary)?;
    }
    Ok(summary)
}

/// Runs the schedules of one moment, and repeats as long as that makes progress: first `waiting`; if one of them is
/// refused, all the others of that moment as well.
fn run_due_at(
    connection: &mut Connection,
    settings: &Settings,
    mut waiting: Vec<Schedule>,
    except: &[Id],
    summary: &mut RunSummary,
) -> Result<(), Error> {
    let mut ended = HashSet::new();
    let mut has_loaded_all = false;
    loop {
        let ends = waiting.iter().filter(|due| due.action == ChangeAction::Unpublish);
        ended.extend(ends.map(|due| due.entity_id));
        let count = waiting.len();
        let mut refused: Vec<(Schedule, PublishError)> = Vec::new();
        for due in waiting {
            if !schedules::is_pending(connection, due.id)? {
                continue;
            }
            match db::savepoint(connection, |connection| run_schedule(connection, settings, &due, &ended)) {
                Ok(finished) => summary.finished += finished,
                Err(PublishError::Database(error)) if error.ends_transaction() => return Err(error),
                Err(PublishError::Database(error)) => {
                    summary.deferred.push(DeferredSchedule { id: due.id, error: error.to_string() });
                }
                Err(refusal) => refused.push((due, refusal)),
            }
        }
        let Some((first, _)) = refused.first() else { return Ok(()) };
        if !has_loaded_all {
            has_loaded_all = true;
            let deferred = summary.deferred.iter().map(|deferred| deferred.id);
            let except: Vec<Id> = except.iter().copied().chain(deferred).collect();
            let all = schedules::due_at(connection, first.at, &except)?;
            if all.len() > refused.len() || refused.len() < count {
                waiting = all;
                continue;
            }
        } else if refused.len() < count {
            waiting = refused.into_iter().map(|(due, _)| due).collect();
            continue;
        }
        for (due, refusal) in refused {
            match db::savepoint(connection, |connection| record_failure(connection, &due, &refusal)) {
                Ok(()) => summary.finished += 1,
                Err(error) if error.ends_transaction() => return Err(error),
                Err(error) => summary.deferred.push(DeferredSchedule { id: due.id, error: error.to_string() }),
            }
        }
        return Ok(());
    }
}

/// Runs a schedule. Returns the number of schedules that were run.
fn run_schedule(
    connection: &mut Connection,
    settings: &Settings,
    due: &Schedule,
    ended: &HashSet<Id>,
) -> Result<usize, PublishError> {
    if due.action == ChangeAction::Unpublish {
        return unpublish_batch(connection, settings, due, ended);
    }
    let copy = load_working_copy(connection, due)?;
    // Finish it first, because the publish cancels all pending publishes.
    finish(connection, due.id, ScheduleState::Done, Timestamp::now(), None)?;
    publish(connection, settings, &due.actor, copy, &options::parse_publish_options(&due.options)?)?;
    Ok(1)
}

fn record_failure(connection: &mut Connection, due: &Schedule, refusal: &PublishError) -> Result<(), Error> {
    let now = Timestamp::now();
    let reason = failure_reason(due, refusal)?;
    finish(connection, due.id, ScheduleState::Failed, now, Some(&reason))?;
    let verb = match due.action {
        ChangeAction::Publish => "published",
        ChangeAction::Unpublish => "unpublished",
    };
    let note = format!("Could not be {verb} at {}. {reason}", due.at);
    let context = ChangeContext { actor: &due.actor, action: Action::CancelSchedule, note: Some(&note) };
    let copy = load_working_copy(connection, due)?;
    let copy = update_status(connection, &context, copy)?;
    let data = json!({
        "id": due.entity_id, "kind": due.kind, "version": copy.head.version, "scheduleId": due.id,
        "action": due.action, "scheduledFor": due.at, "reason": reason,
    });
    events::emit(connection, &Event { kind: due.kind, event_type: EventType::ScheduleFailed, at: now, data })
}

/// Returns the reason, in sentences, with advice.
fn failure_reason(due: &Schedule, refusal: &PublishError) -> Result<String, Error> {
    let is_undecided = matches!(refusal, PublishError::UnpublishedReferences(_))
        && due.action == ChangeAction::Publish
        && options::parse_publish_options(&due.options)?.include_references != IncludeReferences::None;
    let hint = if is_undecided {
        " Their current content was not chosen to be published with it: schedule it again."
    } else {
        ""
    };
    Ok(format!("{}{hint}", reason(refusal)))
}

/// Returns the reason as a sentence.
fn reason(refusal: &PublishError) -> String {
    match refusal {
        PublishError::UnpublishedReferences(references) => {
            let named = references.iter().map(|missing| {
                let (kind, id) = (missing.reference.kind, missing.reference.target);
                format!("{kind} {id} (\"{}\")", missing.label)
            });
            format!("It refers to entities that are not published: {}.", list_first(named))
        }
        PublishError::ContentChanged(entities) => format!(
            "These entities changed after they were chosen to be published with it: {}. Check them and schedule it again.",
            list_entities(entities)
        ),
        PublishError::InUse(referrers) | PublishError::ReferrersStayLonger(referrers) => {
            format!("Published or scheduled documents refer to it: {}.", list_entities(referrers))
        }
        PublishError::ApprovalRequired(entities) => format!("These need an approval: {}.", list_entities(entities)),
        PublishError::UnapprovedText(entity) => {
            format!("The text for readers beside the content of {entity} needs an approval.")
        }
        PublishError::NotPublished => "It is not published.".to_owned(),
        PublishError::Incomplete(violations) => violations.first_line(),
        other => {
            let text = other.to_string();
            let mut characters = text.chars();
            characters
                .next()
                .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), characters.as_str()))
        }
    }
}
