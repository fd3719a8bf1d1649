//! The full-text indexes, which `schema.rs` cannot describe: their tables for Diesel, their query syntax, and the rowids of
//! passages.
//!
//! An index has a column of its own name, which stands for all columns, and `rank`, which is smaller the better a row
//! matches. Must not know which texts are in the indexes.

mod expression;
mod passage_rowid;

pub use expression::{MatchExpression, filter_token};
pub use passage_rowid::{LOCALE_NUMBER_MAX, PassageRowid};

use diesel::prelude::*;

use super::connection::Connection;
use super::error::Error;

diesel::infix_operator!(Match, " MATCH ");

diesel::table! {
    /// The words of published passages.
    published_passage_index (rowid) {
        /// The [`PassageRowid`].
        rowid -> BigInt,
        /// All columns, as `MATCH` takes them.
        #[sql_name = "published_passage_index"]
        whole -> Text,
        /// The BM25 rank.
        rank -> Double,
        /// The title of the entity.
        title -> Text,
        /// The context of the passage, such as the title of its article.
        context -> Text,
        /// The text of a phrase.
        phrase -> Text,
        /// The heading of the passage.
        heading -> Text,
        /// The text of the passage.
        text -> Text,
        /// The filter tokens, each made by [`filter_token`].
        filters -> Text,
    }
}

diesel::table! {
    /// The words of working copies.
    working_index (rowid) {
        /// The number of the working copy.
        rowid -> BigInt,
        /// All columns, as `MATCH` takes them.
        #[sql_name = "working_index"]
        whole -> Text,
        /// The BM25 rank.
        rank -> Double,
        /// Its title, text or name.
        label -> Text,
        /// The other text.
        text -> Text,
    }
}

diesel::table! {
    /// The trigrams of published words.
    published_word_trigrams (rowid) {
        /// The number of the word.
        rowid -> BigInt,
        /// All columns, as `MATCH` takes them.
        #[sql_name = "published_word_trigrams"]
        whole -> Text,
        /// The BM25 rank.
        rank -> Double,
        /// The word, with a space before and after it.
        word -> Text,
    }
}

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
