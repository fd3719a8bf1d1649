//! Queries for the latest changes and the documents of their entities.

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::query::SyncFilter;
use super::token::{SyncScope, SyncToken};
use super::tombstone::{Removal, TombstoneReason};
use crate::content::{ChangeAction, Id, Kind, ReferenceRole, Timestamp, UnpublishMode};
use crate::db::schema::{
    changes, published_articles, published_changes, published_phrases, published_references, published_resources,
    published_topics,
};
use crate::db::{self, Connection};
use crate::delivery::store::{changes::last_seq, region_filter::retain_served, topics::require_topics};
use crate::delivery::{error::ReadError, unpublished};

/// The maximum number of changes that are read for each entry of a batch. Without it, one request with a narrow filter would
/// read the whole log.
const READS_PER_ENTRY: usize = 10;

/// The latest change of an entity.
#[derive(Debug)]
pub(super) struct SyncChange {
    pub(super) seq: i64,
    pub(super) id: Id,
    pub(super) kind: Kind,
    pub(super) at: Timestamp,
    pub(super) state: SyncState,
}

/// The state of an entity for a copy.
#[derive(Debug)]
pub(super) enum SyncState {
    /// The copy has the entity, with this document.
    Present(String),
    /// The copy must not have the entity.
    Removed(Removal),
}

/// A batch of changes.
#[derive(Debug)]
pub(super) struct SyncBatch {
    pub(super) changes: Vec<SyncChange>,
    /// The position after the batch.
    pub(super) token: SyncToken,
    /// True if there are no more changes.
    pub(super) is_last: bool,
    /// The time of the last change of any published entity.
    pub(super) changed_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = published_changes)]
struct LatestChangeRow {
    seq: i64,
    entity_id: Id,
    kind: Kind,
    action: ChangeAction,
    at: Timestamp,
}

/// Returns the token of a new copy.
pub(super) fn start(connection: &mut Connection, filter: SyncFilter) -> Result<SyncToken, ReadError> {
    let kinds = filter.kinds.unwrap_or_else(|| Kind::ALL.to_vec());
    let topics = require_topics(connection, &filter.topics.unwrap_or_default())?;
    let scope = SyncScope { kinds, locales: filter.locales, topics, region: filter.region };
    let start_seq = last_seq(connection)?;
    Ok(SyncToken { seq: 0, at: None, start_seq, start_at: find_change_time(connection, start_seq)?, scope })
}

/// Returns the time of the change `seq`.
fn find_change_time(connection: &mut Connection, seq: i64) -> Result<Option<Timestamp>, db::Error> {
    Ok(changes::table.find(seq).select(changes::at).first(connection).optional()?)
}

/// Returns the time of the first change after the token. Fails if the token is from another log, or if that change is older
/// than `oldest`.
pub(super) fn check_token(
    connection: &mut Connection,
    token: &SyncToken,
    oldest: Timestamp,
) -> Result<Option<Timestamp>, ReadError> {
    if find_change_time(connection, token.seq)? != token.at
        || find_change_time(connection, token.start_seq)? != token.start_at
    {
        return Err(ReadError::ResyncRequired("The token does not match this database."));
    }
    let pending_since: Option<Timestamp> = changes::table
        .filter(changes::seq.gt(token.synced_seq()))
        .order(changes::seq)
        .select(changes::at)
        .first(connection)
        .optional()?;
    if pending_since.is_some_and(|at| at < oldest) {
        return Err(ReadError::ResyncRequired("The token has expired."));
    }
    Ok(pending_since)
}

