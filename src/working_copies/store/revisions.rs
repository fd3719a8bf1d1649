//! Rows of revisions.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::content::{Action, Content, Id, Kind, Status, Timestamp};
use crate::db::schema::revisions;
use crate::db::{Connection, Error};
use crate::working_copies::model::{ChangeContext, WorkingCopyHead};

/// A revision without its content.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = revisions)]
pub struct RevisionHead {
    /// The version of the working copy.
    pub version: i64,
    /// The time of the change.
    pub at: Timestamp,
    /// The id of the key that made the change.
    pub actor_key_id: Option<String>,
    /// The name of the key or command that made the change.
    pub actor_name: String,
    /// The action.
    pub action: Action,
    /// The status of the working copy after the change.
    pub status: Status,
    /// The note about the change.
    pub note: Option<String>,
    /// True if the change published this content.
    pub published: bool,
    /// The digest of the content. Equal contents have equal digests.
    pub content_digest: String,
}

/// A revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// The revision without its content.
    pub head: RevisionHead,
    /// The content.
    pub content: Content,
}

/// Returns the digest by which contents are compared.
pub fn digest(content: &Content) -> Result<String, Error> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(content)?)))
}

/// Inserts a revision of the current version of a working copy.
pub(super) fn insert(
    connection: &mut Connection,
    context: &ChangeContext<'_>,
    head: &WorkingCopyHead,
    content: &Content,
) -> Result<(), Error> {
    diesel::insert_into(revisions::table)
        .values((
            revisions::entity_id.eq(head.id),
            revisions::version.eq(head.version),
            revisions::at.eq(head.updated_at),
            revisions::actor_key_id.eq(&context.actor.key_id),
            revisions::actor_name.eq(&context.actor.name),
            revisions::action.eq(context.action),
            revisions::status.eq(head.status),
            revisions::note.eq(context.note),
            revisions::published.eq(head.published_version == Some(head.version)),
            revisions::content_digest.eq(digest(content)?),
            revisions::content.eq(serde_json::to_string(content)?),
        ))
        .execute(connection)?;
    Ok(())
}

/// Returns the content of an entity in a version.
pub fn find_content(connection: &mut Connection, kind: Kind, id: Id, version: i64) -> Result<Option<Content>, Error> {
    let json: Option<String> =
        revisions::table.find((id, version)).select(revisions::content).first(connection).optional()?;
    json.map(|json| Ok(Content::from_json(kind, &json)?)).transpose()
}

/// Returns the revision of a version.
pub fn find(connection: &mut Connection, kind: Kind, id: Id, version: i64) -> Result<Option<Revision>, Error> {
    let head: Option<RevisionHead> =
        revisions::table.find((id, version)).select(RevisionHead::as_select()).first(connection).optional()?;
    let Some(head) = head else { return Ok(None) };
    let content = find_content(connection, kind, id, version)?
        .ok_or_else(|| Error::Corrupt(format!("the revision {version} of {id} has no content")))?;
    Ok(Some(Revision { head, content }))
}

/// Returns the digest of the content of an entity in a version.
pub fn find_digest(connection: &mut Connection, id: Id, version: i64) -> Result<Option<String>, Error> {
    Ok(revisions::table.find((id, version)).select(revisions::content_digest).first(connection).optional()?)
}

/// Returns the latest version that was published.
pub fn last_published_version(connection: &mut Connection, id: Id) -> Result<Option<i64>, Error> {
    Ok(revisions::table
        .filter(revisions::published.eq(true))
        .filter(revisions::entity_id.eq(id))
        .order(revisions::version.desc())
        .select(revisions::version)
        .first(connection)
        .optional()?)
}

/// Returns a page of the revisions of an entity, the newest first: at most `rows` revisions before the version `from`.
/// If `backwards` is set, those after it, the oldest first.
pub fn list(
    connection: &mut Connection,
    id: Id,
    from: Option<i64>,
    backwards: bool,
    rows: i64,
) -> Result<Vec<RevisionHead>, Error> {
    let mut query = revisions::table.filter(revisions::entity_id.eq(id)).into_boxed();
    query = match from {
        Some(version) if backwards => query.filter(revisions::version.gt(version)),
        Some(version) => query.filter(revisions::version.lt(version)),
        None => query,
    };
    query = if backwards { query.order(revisions::version.asc()) } else { query.order(revisions::version.desc()) };
    Ok(query.limit(rows).select(RevisionHead::as_select()).load(connection)?)
}

/// Returns the number of revisions of an entity.
pub fn count(connection: &mut Connection, id: Id) -> Result<i64, Error> {
    Ok(revisions::table.filter(revisions::entity_id.eq(id)).count().get_result(connection)?)
}

/// Returns the version of the newest revision of an entity, only of those before the version `before` if it is given.
pub fn latest_version(connection: &mut Connection, id: Id, before: Option<i64>) -> Result<Option<i64>, Error> {
    let rows = revisions::table.filter(revisions::entity_id.eq(id)).filter(match before {
        Some(version) => revisions::version.lt(version),
        None => revisions::version.lt(i64::MAX),
    });
    Ok(rows.order(revisions::version.desc()).select(revisions::version).first(connection).optional()?)
}

/// Returns true if an entity was ever published.
pub fn was_published(connection: &mut Connection, id: Id) -> Result<bool, Error> {
    let published = revisions::table.filter(revisions::entity_id.eq(id)).filter(revisions::published.eq(true));
    Ok(diesel::select(diesel::dsl::exists(published)).get_result(connection)?)
}

/// Returns at most `limit` entities that have more than `kept` unpublished revisions.
pub fn find_prunable(connection: &mut Connection, kept: i64, limit: i64) -> Result<Vec<Id>, Error> {
    Ok(revisions::table
        .filter(revisions::published.eq(false))
        .group_by(revisions::entity_id)
        .having(diesel::dsl::count_star().gt(kept))
        .select(revisions::entity_id)
        .order(revisions::entity_id)
        .limit(limit)
        .load(connection)?)
}

/// Deletes the unpublished revisions of an entity, except for the newest `kept`. Keeps at least one, because it has the
/// content of an entity in the trash. Returns the number of deleted revisions.
pub fn prune(connection: &mut Connection, id: Id, kept: i64) -> Result<usize, Error> {
    let oldest_kept: Option<i64> = revisions::table
        .filter(revisions::published.eq(false))
        .filter(revisions::entity_id.eq(id))
        .order(revisions::version.desc())
        .select(revisions::version)
        .offset(kept.max(1) - 1)
        .limit(1)
        .first(connection)
        .optional()?;
    let Some(oldest_kept) = oldest_kept else { return Ok(0) };
    let old = revisions::table
        .filter(revisions::published.eq(false))
        .filter(revisions::entity_id.eq(id))
        .filter(revisions::version.lt(oldest_kept));
    Ok(diesel::delete(old).execute(connection)?)
}
