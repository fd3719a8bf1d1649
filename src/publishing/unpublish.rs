//! Taking back what was published.

use std::collections::HashSet;

use super::freeze::{Freezing, refreeze};
use super::log;
use super::{Refusal, Settings, documents, sources, unpublishings};
use crate::content::{Action, Actor, Timestamp, Unpublishing};
use crate::db::Connection;
use crate::events::Occurrence;
use crate::working_copies::{self, Deed, WorkingCopy};

/// Takes a published thing back; `unpublishing` says what its readers find from then on. Refused while other
/// published documents refer to it.
pub fn unpublish(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
    unpublishing: &Unpublishing,
) -> Result<WorkingCopy, Refusal> {
    let id = copy.head.id;
    if !copy.head.is_published() {
        return Err(Refusal::NotPublished);
    }
    unpublishings::check(connection, id, unpublishing)?;
    let users = sources::store::users(connection, id)?;
    if !users.is_empty() {
        return Err(Refusal::InUse(users));
    }
    let now = Timestamp::now();
    let groups: HashSet<_> = sources::store::published_group(connection, id)?.into_iter().collect();
    unpublishings::store::insert(connection, copy.head.kind, id, unpublishing, now)?;
    documents::store::delete(connection, copy.head.kind, id)?;
    sources::store::delete(connection, id)?;
    let deed = Deed { actor, action: Action::Unpublish, note: unpublishing.explanation.as_deref() };
    let copy = working_copies::mark_unpublished(connection, &deed, copy, now)?;
    log::append(connection, &log::Change::of(&copy, Occurrence::Unpublished, now))?;
    let siblings = sources::store::translations_of(connection, &groups)?;
    refreeze(connection, settings, siblings, &Freezing::of_others(now))?;
    Ok(copy)
}
