//! Data that databases of earlier versions lack, written at the first start of a server after an upgrade.

use diesel::prelude::*;

use super::{heads, revisions, search};
use crate::content::{Action, Actor, Id, Kind};
use crate::db::schema::{frozen_settings, revisions as revision_rows, working_copies};
use crate::db::{Connection, Error};
use crate::working_copies::model::ChangeContext;

/// Left by a migration before which there may have been working copies without revisions.
const REVISIONS_MISSING: &str = "revisions_are_missing";
/// Left by a migration after which the index has other contents.
const SEARCH_OUTDATED: &str = "working_search_is_outdated";

/// Makes a first revision of every working copy that has none, as those of databases from before there were any.
/// Answers with how many.
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
    let context =
        ChangeContext { actor: &actor, action: Action::Save, note: Some("As it stood when revisions began.") };
    for (id, kind) in &without {
        if let Some(copy) = heads::find(connection, *kind, *id)? {
            revisions::insert(connection, &context, &copy.head, &copy.content)?;
        }
    }
    Ok(without.len())
}

/// Makes the index if this database was written before there was one; says how many working copies that was about.
pub fn reindex_if_outdated(connection: &mut Connection) -> Result<usize, Error> {
    if diesel::delete(frozen_settings::table.find(SEARCH_OUTDATED)).execute(connection)? == 0 {
        return Ok(0);
    }
    search::reindex(connection)
}
