//! The language of search: what a query asks for, what counts as a word, and which words of a text answer it.
//!
//! Owns how queries are read, what they are also known by, how words are folded and stemmed, and how snippets are cut and marked. Must not know how
//! texts are indexed: `db::full_text` says the same to the database.

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
