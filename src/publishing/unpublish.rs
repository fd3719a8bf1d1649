//! Taking back what was published.

use std::collections::HashSet;

use super::freeze::{Freezing, refreeze};
use super::log;
use super::{Refusal, Settings, documents, sources};
use crate::content::{Action, Actor, Timestamp};
use crate::db::Connection;
use crate::events::Occurrence;
use crate::working_copies::{self, Deed, WorkingCopy};

/// Takes a published thing back. Refused while other published documents refer to it.
pub fn unpublish(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    copy: WorkingCopy,
) -> Result<WorkingCopy, Refusal> {
    let id = copy.head.id;
    if !copy.head.is_published() {
        return Err(Refusal::NotPublished);
    }
    let users = sources::store::users(connection, id)?;
    if !users.is_empty() {
        return Err(Refusal::InUse(users));
    }
    let now = Timestamp::now();
    let groups: HashSet<_> = sources::store::published_group(connection, id)?.into_iter().collect();
    documents::store::delete(connection, copy.head.kind, id)?;
    sources::store::delete(connection, id)?;
    let deed = Deed { actor, action: Action::Unpublish, note: None };
    let copy = working_copies::mark_unpublished(connection, &deed, copy, now)?;
    log::append(connection, &log::Change::of(&copy, Occurrence::Unpublished, now))?;
    let siblings = sources::store::translations_of(connection, &groups)?;
    refreeze(connection, settings, siblings, &Freezing::of_others(now))?;
    Ok(copy)
}
