//! Rows of what was taken back.

use diesel::prelude::*;

use crate::content::{Alternative, Id, Kind, Locale, Slug, Timestamp, UnpublishMode, Unpublishing};
use crate::db::schema::{published_articles, published_unpublishings as row};
use crate::db::{Connection, Error};

/// An article as it is published, for as long as it still is.
#[derive(Queryable, Selectable)]
#[diesel(table_name = published_articles)]
struct Standing {
    locale: Locale,
    slug: Slug,
    translation_group_id: Id,
    document: String,
}

/// Notes how a thing is taken back whose document is still there.
pub(in crate::publishing) fn insert(
    connection: &mut Connection,
    kind: Kind,
    id: Id,
    unpublishing: &Unpublishing,
    now: Timestamp,
) -> Result<(), Error> {
    let standing = match kind {
        Kind::Article => {
            let articles = published_articles::table.find(id).select(Standing::as_select());
            articles.first(connection).optional()?
        }
        Kind::Phrase | Kind::Resource | Kind::Topic => None,
    };
    let (url, article) = match &unpublishing.alternative {
        Some(Alternative::Url(url)) => (Some(url), None),
        Some(Alternative::ArticleId(article)) => (None, Some(*article)),
        None => (None, None),
    };
    let is_kept = unpublishing.mode == UnpublishMode::Withdrawn;
    delete(connection, id)?;
    diesel::insert_into(row::table)
        .values((
            row::id.eq(id),
            row::kind.eq(kind),
            row::mode.eq(unpublishing.mode),
            row::explanation.eq(&unpublishing.explanation),
            row::alternative_url.eq(url),
            row::alternative_article_id.eq(article),
            row::locale.eq(standing.as_ref().map(|article| &article.locale)),
            row::slug.eq(standing.as_ref().map(|article| &article.slug)),
            row::translation_group_id.eq(standing.as_ref().map(|article| article.translation_group_id)),
            row::document.eq(standing.as_ref().filter(|_| is_kept).map(|article| &article.document)),
            row::at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

/// Forgets how a thing was taken back: it is published again.
pub(in crate::publishing) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(row::table.find(id)).execute(connection)?;
    Ok(())
}
