//! Queries for the documents of single entities.

use diesel::prelude::*;

use crate::content::{Locale, Timestamp};

/// The document of a published phrase or resource.
#[derive(Debug, Queryable)]
pub(in crate::delivery) struct PublishedDocument {
    pub(in crate::delivery) locale: Locale,
    pub(in crate::delivery) updated_at: Timestamp,
    pub(in crate::delivery) document: String,
}

/// Loads the [`PublishedDocument`] with an id from a table of phrases or resources, or fails with the error for the id.
macro_rules! find_document {
    ($connection:expr, $table:ident, $kind:expr, $id:expr) => {{
        let columns = ($table::locale, $table::updated_at, $table::document);
        let found = $table::table.find($id).select(columns).get_result($connection).optional()?;
        found.ok_or_else(|| $crate::delivery::store::gone::missing($connection, $kind, $id))
    }};
}
pub(in crate::delivery) use find_document;
