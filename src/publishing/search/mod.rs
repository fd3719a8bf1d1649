//! What of the published documents can be found: written with each document, in its transaction, and all at once by
//! [`reindex`].
//!
//! Owns which parts of a document are found by which words. Must not know how queries are read or answered.

mod passages;
mod plain;
mod reindex;
mod store;

pub use reindex::{follow_index, reindex};
pub(super) use store::{holds, remove, rows_apart, save};

use crate::content::{Id, Kind, Locale, Slug};

/// A published thing with everything it can be found by.
pub(super) struct Findable {
    id: Id,
    kind: Kind,
    locale: Locale,
    topics: Vec<Id>,
    passages: Vec<Passage>,
}

/// A part of a thing that is found by itself.
struct Passage {
    /// The section it is, if it is one of an article.
    section: Option<(Id, Slug)>,
    /// The title of what it tells of as a whole.
    title: String,
    /// What it stands under.
    context: String,
    /// Words to say.
    phrase: String,
    /// Its heading.
    heading: String,
    /// What it says.
    text: String,
}
