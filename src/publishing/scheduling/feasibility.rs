//! What is to be public at a set time, and what is not, as far as the schedules say.

use std::collections::{HashMap, HashSet};

use crate::content::{Alternative, ChangeAction, Id, Timestamp, Unpublishing};
use crate::db::{Connection, Error};
use crate::publishing::error::PublishError;
use crate::publishing::options::{IncludeReferences, PublishOptions};
use crate::publishing::publish::prepare;
use crate::publishing::settings::Settings;
use crate::publishing::unpublishing::{UnpublishBatch, check_alternative, users};
use crate::working_copies::{WorkingCopy, schedules};

/// Refuses to publish at `at` what could not be published then, as things stand: what would be refused now, but for
/// references to what is to be published by then. Returns all that would become public together.
pub(super) fn check_publish(
    connection: &mut Connection,
    settings: &Settings,
    copy: &WorkingCopy,
    at: Timestamp,
    options: &PublishOptions,
) -> Result<HashMap<Id, WorkingCopy>, PublishError> {
    let mut include = options.include_references.clone();
    let mut expected: HashSet<Id> = HashSet::new();
    loop {
        let note = Some((copy.head.id, &options.note));
        let mut missing = match prepare(connection, settings, vec![copy.clone()], &include, note) {
            Err(PublishError::UnpublishedReferences(missing)) => missing,
            other => return other,
        };
        let mut unexpected = Vec::new();
        for reference in missing.drain(..) {
            let target = reference.reference.target;
            let ends = pending(connection, target, ChangeAction::Unpublish)?;
            if is_published_by(connection, target, at)? && ends.is_none_or(|end| end > at) {
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

/// Refuses to take back at `at` what could not be taken back then, as things stand: what would be refused now, but for
/// an alternative that is to be published by then, and users that are to end by then.
pub(super) fn check_unpublish(
    connection: &mut Connection,
    copy: &WorkingCopy,
    at: Timestamp,
    unpublishing: &Unpublishing,
) -> Result<(), PublishError> {
    let id = copy.head.id;
    match check_alternative(connection, id, unpublishing, &UnpublishBatch::none()) {
        Err(PublishError::UnpublishedAlternative(alternative)) if is_published_by(connection, alternative, at)? => {}
        other => other?,
    }
    if let Some(Alternative::ArticleId(alternative)) = unpublishing.alternative
        && pending(connection, alternative, ChangeAction::Unpublish)?.is_some_and(|end| end < at)
    {
        return Err(PublishError::UnpublishedAlternative(alternative));
    }
    let mut left = Vec::new();
    for user in users(connection, id)? {
        if pending(connection, user.id, ChangeAction::Unpublish)?.is_none_or(|end| end > at) {
            left.push(user);
        }
    }
    if left.is_empty() { Ok(()) } else { Err(PublishError::ReferrersStayLonger(left)) }
}

fn is_published_by(connection: &mut Connection, thing: Id, at: Timestamp) -> Result<bool, Error> {
    Ok(pending(connection, thing, ChangeAction::Publish)?.is_some_and(|begin| begin <= at))
}

fn pending(connection: &mut Connection, thing: Id, action: ChangeAction) -> Result<Option<Timestamp>, Error> {
    Ok(schedules::find_pending(connection, thing, action)?.map(|schedule| schedule.at))
}
