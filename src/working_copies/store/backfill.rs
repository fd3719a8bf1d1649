//! Adds data that databases of earlier versions lack, at the first start of a server after an upgrade.

use diesel::prelude::*;

use super::{heads, revisions, search};
use crate::content::{Action, Actor, Id, Kind};
use crate::db::schema::{frozen_settings, revisions as revision_rows, working_copies};
use crate::db::{Connection, Error};
use crate::working_copies::model::ChangeContext;

/// Set by a migration before which there may have been working copies without revisions.
const REVISIONS_MISSING: &str = "revisions_are_missing";
/// Set by a migration that changes the contents of the search index.
const SEARCH_OUTDATED: &str = "working_search_is_outdated";

/// Inserts a first revision for every working copy that has none, as in databases from before revisions were stored.
/// Returns their number.
pub fn create_missing_revisions(connection: &mut Connection) -> Result<usize, Error> {
    if diesel::delete(frozen_settings::table.find(REVISIONS_MISSING)).execute(connection)? == 0 {
        return Ok(0);
    }
    let without: Vec<(Id, Kind)> = working_copies::table
        .filter(diesel::dsl::not(diesel::dsl::exists(
            revision_rows::table.filter(revision_rows::entity_id.eq(working_copies::id)),
        )))
        .select((working_copies::id, working_copies::kind))
        .load(connection)?;
    let actor = Actor::system("cairn");
    let context = ChangeContext {
        actor: &actor,
        action: Action::Save,
        note: Some("The content when revisions were introduced."),
    };
    for (id, kind) in &without {
        if let Some(copy) = heads::find(connection, *kind, *id)? {
            revisions::insert(connection, &context, &copy.head, &copy.content)?;
        }
    }
    Ok(without.len())
}

/// Builds the index if a migration marked it as outdated. Returns the number of indexed working copies.
pub fn reindex_if_outdated(connection: &mut Connection) -> Result<usize, Error> {
    if diesel::delete(frozen_settings::table.find(SEARCH_OUTDATED)).execute(connection)? == 0 {
        return Ok(0);
    }
    search::reindex(connection)
}
