//! Rows of the audit log.

use diesel::prelude::*;

use super::{AuditFilter, AuditRecord, NewAuditRecord};
use crate::content::{Action, Actor, RequestIdSource, SubjectKind, Timestamp};
use crate::db::schema::audit_log;
use crate::db::{Backend, Connection, Error, KeysetPage};

/// Appends a row.
pub fn append(connection: &mut Connection, record: &NewAuditRecord<'_>) -> Result<(), Error> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::at.eq(Timestamp::now()),
            audit_log::actor_key_id.eq(&record.actor.key_id),
            audit_log::actor_name.eq(&record.actor.name),
            audit_log::request_id.eq(&record.actor.request_id),
            audit_log::request_id_from.eq(record.actor.request_id_from),
            audit_log::action.eq(record.action),
            audit_log::subject_kind.eq(record.subject_kind),
            audit_log::subject_id.eq(record.subject_id),
            audit_log::from_version.eq(record.from_version),
            audit_log::to_version.eq(record.to_version),
            audit_log::note.eq(record.note),
        ))
        .execute(connection)?;
    Ok(())
}

/// Returns the number of the last row about content or synonyms; 0 if there is none.
pub fn last_content_seq(connection: &mut Connection) -> Result<i64, Error> {
    let kinds =
        [SubjectKind::Article, SubjectKind::Phrase, SubjectKind::Resource, SubjectKind::Topic, SubjectKind::Synonyms];
    let rows = audit_log::table.filter(audit_log::subject_kind.eq_any(kinds)).order(audit_log::seq.desc());
    Ok(rows.select(audit_log::seq).first(connection).optional()?.unwrap_or_default())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log)]
struct AuditRow {
    seq: i64,
    at: Timestamp,
    actor_key_id: Option<String>,
    actor_name: String,
    request_id: Option<String>,
    action: Action,
    subject_kind: SubjectKind,
    subject_id: String,
    from_version: Option<i64>,
    to_version: Option<i64>,
    note: Option<String>,
    request_id_from: Option<RequestIdSource>,
}

impl From<AuditRow> for AuditRecord {
    fn from(row: AuditRow) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            actor: Actor {
                key_id: row.actor_key_id,
                name: row.actor_name,
                request_id: row.request_id,
                request_id_from: row.request_id_from,
            },
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            from_version: row.from_version,
            to_version: row.to_version,
            note: row.note,
        }
    }
}

fn filtered(filter: &AuditFilter) -> audit_log::BoxedQuery<'_, Backend> {
    let mut query = audit_log::table.into_boxed();
    if let Some(subject) = &filter.subject {
        query = query.filter(audit_log::subject_id.eq(subject));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(audit_log::subject_kind.eq(kind));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit_log::actor_key_id.eq(actor));
    }
    if let Some(action) = filter.action {
        query = query.filter(audit_log::action.eq(action));
    }
    if let Some(request_id) = &filter.request_id {
        query = query.filter(audit_log::request_id.eq(request_id));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::at.lt(until));
    }
    query
}

/// Loads a page of the log, newest record first.
pub fn list(
    connection: &mut Connection,
    filter: &AuditFilter,
    page: KeysetPage<i64>,
) -> Result<Vec<AuditRecord>, Error> {
    let KeysetPage { from, backwards, rows } = page;
    let mut query = filtered(filter);
    query = if backwards { query.order(audit_log::seq.asc()) } else { query.order(audit_log::seq.desc()) };
    query = match from {
        Some(seq) if backwards => query.filter(audit_log::seq.gt(seq)),
        Some(seq) => query.filter(audit_log::seq.lt(seq)),
        None => query,
    };
    let rows: Vec<AuditRow> = query.limit(rows).select(AuditRow::as_select()).load(connection)?;
    Ok(rows.into_iter().map(AuditRecord::from).collect())
}

/// Returns the number of the last row; none if the log is empty.
pub fn last(connection: &mut Connection) -> Result<Option<i64>, Error> {
    Ok(audit_log::table.select(diesel::dsl::max(audit_log::seq)).first(connection)?)
}

/// Returns up to `rows` actions after a row, each with its subject.
pub fn since(connection: &mut Connection, after: i64, rows: i64) -> Result<Vec<(Action, String)>, Error> {
    Ok(audit_log::table
        .filter(audit_log::seq.gt(after))
        .order(audit_log::seq)
        .limit(rows)
        .select((audit_log::action, audit_log::subject_id))
        .load(connection)?)
}

/// Returns the number of rows in the whole list.
pub fn count(connection: &mut Connection, filter: &AuditFilter) -> Result<i64, Error> {
    Ok(filtered(filter).count().get_result(connection)?)
}

/// Returns true if one of these keys has done one of these actions to a subject, in a version later than `after`.
pub fn has_acted(
    connection: &mut Connection,
    subject_id: &str,
    keys: &[String],
    actions: &[Action],
    after: i64,
) -> Result<bool, Error> {
    let rows = audit_log::table
        .filter(audit_log::subject_id.eq(subject_id))
        .filter(audit_log::actor_key_id.eq_any(keys))
        .filter(audit_log::action.eq_any(actions))
        .filter(audit_log::to_version.gt(after));
    Ok(diesel::select(diesel::dsl::exists(rows)).get_result(connection)?)
}
