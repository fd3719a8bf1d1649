//! Queries for the sitemap.

use diesel::prelude::*;

use super::parts::{part_starts, urls_per_part};
use crate::content::{Id, Locale, Timestamp};
use crate::db::{self, Connection, schema::published_articles};
use crate::delivery::{error::ReadError, store::changes::last_change, store::documents::document_url};

/// A URL of the sitemap.
pub(super) struct SitemapRow {
    /// The translation group of its article.
    pub(super) group: Id,
    pub(super) locale: Locale,
    /// The URL.
    pub(super) url: String,
    /// The time of the last change of the document.
    pub(super) updated_at: Timestamp,
}

/// The content of a sitemap.
pub(super) enum SitemapContent {
    /// URLs of articles.
    Urls(Vec<SitemapRow>),
    /// The index of this number of parts.
    Index(usize),
}

/// The result of loading a sitemap.
pub(super) struct SitemapRows {
    pub(super) content: SitemapContent,
    /// The time of the last change of any published entity.
    pub(super) changed_at: Option<Timestamp>,
}

/// Loads one part, counted from 1. Without `part`, loads the whole sitemap, or the number of parts if there are several.
pub(super) fn load(connection: &mut Connection, part: Option<u64>) -> Result<SitemapRows, ReadError> {
    let changed_at = last_change(connection)?;
    let urls_max = urls_per_part(count_locales(connection)?);
    let starts = part_starts(urls_max, |group, offset| group_at(connection, group, offset))?;
    if part.is_none() && starts.len() > 1 {
        return Ok(SitemapRows { content: SitemapContent::Index(starts.len()), changed_at });
    }
    let index = usize::try_from(part.unwrap_or(1) - 1).unwrap_or(usize::MAX);
    if index > 0 && index >= starts.len() {
        return Err(ReadError::NotFound(format!("part {} of the sitemap", index + 1)));
    }
    let rows = load_rows(connection, starts.get(index).copied(), starts.get(index.saturating_add(1)).copied())?;
    Ok(SitemapRows { content: SitemapContent::Urls(rows), changed_at })
}

/// Returns the number of locales of articles. Each query seeks to the next locale in the index.
fn count_locales(connection: &mut Connection) -> Result<usize, db::Error> {
    let (mut count, mut last) = (0, None::<Locale>);
    loop {
        let mut next = published_articles::table
            .select(published_articles::locale)
            .order(published_articles::locale)
            .limit(1)
            .into_boxed();
        if let Some(last) = last {
            next = next.filter(published_articles::locale.gt(last));
        }
        last = next.first(connection).optional()?;
        if last.is_none() {
            return Ok(count);
        }
        count += 1;
    }
}

/// Returns the group of the URL at `offset` from the first URL of a group, or of the whole sitemap.
fn group_at(connection: &mut Connection, group: Option<Id>, offset: usize) -> Result<Option<Id>, db::Error> {
    let mut groups = published_articles::table
        .filter(published_articles::is_indexable.eq(true))
        .select(published_articles::translation_group_id)
        .order(published_articles::translation_group_id)
        .offset(i64::try_from(offset).unwrap_or(i64::MAX))
        .limit(1)
        .into_boxed();
    if let Some(group) = group {
        groups = groups.filter(published_articles::translation_group_id.ge(group));
    }
    Ok(groups.first(connection).optional()?)
}

/// Loads the URLs of the groups from `from` (inclusive) to `to` (exclusive).
fn load_rows(connection: &mut Connection, from: Option<Id>, to: Option<Id>) -> Result<Vec<SitemapRow>, ReadError> {
    let mut query = published_articles::table
        .filter(published_articles::is_indexable.eq(true))
        .select((
            published_articles::translation_group_id,
            published_articles::locale,
            published_articles::card,
            published_articles::updated_at,
        ))
        .order((published_articles::translation_group_id, published_articles::locale))
        .into_boxed();
    if let Some(from) = from {
        query = query.filter(published_articles::translation_group_id.ge(from));
    }
    if let Some(to) = to {
        query = query.filter(published_articles::translation_group_id.lt(to));
    }
    let mut rows = Vec::new();
    for row in query.load_iter::<(Id, Locale, String, Timestamp), _>(connection)? {
        let (group, locale, card, updated_at) = row?;
        rows.push(SitemapRow { group, locale, url: document_url(&card)?, updated_at });
    }
    Ok(rows)
}
