//! Queries for sections.

use diesel::prelude::*;

use crate::content::{Id, Locale, Timestamp};
use crate::db::Connection;
use crate::db::schema::{published_articles, published_sections};
use crate::delivery::error::ReadError;

/// A section with the card of its article.
#[derive(Debug, Queryable)]
pub(super) struct SectionWithCard {
    pub(super) document: String,
    pub(super) card: String,
    pub(super) locale: Locale,
    pub(super) updated_at: Timestamp,
    pub(super) article_id: Id,
}

/// Returns a section.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<SectionWithCard, ReadError> {
    published_sections::table
        .inner_join(published_articles::table)
        .filter(published_sections::id.eq(id))
        .select((
            published_sections::document,
            published_articles::card,
            published_articles::locale,
            published_articles::updated_at,
            published_articles::id,
        ))
        .get_result(connection)
        .optional()?
        .ok_or_else(|| ReadError::NotFound(format!("published section with the id {id}")))
}
