//! Rows of the sources of withdrawn documents.

use diesel::prelude::*;

use super::references;
use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::schema::published_withdrawn_sources as row;
use crate::db::{Connection, Error};
use crate::publishing::documents::PublishedSource;

/// Inserts the source of an entity that is being withdrawn. The record of the unpublishing exists already.
pub(crate) fn insert(connection: &mut Connection, source: &PublishedSource) -> Result<(), Error> {
    diesel::insert_into(row::table)
        .values((
            row::id.eq(source.id),
            row::content.eq(serde_json::to_string(&source.content)?),
            row::version.eq(source.version),
            row::first_published_at.eq(source.first_published_at),
            row::published_at.eq(source.published_at),
        ))
        .execute(connection)?;
    references::replace_withdrawn(connection, source)
}

/// Deletes the source of a document that is no longer shown.
pub(crate) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(row::table.find(id)).execute(connection)?;
    Ok(())
}

/// Returns the source of a withdrawn entity.
pub(crate) fn find(connection: &mut Connection, id: Id) -> Result<Option<PublishedSource>, Error> {
    let columns = (row::content, row::version, row::first_published_at, row::published_at);
    let found: Option<(String, i64, Timestamp, Timestamp)> =
        row::table.find(id).select(columns).get_result(connection).optional()?;
    found
        .map(|(content, version, first_published_at, published_at)| {
            // Only articles can be withdrawn.
            let content = Content::from_json(Kind::Article, &content)?;
            Ok(PublishedSource { id, content, version, first_published_at, published_at })
        })
        .transpose()
}

/// Returns the ids of all withdrawn entities.
pub(crate) fn all_ids(connection: &mut Connection) -> Result<Vec<Id>, Error> {
    Ok(row::table.order(row::id).select(row::id).load(connection)?)
}

/// Writes the references of entities that were withdrawn before these references were stored.
pub(crate) fn backfill_references(connection: &mut Connection) -> Result<(), Error> {
    for id in all_ids(connection)? {
        if let Some(source) = find(connection, id)? {
            references::replace_withdrawn(connection, &source)?;
        }
    }
    Ok(())
}
