//! Taking back what was published.

use std::collections::HashSet;

use super::log;
use super::{Refusal, Settings, documents, freeze, sources};
use crate::content::{ChangeAction, Timestamp};
use crate::db::Connection;
use crate::working_copies::{self, WorkingCopy};

/// Takes a published thing back. Refused while other published documents refer to it.
pub fn unpublish(connection: &mut Connection, settings: &Settings, copy: WorkingCopy) -> Result<WorkingCopy, Refusal> {
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
    let head = working_copies::mark_unpublished(connection, &copy.head, now)?;
    log::store::append(connection, ChangeAction::Unpublish, head.kind, id, head.version, now)?;
    let siblings = sources::store::translations_of(connection, &groups)?;
    freeze::refreeze(connection, settings, siblings, now)?;
    Ok(WorkingCopy { head, content: copy.content })
}
