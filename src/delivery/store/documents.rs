//! Queries for the documents of single entities, and the URL in them.

use diesel::prelude::*;
use serde::Deserialize;

use crate::content::{Locale, Timestamp};
use crate::db::Error;

/// The document of a published phrase or resource.
#[derive(Debug, Queryable)]
pub(crate) struct PublishedDocument {
    pub(crate) locale: Locale,
    pub(crate) updated_at: Timestamp,
    pub(crate) document: String,
}

/// Loads the [`PublishedDocument`] with an id from a table of phrases or resources, or fails with the error for the id.
macro_rules! find_document {
    ($connection:expr, $table:ident, $kind:expr, $id:expr) => {{
        let columns = ($table::locale, $table::updated_at, $table::document);
        let found = $table::table.find($id).select(columns).get_result($connection).optional()?;
        found.ok_or_else(|| $crate::delivery::store::gone::missing($connection, $kind, $id))
    }};
}
pub(crate) use find_document;

#[derive(Deserialize)]
struct UrlMember {
    url: String,
}

/// Returns the `url` of an article's card or document.
pub(crate) fn document_url(json: &str) -> Result<String, Error> {
    Ok(serde_json::from_str::<UrlMember>(json)?.url)
}
