//! Reads of published sections.

use diesel::prelude::*;

use crate::content::{Id, Locale, Timestamp};
use crate::db::Connection;
use crate::db::schema::{published_articles, published_sections};
use crate::delivery::unanswered::Unanswered;

/// A section with what is to be told of its article.
#[derive(Debug, Queryable)]
pub(super) struct SectionRow {
    pub(super) document: String,
    pub(super) card: String,
    pub(super) locale: Locale,
    pub(super) updated_at: Timestamp,
    pub(super) article_id: Id,
}

/// Finds a section.
pub(super) fn find(connection: &mut Connection, id: Id) -> Result<SectionRow, Unanswered> {
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
        .ok_or_else(|| Unanswered::Unknown { what: format!("published section with the id {id}") })
}