/// Loads the changes after a token, up to `limit` that concern the copy.
pub(super) fn load_batch(connection: &mut Connection, token: SyncToken, limit: usize) -> Result<SyncBatch, ReadError> {
    let mut batch = SyncBatch { changes: Vec::new(), token, is_last: false, changed_at: None };
    let mut rows_read = 0;
    while batch.changes.len() < limit && rows_read < limit * READS_PER_ENTRY {
        let rows = load_latest_changes(connection, batch.token.seq, limit - batch.changes.len())?;
        if rows.is_empty() {
            break;
        }
        rows_read += rows.len();
        let mut documents = load_documents(connection, &rows, &batch.token.scope)?;
        for row in rows {
            let LatestChangeRow { seq, entity_id: id, kind, at, action } = row;
            (batch.token.seq, batch.token.at) = (seq, Some(at));
            let is_unpublished = action == ChangeAction::Unpublish;
            // An entity never changes its kind. The copy never had an entity of another kind than those of its scope.
            let may_be_in_copy =
                seq > batch.token.start_seq && (is_unpublished || batch.token.scope.kinds.contains(&kind));
            let state = match documents.remove(&id) {
                Some(document) => SyncState::Present(document),
                None if !may_be_in_copy => continue,
                None if is_unpublished => SyncState::Removed(find_unpublishing(connection, id)?),
                None => SyncState::Removed(Removal::filtered()),
            };
            batch.changes.push(SyncChange { seq, id, kind, at, state });
        }
    }
    let last = changes::table.order(changes::seq.desc()).select((changes::seq, changes::at));
    let last: Option<(i64, Timestamp)> = last.first(connection).optional()?;
    batch.is_last = last.is_none_or(|(seq, _)| seq <= batch.token.seq);
    batch.changed_at = last.map(|(_, at)| at);
    Ok(batch)
}

/// Returns the removal of an unpublished entity. Only the log knows the entity if the record of its unpublishing is deleted.
fn find_unpublishing(connection: &mut Connection, id: Id) -> Result<Removal, db::Error> {
    let Some(entity) = unpublished::store::find(connection, id)? else { return Ok(Removal::unpublished()) };
    let target = unpublished::store::find_redirect_target(connection, &entity)?;
    let reason = match entity.mode {
        UnpublishMode::Withdrawn => TombstoneReason::Withdrawn,
        UnpublishMode::Redirect if target.is_some() => TombstoneReason::Redirected,
        // A redirect without a target counts as gone: its target was unpublished too.
        UnpublishMode::Redirect | UnpublishMode::Gone => TombstoneReason::Unpublished,
    };
    Ok(Removal { reason, explanation: entity.explanation, url: target.map(|target| target.card().url) })
}

fn load_latest_changes(connection: &mut Connection, seq: i64, limit: usize) -> Result<Vec<LatestChangeRow>, db::Error> {
    Ok(published_changes::table
        .filter(published_changes::seq.gt(seq))
        .order(published_changes::seq)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(LatestChangeRow::as_select())
        .load(connection)?)
}

/// Returns the documents of the published entities in the scope.
fn load_documents(
    connection: &mut Connection,
    rows: &[LatestChangeRow],
    scope: &SyncScope,
) -> Result<HashMap<Id, String>, db::Error> {
    let mut documents = HashMap::new();
    for kind in &scope.kinds {
        let mut ids: Vec<Id> = rows.iter().filter(|row| row.kind == *kind).map(|row| row.entity_id).collect();
        if *kind != Kind::Topic {
            for topic in &scope.topics {
                ids = retain_with_topic(connection, ids, *topic)?;
            }
        }
        if *kind == Kind::Resource
            && let Some(region) = &scope.region
        {
            ids = retain_served(connection, ids, region)?;
        }
        if ids.is_empty() {
            continue;
        }
        macro_rules! load {
            ($table:ident) => {{
                let mut query = $table::table.filter($table::id.eq_any(ids)).into_boxed();
                if !scope.locales.is_empty() {
                    query = query.filter($table::locale.eq_any(&scope.locales));
                }
                query.select(($table::id, $table::document)).load::<(Id, String)>(connection)?
            }};
        }
        documents.extend(match kind {
            Kind::Article => load!(published_articles),
            Kind::Phrase => load!(published_phrases),
            Kind::Resource => load!(published_resources),
            Kind::Topic => published_topics::table
                .filter(published_topics::id.eq_any(ids))
                .select((published_topics::id, published_topics::document))
                .load(connection)?,
        });
    }
    Ok(documents)
}

/// Returns the entities that have the topic, or none of them if the topic is not published.
fn retain_with_topic(connection: &mut Connection, ids: Vec<Id>, topic: Id) -> Result<Vec<Id>, db::Error> {
    Ok(published_references::table
        .filter(exists(published_topics::table.find(topic)))
        .filter(published_references::source_id.eq_any(ids))
        .filter(published_references::role.eq(ReferenceRole::Topic))
        .filter(published_references::target_id.eq(topic))
        .select(published_references::source_id)
        .load(connection)?)
}
