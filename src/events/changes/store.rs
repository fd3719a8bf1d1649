//! Rows of the change log.

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

/// Returns the number of the last change; 0 if there is none.
pub fn last(connection: &mut Connection) -> Result<i64, Error> {
    Ok(changes::table.select(max(changes::seq)).first::<Option<i64>>(connection)?.unwrap_or_default())
}

/// Returns true if the log has a change with this number. The number 0, before the first change, is also known.
pub fn is_known(connection: &mut Connection, seq: i64) -> Result<bool, Error> {
    Ok(seq == 0 || diesel::select(exists(changes::table.find(seq))).get_result(connection)?)
}

/// Returns at most `limit` changes after a number, in order.
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
