//! Queries for the sections of an article.

use diesel::prelude::*;

use super::articles::ReadableArticle;
use crate::db::schema::published_sections;
use crate::db::{Connection, Error};
use crate::delivery::articles::view::parse_sections;
use crate::delivery::id_or_slug::IdOrSlug;

/// Returns the document of the section with this id or anchor. The sections of a withdrawn article are in its document only.
pub(in crate::delivery::articles) fn find_section(
    connection: &mut Connection,
    article: &ReadableArticle,
    name: &IdOrSlug,
) -> Result<Option<String>, Error> {
    let sections = published_sections::table
        .filter(published_sections::article_id.eq(article.id))
        .select(published_sections::document);
    let document: Option<String> = match name {
        IdOrSlug::Id(id) => sections.filter(published_sections::id.eq(id)).first(connection),
        IdOrSlug::Slug(anchor) => sections.filter(published_sections::anchor.eq(anchor.as_str())).first(connection),
    }
    .optional()?;
    if document.is_some() {
        return Ok(document);
    }
    let section = parse_sections(&article.document)?.into_iter().find(|section| match name {
        IdOrSlug::Id(id) => section.id == *id,
        IdOrSlug::Slug(anchor) => section.anchor == *anchor,
    });
    Ok(section.as_ref().map(serde_json::to_string).transpose()?)
}
