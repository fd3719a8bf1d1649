//! Rows of what withdrawn documents are made of.

use diesel::prelude::*;

use super::references;
use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::schema::published_withdrawn_sources as row;
use crate::db::{Connection, Error};
use crate::publishing::documents::PublishedSource;

/// Keeps what a document is made of that is being withdrawn. How it was is noted already.
pub(in crate::publishing) fn insert(connection: &mut Connection, source: &PublishedSource) -> Result<(), Error> {
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

/// Forgets what a document was made of that is shown no longer.
pub(in crate::publishing) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(row::table.find(id)).execute(connection)?;
    Ok(())
}

/// What the document of a withdrawn entity is made of.
pub(in crate::publishing) fn find(connection: &mut Connection, id: Id) -> Result<Option<PublishedSource>, Error> {
    let columns = (row::content, row::version, row::first_published_at, row::published_at);
    let found: Option<(String, i64, Timestamp, Timestamp)> =
        row::table.find(id).select(columns).get_result(connection).optional()?;
    found
        .map(|(content, version, first_published_at, published_at)| {
            // Nothing else can be withdrawn.
            let content = Content::from_json(Kind::Article, &content)?;
            Ok(PublishedSource { id, content, version, first_published_at, published_at })
        })
        .transpose()
}

/// Everything that is withdrawn.
pub(in crate::publishing) fn all_ids(connection: &mut Connection) -> Result<Vec<Id>, Error> {
    Ok(row::table.order(row::id).select(row::id).load(connection)?)
}

/// Writes the references of what was withdrawn before they were kept.
pub(in crate::publishing) fn backfill_references(connection: &mut Connection) -> Result<(), Error> {
    for id in all_ids(connection)? {
        if let Some(source) = find(connection, id)? {
            references::replace_withdrawn(connection, &source)?;
        }
    }
    Ok(())
}
