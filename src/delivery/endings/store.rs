//! Reads of what was taken back.

use diesel::prelude::*;
use serde::Deserialize;

use super::{Destination, EndedArticle, Ending};
use crate::content::{Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{published_addresses, published_articles, published_unpublishings};
use crate::db::{Connection, Error};
use crate::delivery::naming::Name;

/// How many articles that lead on to others are followed. They cannot form a ring, because an article can be led to
/// one only that is published then.
const FOLLOWED_MAX: usize = 100;

#[derive(Queryable, Selectable)]
#[diesel(table_name = published_unpublishings)]
struct EndingRow {
    id: Id,
    kind: Kind,
    mode: UnpublishMode,
    explanation: Option<String>,
    alternative_url: Option<String>,
    alternative_article_id: Option<Id>,
    locale: Option<Locale>,
    slug: Option<Slug>,
    translation_group_id: Option<Id>,
    document: Option<String>,
    at: Timestamp,
}

impl From<EndingRow> for Ending {
    fn from(row: EndingRow) -> Self {
        let named = row.locale.zip(row.slug).zip(row.translation_group_id);
        let article = named.map(|((locale, slug), translation_group_id)| EndedArticle {
            locale,
            slug,
            translation_group_id,
            document: row.document,
        });
        Self {
            id: row.id,
            kind: row.kind,
            mode: row.mode,
            explanation: row.explanation,
            at: row.at,
            alternative_url: row.alternative_url,
            alternative_article_id: row.alternative_article_id,
            article,
        }
    }
}

/// A document as far as its address is asked for.
#[derive(Deserialize)]
struct Addressed {
    url: String,
}

/// How the thing was taken back, if it was and is so still.
pub(in crate::delivery) fn find(connection: &mut Connection, id: Id) -> Result<Option<Ending>, Error> {
    let rows = published_unpublishings::table.find(id).select(EndingRow::as_select());
    Ok(rows.first(connection).optional()?.map(Ending::from))
}

/// Where the readers of `ending` are led: to its alternative, or where those of the alternative are led on to.
pub(in crate::delivery) fn destination(
    connection: &mut Connection,
    ending: &Ending,
) -> Result<Option<Destination>, Error> {
    let mut url = ending.alternative_url.clone();
    let mut article = ending.alternative_article_id;
    for _ in 0..FOLLOWED_MAX {
        if let Some(url) = url {
            return Ok(Some(Destination::Url(url)));
        }
        let Some(id) = article else { return Ok(None) };
        if let Some(published) = published_destination(connection, id)? {
            return Ok(Some(published));
        }
        match find(connection, id)? {
            Some(next) if next.mode == UnpublishMode::Withdrawn => return withdrawn_destination(&next),
            Some(next) if next.mode == UnpublishMode::Redirect => {
                (url, article) = (next.alternative_url, next.alternative_article_id);
            }
            Some(_) | None => return Ok(None),
        }
    }
    Ok(None)
}

/// A published article, as others are led to it.
pub(in crate::delivery) fn published_destination(
    connection: &mut Connection,
    id: Id,
) -> Result<Option<Destination>, Error> {
    let columns = (published_articles::locale, published_articles::slug, published_articles::card);
    let row: Option<(Locale, Slug, String)> =
        published_articles::table.find(id).select(columns).first(connection).optional()?;
    row.map(|(locale, slug, card)| {
        let Addressed { url } = serde_json::from_str(&card)?;
        Ok(Destination::Article { id, locale, slug, url })
    })
    .transpose()
}

/// A withdrawn article, as others are led to it.
pub(in crate::delivery) fn withdrawn_destination(ending: &Ending) -> Result<Option<Destination>, Error> {
    let Some(EndedArticle { locale, slug, document: Some(document), .. }) = &ending.article else { return Ok(None) };
    let Addressed { url } = serde_json::from_str(document)?;
    Ok(Some(Destination::Article { id: ending.id, locale: locale.clone(), slug: slug.clone(), url }))
}

/// Whose the slug is: the article that was published under it last.
pub(in crate::delivery) fn slug_owner(
    connection: &mut Connection,
    locale: &Locale,
    slug: &Slug,
) -> Result<Option<Id>, Error> {
    Ok(published_addresses::table
        .find((locale, slug))
        .select(published_addresses::article_id)
        .first(connection)
        .optional()?)
}

/// The name under which an article is found: its slug, or its id if another article has the slug by now.
pub(in crate::delivery) fn lasting_name(
    connection: &mut Connection,
    id: Id,
    locale: &Locale,
    slug: &Slug,
) -> Result<Name, Error> {
    let is_own = slug_owner(connection, locale, slug)? == Some(id);
    Ok(if is_own { Name::Slug(slug.clone()) } else { Name::Id(id) })
}
