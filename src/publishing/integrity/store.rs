//! Queries for inconsistencies between the rows of published entities.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde::Deserialize;

use super::issue::{IntegrityIssue, IntegrityIssueKind};
use crate::content::{ChangeAction, Id, Kind, Timestamp};
use crate::db::schema::{changes, published_sources};
use crate::db::{Connection, Error};

/// The times of the first and the last publish of an entity.
#[derive(Debug, Clone, Copy, Deserialize, Queryable, Selectable)]
#[serde(rename_all = "camelCase")]
#[diesel(table_name = published_sources)]
pub(super) struct PublishTimes {
    pub(super) first_published_at: Timestamp,
    pub(super) published_at: Timestamp,
}

#[derive(QueryableByName)]
struct MismatchRow {
    #[diesel(sql_type = Text)]
    kind: Kind,
    #[diesel(sql_type = Text)]
    id: Id,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

fn load_issues(
    connection: &mut Connection,
    query: &str,
    issue_kind: fn(i64) -> IntegrityIssueKind,
) -> Result<Vec<IntegrityIssue>, Error> {
    let rows: Vec<MismatchRow> = diesel::sql_query(query).load(connection)?;
    Ok(rows
        .into_iter()
        .map(|row| IntegrityIssue { entity: Some((row.kind, row.id)), kind: issue_kind(row.seq) })
        .collect())
}

/// Returns documents without a source.
pub(super) fn documents_without_source(connection: &mut Connection) -> Result<Vec<IntegrityIssue>, Error> {
    let mut found = Vec::new();
    for (kind, table) in [
        (Kind::Article, "published_articles"),
        (Kind::Phrase, "published_phrases"),
        (Kind::Resource, "published_resources"),
        (Kind::Topic, "published_topics"),
    ] {
        let query = format!(
            "SELECT '{kind}' AS kind, id, 0 AS seq FROM {table} \
             WHERE id NOT IN (SELECT id FROM published_sources) ORDER BY id"
        );
        found.extend(load_issues(connection, &query, |_| IntegrityIssueKind::DocumentWithoutSource)?);
    }
    Ok(found)
}

const LAST: &str = "WITH last AS (SELECT entity_id AS id, kind, action, at, seq FROM changes \
                    WHERE seq IN (SELECT max(seq) FROM changes GROUP BY entity_id))";

/// Returns changes that say that an entity is public although it is not.
pub(super) fn changes_without_document(connection: &mut Connection) -> Result<Vec<IntegrityIssue>, Error> {
    let query = format!(
        "{LAST} SELECT kind, id, seq FROM last WHERE action = 'publish' \
         AND id NOT IN (SELECT id FROM published_sources) ORDER BY seq"
    );
    load_issues(connection, &query, IntegrityIssueKind::ChangeWithoutDocument)
}

/// Returns public entities that the log does not list as public, and latest changes that differ from the log.
pub(super) fn find_change_mismatches(connection: &mut Connection) -> Result<Vec<IntegrityIssue>, Error> {
    let unlogged = format!(
        "{LAST} SELECT kind, id, 0 AS seq FROM published_sources \
         WHERE id NOT IN (SELECT id FROM last WHERE action = 'publish') ORDER BY id"
    );
    let mut found = load_issues(connection, &unlogged, |_| IntegrityIssueKind::DocumentWithoutChange)?;
    let outdated = format!(
        "{LAST} SELECT last.kind, last.id, last.seq FROM last LEFT JOIN published_changes AS latest \
         ON latest.entity_id = last.id WHERE latest.seq IS DISTINCT FROM last.seq OR latest.at IS DISTINCT FROM last.at \
         OR latest.action IS DISTINCT FROM last.action OR latest.kind IS DISTINCT FROM last.kind ORDER BY last.seq"
    );
    found.extend(load_issues(connection, &outdated, |_| IntegrityIssueKind::LatestChangeMismatch)?);
    let unknown = "SELECT kind, entity_id AS id, seq FROM published_changes \
                   WHERE entity_id NOT IN (SELECT entity_id FROM changes) ORDER BY seq";
    found.extend(load_issues(connection, unknown, |_| IntegrityIssueKind::LatestChangeMismatch)?);
    Ok(found)
}

/// Returns unpublished entities of which the log contains no publish.
pub(super) fn unpublishings_without_publish(connection: &mut Connection) -> Result<Vec<IntegrityIssue>, Error> {
    let query = "SELECT kind, id, 0 AS seq FROM published_unpublishings AS ended WHERE NOT EXISTS \
                 (SELECT 1 FROM changes WHERE changes.entity_id = ended.id AND changes.action = 'publish') ORDER BY id";
    load_issues(connection, query, |_| IntegrityIssueKind::UnpublishingWithoutPublish)
}

/// Returns the first and last publish times of an entity from its source row, even if the rest of the row is
/// unreadable.
pub(super) fn find_publish_times(connection: &mut Connection, id: Id) -> Result<Option<PublishTimes>, Error> {
    Ok(published_sources::table.find(id).select(PublishTimes::as_select()).first(connection).optional()?)
}

/// Returns the time of the last publish of an entity in the log.
pub(super) fn last_published_at(connection: &mut Connection, id: Id) -> Result<Option<Timestamp>, Error> {
    let last: Option<(Timestamp, Option<Timestamp>)> = changes::table
        .filter(changes::entity_id.eq(id))
        .filter(changes::action.eq(ChangeAction::Publish))
        .order(changes::seq.desc())
        .select((changes::at, changes::happened_at))
        .first(connection)
        .optional()?;
    Ok(last.map(|(at, happened_at)| happened_at.unwrap_or(at)))
}
