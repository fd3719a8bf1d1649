//! The full-text indexes, which `schema.rs` cannot describe: their tables for Diesel, their query syntax, and the rowids of
//! passages.
//!
//! An index has a column of its own name, which stands for all columns, and `rank`, which is smaller the better a row
//! matches. Must not know which texts are in the indexes.

mod expression;
mod merge;
mod passage_rowid;

pub use expression::{MatchExpression, filter_token};
pub use merge::merge_step;
pub use passage_rowid::{LOCALE_NUMBER_MAX, PassageRowid};

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
