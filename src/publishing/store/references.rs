//! Rows of references between documents. Those of withdrawn documents have their own table, because no filter counts
//! them.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::content::{Id, Kind, Locale, ReferenceRole};
use crate::db::schema::{published_references, published_withdrawn_references, working_copies};
use crate::db::{Connection, Error};
use crate::publishing::documents::PublishedSource;
use crate::working_copies::{EntityRef, PositionedReference, with_positions};

/// The maximum number of targets in one query.
const CHUNK: usize = 500;

/// Runs a query on both tables and joins the rows.
macro_rules! in_both {
    ($connection:expr, |$row:ident| $query:expr) => {{
        let mut found = {
            use published_references as $row;
            $query.load($connection)?
        };
        found.append(&mut {
            use published_withdrawn_references as $row;
            $query.load($connection)?
        });
        found
    }};
}

#[derive(Queryable, Selectable, Insertable, PartialEq)]
#[diesel(table_name = published_references)]
struct PublishedReferenceRow {
    source_id: Id,
    role: ReferenceRole,
    position: i64,
    target_id: Id,
    source_kind: Kind,
    source_locale: Option<Locale>,
}

/// Returns the expected rows of a published entity.
fn rows_of(source: &PublishedSource) -> Vec<PublishedReferenceRow> {
    let (kind, locale) = (source.content.kind(), source.content.locale());
    with_positions(&source.content.references())
        .into_iter()
        .map(|PositionedReference { role, position, target }| PublishedReferenceRow {
            source_id: source.id,
            role,
            position,
            target_id: target,
            source_kind: kind,
            source_locale: locale.cloned(),
        })
        .collect()
}

/// Replaces the references of a published entity, if they changed.
pub(crate) fn replace(connection: &mut Connection, source: &PublishedSource) -> Result<(), Error> {
    if is_current(connection, source)? {
        return Ok(());
    }
    delete(connection, source.id)?;
    for row in rows_of(source) {
        diesel::insert_into(published_references::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Returns true if the stored references of a published entity match its content.
pub(crate) fn is_current(connection: &mut Connection, source: &PublishedSource) -> Result<bool, Error> {
    let mut stored: Vec<PublishedReferenceRow> = published_references::table
        .filter(published_references::source_id.eq(source.id))
        .select(PublishedReferenceRow::as_select())
        .load(connection)?;
    let mut expected = rows_of(source);
    for rows in [&mut stored, &mut expected] {
        rows.sort_by_key(|row| (row.role, row.position));
    }
    Ok(stored == expected)
}

/// Deletes the references of an entity that is no longer published.
pub(crate) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(published_references::table.filter(published_references::source_id.eq(id))).execute(connection)?;
    Ok(())
}

/// Replaces the references of a withdrawn entity. They are deleted with its source.
pub(crate) fn replace_withdrawn(connection: &mut Connection, source: &PublishedSource) -> Result<(), Error> {
    use published_withdrawn_references as row;
    diesel::delete(row::table.filter(row::source_id.eq(source.id))).execute(connection)?;
    for PositionedReference { role, position, target } in with_positions(&source.content.references()) {
        diesel::insert_into(row::table)
            .values((
                row::source_id.eq(source.id),
                row::role.eq(role),
                row::position.eq(position),
                row::target_id.eq(target),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// Returns the entities whose documents refer to one of `targets`, only in that role if one is given.
pub(crate) fn dependents(
    connection: &mut Connection,
    targets: &HashSet<Id>,
    role: Option<ReferenceRole>,
) -> Result<HashSet<Id>, Error> {
    let targets: Vec<Id> = targets.iter().copied().collect();
    let mut found = HashSet::new();
    for chunk in targets.chunks(CHUNK) {
        let sources: Vec<Id> = in_both!(connection, |row| {
            let mut query = row::table.filter(row::target_id.eq_any(chunk)).select(row::source_id).into_boxed();
            if let Some(role) = role {
                query = query.filter(row::role.eq(role));
            }
            query
        });
        found.extend(sources);
    }
    Ok(found)
}

/// Returns the other entities whose documents refer to `id`, with their labels in the management API.
pub(crate) fn referrers(connection: &mut Connection, id: Id) -> Result<Vec<EntityRef>, Error> {
    let rows: Vec<(Id, Kind, String)> = in_both!(connection, |row| {
        row::table
            .inner_join(working_copies::table.on(working_copies::id.eq(row::source_id)))
            .filter(row::target_id.eq(id))
            .filter(row::source_id.ne(id))
            .select((working_copies::id, working_copies::kind, working_copies::label))
            .distinct()
    });
    Ok(rows.into_iter().map(|(id, kind, label)| EntityRef { id, kind, label }).collect())
}

/// Returns the other entities whose documents refer to `id`, each with the role of the reference.
pub fn references_to(connection: &mut Connection, id: Id) -> Result<Vec<(Id, ReferenceRole)>, Error> {
    Ok(in_both!(connection, |row| {
        row::table
            .filter(row::target_id.eq(id))
            .filter(row::source_id.ne(id))
            .order((row::source_id, row::role))
            .select((row::source_id, row::role))
    }))
}
