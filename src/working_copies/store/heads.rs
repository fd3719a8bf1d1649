//! Queries of working copies: the head row, and the rows of each kind.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{articles, phrases, references, resources, revisions, schedules, topics, workflow};
use crate::content::{Content, Id, Kind, Locale, Slug, Status, Timestamp};
use crate::db::schema::{articles as article_rows, topics as topic_rows, working_copies as row};
use crate::db::{Connection, Error, check_limit};
use crate::links;
use crate::working_copies::error::SaveError;
use crate::working_copies::model::{WorkingCopy, WorkingCopyHead};

impl From<diesel::result::Error> for SaveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error.into())
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = row)]
pub(super) struct WorkingCopyRow {
    pub(super) id: Id,
    pub(super) kind: Kind,
    pub(super) label: String,
    pub(super) version: i64,
    pub(super) status: Status,
    pub(super) published_version: Option<i64>,
    pub(super) source_id: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
}

impl From<WorkingCopyRow> for WorkingCopyHead {
    fn from(row: WorkingCopyRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            version: row.version,
            status: row.status,
            published_version: row.published_version,
            workflow: None,
            schedule: None,
            link_status: None,
            last_checked_at: None,
            source_id: row.source_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Adds the data of other tables to the head.
pub(super) fn load_head_details(connection: &mut Connection, head: WorkingCopyHead) -> Result<WorkingCopyHead, Error> {
    let workflow = workflow::latest(connection, head.id)?;
    let schedule = schedules::scheduled_times(connection, head.id)?;
    let health = links::health(connection, head.id)?;
    let (link_status, last_checked_at) = health.map(|health| (health.status, health.last_checked_at)).unzip();
    Ok(WorkingCopyHead { workflow, schedule, link_status, last_checked_at, ..head })
}

/// Returns the working copy of that kind and id.
pub fn find(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<WorkingCopy>, Error> {
    check_limit(connection)?;
    let row = row::table
        .find(id)
        .filter(row::kind.eq(kind))
        .select(WorkingCopyRow::as_select())
        .first(connection)
        .optional()?;
    row.map(|row| load_content(connection, row.into())).transpose()
}

/// Returns the version that is public according to the working copy, if any.
pub fn published_version(connection: &mut Connection, kind: Kind, id: Id) -> Result<Option<i64>, Error> {
    let version: Option<Option<i64>> =
        row::table.find(id).filter(row::kind.eq(kind)).select(row::published_version).first(connection).optional()?;
    Ok(version.flatten())
}

/// Returns true if there is a working copy of that kind and id, in the trash or not.
pub fn exists(connection: &mut Connection, kind: Kind, id: Id) -> Result<bool, Error> {
    let found = row::table.filter(row::id.eq(id)).filter(row::kind.eq(kind));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(connection)?)
}

pub(super) fn load_content(connection: &mut Connection, head: WorkingCopyHead) -> Result<WorkingCopy, Error> {
    let head = load_head_details(connection, head)?;
    if head.is_trashed() {
        // An entity in the trash has no rows of its own: its content is in its last revision.
        let content = revisions::find_content(connection, head.kind, head.id, head.version)?
            .ok_or_else(|| Error::Corrupt(format!("{} is in the trash and has no revision", head.id)))?;
        return Ok(WorkingCopy { head, content });
    }
    let mut topics = || references::topics(connection, head.id);
    let content = match head.kind {
        Kind::Article => Content::Article(Box::new(articles::find(connection, head.id)?)),
        Kind::Phrase => {
            let topics = topics()?;
            Content::Phrase(phrases::find(connection, head.id, topics)?)
        }
        Kind::Resource => {
            let topics = topics()?;
            Content::Resource(resources::find(connection, head.id, topics)?)
        }
        Kind::Topic => Content::Topic(topics::find(connection, head.id)?),
    };
    Ok(WorkingCopy { head, content })
}

/// The kind, label and status of a working copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityLabel {
    /// The kind.
    pub kind: Kind,
    /// The title, text or name.
    pub label: String,
    /// The status.
    pub status: Status,
}

/// Returns the labels of the working copies of those ids.
pub fn load_labels(connection: &mut Connection, ids: &[Id]) -> Result<HashMap<Id, EntityLabel>, Error> {
    let rows: Vec<(Id, Kind, String, Status)> = row::table
        .filter(row::id.eq_any(ids))
        .select((row::id, row::kind, row::label, row::status))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, kind, label, status)| (id, EntityLabel { kind, label, status })).collect())
}

/// Returns the id of the working copy with the source id `source_id`.
pub fn find_by_source_id(connection: &mut Connection, kind: Kind, source_id: &str) -> Result<Option<Id>, Error> {
    check_limit(connection)?;
    Ok(row::table
        .filter(row::kind.eq(kind))
        .filter(row::source_id.eq(source_id))
        .select(row::id)
        .first(connection)
        .optional()?)
}

/// Returns the topic with that slug.
pub fn find_topic_by_slug(connection: &mut Connection, slug: &Slug) -> Result<Option<Id>, Error> {
    Ok(topic_rows::table.filter(topic_rows::slug.eq(slug)).select(topic_rows::id).first(connection).optional()?)
}

/// Returns the slugs of topics, at most `limit`, those of the newest topics first.
pub fn list_topic_slugs(connection: &mut Connection, limit: i64) -> Result<Vec<Slug>, Error> {
    let newest = topic_rows::table.order(topic_rows::id.desc()).limit(limit);
    Ok(newest.select(topic_rows::slug).load(connection)?)
}

/// Returns the article with that slug in that locale.
pub fn find_article_by_slug(connection: &mut Connection, locale: &Locale, slug: &Slug) -> Result<Option<Id>, Error> {
    Ok(article_rows::table
        .filter(article_rows::locale.eq(locale))
        .filter(article_rows::slug.eq(slug))
        .select(article_rows::id)
        .first(connection)
        .optional()?)
}

/// Sets the source id: the id in the system from which the working copy was imported.
pub fn set_source_id(connection: &mut Connection, id: Id, source_id: &str) -> Result<(), Error> {
    diesel::update(row::table.find(id)).set(row::source_id.eq(source_id)).execute(connection)?;
    Ok(())
}

/// Returns the digest of the content that the last import wrote or found, if there was an import.
pub fn imported_digest(connection: &mut Connection, id: Id) -> Result<Option<String>, Error> {
    Ok(row::table.find(id).select(row::imported_digest).first::<Option<String>>(connection).optional()?.flatten())
}

/// Stores the digest of the content that an import wrote or found.
pub fn set_imported_digest(connection: &mut Connection, id: Id, digest: &str) -> Result<(), Error> {
    diesel::update(row::table.find(id)).set(row::imported_digest.eq(digest)).execute(connection)?;
    Ok(())
}

/// Returns the time of the first publish elsewhere, before the import.
pub fn public_since(connection: &mut Connection, id: Id) -> Result<Option<Timestamp>, Error> {
    Ok(row::table.find(id).select(row::public_since).first::<Option<Timestamp>>(connection).optional()?.flatten())
}

/// Stores the time of the first publish elsewhere.
pub fn set_public_since(connection: &mut Connection, id: Id, moment: Timestamp) -> Result<(), Error> {
    diesel::update(row::table.find(id)).set(row::public_since.eq(moment)).execute(connection)?;
    Ok(())
}
