//! Merging the parts of the indexes. Each write adds a part, and the fewer there are, the less a search has to read; but a
//! write that merges takes several times as long as one that does not.

use diesel::prelude::*;

use crate::db::{Connection, Error};

/// The indexes that merge nothing within a write (their migrations say so).
const INDEXES: [&str; 2] = ["published_passage_index", "working_index"];

/// How many pages one step writes, about: a fraction of a millisecond.
const STEP_PAGES: i32 = 16;

diesel::define_sql_function! {
    /// How many rows the connection has changed since it was opened.
    fn total_changes() -> diesel::sql_types::BigInt;
}

/// Merges a little of one index; answers whether there was anything to merge.
///
/// The rules are those of FTS5's `merge` command (<https://sqlite.org/fts5.html#the_merge_command>): there is when a level has
/// as many parts as `usermerge` says, when a tenth of it is deleted, or when an earlier step came to no end; and a command that
/// found nothing is told by fewer than two changed rows.
pub fn merge_a_little(connection: &mut Connection) -> Result<bool, Error> {
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
