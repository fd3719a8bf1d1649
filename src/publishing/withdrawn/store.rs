//! Rows of what withdrawn documents are made of, and of whom they name.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::content::{Content, Id, Kind, ReferenceRole, Timestamp};
use crate::db::schema::{
    published_withdrawn_references as reference, published_withdrawn_sources as row, working_copies,
};
use crate::db::{Connection, Error};
use crate::publishing::sources::Source;
use crate::working_copies::{User, numbered};

const CHUNK: usize = 500;

/// Keeps what a document is made of that is being withdrawn. How it was is noted already.
pub(in crate::publishing) fn insert(connection: &mut Connection, source: &Source) -> Result<(), Error> {
    diesel::insert_into(row::table)
        .values((
            row::id.eq(source.id),
            row::content.eq(serde_json::to_string(&source.content)?),
            row::version.eq(source.version),
            row::first_published_at.eq(source.first_published_at),
            row::published_at.eq(source.published_at),
        ))
        .execute(connection)?;
    insert_references(connection, source)
}

fn insert_references(connection: &mut Connection, source: &Source) -> Result<(), Error> {
    for (role, position, target) in numbered(&source.content.references()) {
        diesel::insert_into(reference::table)
            .values((
                reference::source_id.eq(source.id),
                reference::role.eq(role),
                reference::position.eq(position),
                reference::target_id.eq(target),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Forgets what a document was made of that is shown no longer.
pub(in crate::publishing) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(row::table.find(id)).execute(connection)?;
    Ok(())
}

/// What the document of a withdrawn thing is made of.
pub(in crate::publishing) fn find(connection: &mut Connection, id: Id) -> Result<Option<Source>, Error> {
    let columns = (row::content, row::version, row::first_published_at, row::published_at);
    let found: Option<(String, i64, Timestamp, Timestamp)> =
        row::table.find(id).select(columns).get_result(connection).optional()?;
    found
        .map(|(content, version, first_published_at, published_at)| {
            // Nothing else can be withdrawn.
            let content = Content::from_json(Kind::Article, &content)?;
            Ok(Source { id, content, version, first_published_at, published_at })
        })
        .transpose()
}

/// Everything that is withdrawn.
pub(in crate::publishing) fn all_ids(connection: &mut Connection) -> Result<Vec<Id>, Error> {
    Ok(row::table.order(row::id).select(row::id).load(connection)?)
}

/// Writes the references of what was withdrawn before they were kept.
pub(in crate::publishing) fn note_references(connection: &mut Connection) -> Result<(), Error> {
    for id in all_ids(connection)? {
        if let Some(source) = find(connection, id)? {
            diesel::delete(reference::table.filter(reference::source_id.eq(id))).execute(connection)?;
            insert_references(connection, &source)?;
        }
    }
    Ok(())
}

/// The withdrawn things whose documents name one of `targets`.
pub(in crate::publishing) fn dependents(
    connection: &mut Connection,
    targets: &HashSet<Id>,
) -> Result<HashSet<Id>, Error> {
    let targets: Vec<Id> = targets.iter().copied().collect();
    let mut found = HashSet::new();
    for some in targets.chunks(CHUNK) {
        let naming = reference::table.filter(reference::target_id.eq_any(some)).select(reference::source_id);
        let rows: Vec<Id> = naming.load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// The withdrawn things whose documents name `id`, as editors know them.
pub(in crate::publishing) fn users(connection: &mut Connection, id: Id) -> Result<Vec<User>, Error> {
    let rows: Vec<(Id, Kind, String)> = reference::table
        .inner_join(working_copies::table.on(working_copies::id.eq(reference::source_id)))
        .filter(reference::target_id.eq(id))
        .filter(reference::source_id.ne(id))
        .select((working_copies::id, working_copies::kind, working_copies::label))
        .distinct()
        .order((working_copies::kind, working_copies::id))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, kind, label)| User { id, kind, label }).collect())
}

/// The withdrawn things whose documents name `id`, in which role each, other than itself.
pub(in crate::publishing) fn references_to(
    connection: &mut Connection,
    id: Id,
) -> Result<Vec<(Id, ReferenceRole)>, Error> {
    Ok(reference::table
        .filter(reference::target_id.eq(id))
        .filter(reference::source_id.ne(id))
        .order((reference::source_id, reference::role))
        .select((reference::source_id, reference::role))
        .load(connection)?)
}
