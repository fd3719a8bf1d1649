//! The search language: queries, words, and the words of a text that match a query.
//!
//! Owns the parsing of queries, synonyms, folding and stemming of words, and snippets with highlights. Must not know
//! how texts are indexed: `db::full_text` translates queries for the database.

mod highlight;
mod query;
mod snippet;
mod stem;
mod synonyms;
mod words;

pub use highlight::{Highlighter, TextRange};
pub use query::{Clause, InvalidSearch, QueryWord, SEARCH_LENGTH_MAX, SearchQuery, Term};
pub use snippet::{MarkedText, Snippet};
pub use stem::stem;
pub use synonyms::{SynonymGroup, Synonyms, stem_key};
pub use words::{Word, fold, words};
