//! Checks whether a scheduled publish or unpublish could succeed, given the other schedules.

use std::collections::{HashMap, HashSet};

use super::request::{ScheduledPublish, ScheduledUnpublish};
use crate::content::{Alternative, ChangeAction, Id, Timestamp};
use crate::db::{Connection, Error};
use crate::publishing::error::PublishError;
use crate::publishing::options::{EntityNote, IncludeReferences};
use crate::publishing::publish::collect_checked;
use crate::publishing::settings::Settings;
use crate::publishing::unpublishing::{UnpublishBatch, blocking_referrers, check_alternative};
use crate::working_copies::{WorkingCopy, schedules};

/// Returns an error if a publish at `at` could not succeed in the present state. References to entities that are
/// scheduled to be public by then are allowed. Returns everything that would be published together.
pub(super) fn check_publish(
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
pub(super) fn check_unpublish(
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
