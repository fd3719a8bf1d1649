//! Rows of the change log, as its followers read them.

use diesel::dsl::{exists, max};
use diesel::prelude::*;

use super::ChangeEvent;
use crate::content::{ChangeAction, Id, Kind, Timestamp};
use crate::db::schema::changes;
use crate::db::{Connection, Error};

#[derive(Queryable, Selectable)]
#[diesel(table_name = changes)]
struct ChangeLogRow {
    seq: i64,
    at: Timestamp,
    action: ChangeAction,
    kind: Kind,
    entity_id: Id,
    version: i64,
    change_note: Option<String>,
    major: bool,
}

/// The number of the last change; 0 if there is none.
pub fn last(connection: &mut Connection) -> Result<i64, Error> {
    Ok(changes::table.select(max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default())
}

/// Returns true if the log has a change of that number, or if it is 0, which stands before the first.
pub fn is_known(connection: &mut Connection, seq: i64) -> Result<bool, Error> {
    Ok(seq == 0 || diesel::select(exists(changes::table.find(seq))).get_result(connection)?)
}

/// The changes after the one of that number, in order, at most `limit`.
pub fn list_after(connection: &mut Connection, seq: i64, limit: i64) -> Result<Vec<ChangeEvent>, Error> {
    let rows: Vec<ChangeLogRow> = changes::table
        .filter(changes::seq.gt(seq))
        .order(changes::seq)
        .limit(limit)
        .select(ChangeLogRow::as_select())
        .load(connection)?;
    let event = |row: ChangeLogRow| ChangeEvent {
        seq: row.seq,
        at: row.at,
        action: row.action,
        kind: row.kind,
        id: row.entity_id,
        version: row.version,
        change_note: row.change_note,
        major: row.major,
    };
    Ok(rows.into_iter().map(event).collect())
}
