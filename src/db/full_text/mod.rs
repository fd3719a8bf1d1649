//! The full-text indexes, which no schema can describe: what Diesel has to know of them, how a query is said to them,
//! and the numbers that passages have in them.
//!
//! An index has a column of its own name, which stands for all columns, and `rank`, which is the smaller the better a
//! row fits. Must not know which texts are in the indexes.

mod expression;
mod merging;
mod number;

pub use expression::{Expression, filter_word};
pub use merging::merge_a_little;
pub use number::{LOCALE_NUMBER_MAX, PassageNumber};

diesel::infix_operator!(Match, " MATCH ");

diesel::table! {
    /// The words of published passages.
    published_passage_index (rowid) {
        /// The number of the passage.
        rowid -> BigInt,
        /// All columns, as `MATCH` takes them.
        #[sql_name = "published_passage_index"]
        whole -> Text,
        /// How well the passage fits.
        rank -> Double,
        /// The title of what the passage tells of as a whole.
        title -> Text,
        /// What the passage stands under, such as the title of its article.
        context -> Text,
        /// Words to say.
        phrase -> Text,
        /// The heading of the passage.
        heading -> Text,
        /// What it says.
        text -> Text,
        /// What it is filtered by, each made by [`filter_word`].
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
        /// How well the working copy fits.
        rank -> Double,
        /// Its title, text or name.
        label -> Text,
        /// What else it says.
        text -> Text,
    }
}

diesel::table! {
    /// Published words by their parts of three letters.
    published_word_trigrams (rowid) {
        /// The number of the word.
        rowid -> BigInt,
        /// All columns, as `MATCH` takes them.
        #[sql_name = "published_word_trigrams"]
        whole -> Text,
        /// How well the word fits.
        rank -> Double,
        /// The word, with a space before and after it.
        word -> Text,
    }
}
