//! Reads of what search engines are told of.

use diesel::prelude::*;
use serde::Deserialize;

use super::parts::{starts, urls_of_part};
use crate::content::{Id, Locale, Timestamp};
use crate::db::schema::published_articles;
use crate::db::{self, Connection};
use crate::delivery::store::last_change;
use crate::delivery::unanswered::Unanswered;

/// One address.
pub(super) struct SitemapRow {
    /// The translation group of its article.
    pub(super) group: Id,
    /// The language of its article.
    pub(super) locale: Locale,
    /// The address.
    pub(super) url: String,
    /// When the document last changed.
    pub(super) updated_at: Timestamp,
}

/// What a sitemap has.
pub(super) enum Listed {
    /// Addresses.
    Urls(Vec<SitemapRow>),
    /// So many parts.
    Parts(usize),
}

/// What was read.
pub(super) struct Found {
    /// What the sitemap has.
    pub(super) listed: Listed,
    /// When anything last became public or ceased to be.
    pub(super) changed_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Addressed {
    url: String,
}

/// Reads one part, counted from 1; without `part`, all of it or how many parts it has.
pub(super) fn list(connection: &mut Connection, part: Option<u64>) -> Result<Found, Unanswered> {
    let changed_at = last_change(connection)?;
    let urls_max = urls_of_part(locales(connection)?);
    let starts = starts(urls_max, |group, places| group_at(connection, group, places))?;
    if part.is_none() && starts.len() > 1 {
        return Ok(Found { listed: Listed::Parts(starts.len()), changed_at });
    }
    let index = usize::try_from(part.unwrap_or(1) - 1).unwrap_or(usize::MAX);
    if index > 0 && index >= starts.len() {
        return Err(Unanswered::Unknown { what: format!("part {} of the sitemap", index + 1) });
    }
    let rows = rows(connection, starts.get(index).copied(), starts.get(index.saturating_add(1)).copied())?;
    Ok(Found { listed: Listed::Urls(rows), changed_at })
}

/// How many locales articles are in: each found by a jump in the index, beyond the one before.
fn locales(connection: &mut Connection) -> Result<usize, db::Error> {
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

/// The group of the address that stands so many places behind the first one of a group, or of all.
fn group_at(connection: &mut Connection, group: Option<Id>, places: usize) -> Result<Option<Id>, db::Error> {
    let mut groups = published_articles::table
        .filter(published_articles::is_indexable.eq(true))
        .select(published_articles::translation_group_id)
        .order(published_articles::translation_group_id)
        .offset(i64::try_from(places).unwrap_or(i64::MAX))
        .limit(1)
        .into_boxed();
    if let Some(group) = group {
        groups = groups.filter(published_articles::translation_group_id.ge(group));
    }
    Ok(groups.first(connection).optional()?)
}

/// The addresses of the groups from the one up to the other.
fn rows(connection: &mut Connection, from: Option<Id>, to: Option<Id>) -> Result<Vec<SitemapRow>, Unanswered> {
    let mut found = published_articles::table
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
        found = found.filter(published_articles::translation_group_id.ge(from));
    }
    if let Some(to) = to {
        found = found.filter(published_articles::translation_group_id.lt(to));
    }
    let mut rows = Vec::new();
    for row in found.load_iter::<(Id, Locale, String, Timestamp), _>(connection)? {
        let (group, locale, card, updated_at) = row?;
        let Addressed { url } = serde_json::from_str(&card).map_err(db::Error::from)?;
        rows.push(SitemapRow { group, locale, url, updated_at });
    }
    Ok(rows)
}
