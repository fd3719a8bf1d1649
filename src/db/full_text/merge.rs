//! Merging the segments of the full-text indexes. Each write adds a segment, and a search reads all of them; but a write that
//! merges takes several times as long as one that does not.

use diesel::prelude::*;

use crate::db::connection::Connection;
use crate::db::error::Error;

/// The indexes whose `automerge` is off (see their migrations).
const INDEXES: [&str; 2] = ["published_passage_index", "working_index"];

/// The approximate number of pages that one step writes: a fraction of a millisecond.
const STEP_PAGES: i32 = 16;

diesel::define_sql_function! {
    /// The number of rows that the connection has changed since it was opened.
    fn total_changes() -> diesel::sql_types::BigInt;
}

/// Runs one merge step on one index. Returns true if there was anything to merge.
///
/// FTS5's `merge` command (<https://sqlite.org/fts5.html#the_merge_command>) merges an index if a level has
/// `usermerge` segments, if a tenth of it is deleted, or if an earlier step was incomplete. A command that found
/// nothing changes fewer than two rows.
pub fn merge_step(connection: &mut Connection) -> Result<bool, Error> {
    for index in INDEXES {
        let before: i64 = diesel::select(total_changes()).get_result(connection)?;
        diesel::sql_query(format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', {STEP_PAGES})"))
            .execute(connection)?;
        let after: i64 = diesel::select(total_changes()).get_result(connection)?;
        if after - before >= 2 {
            return Ok(true);
        }
    }
    Ok(false)
}
