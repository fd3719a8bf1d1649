//! Queries for unpublished entities and their redirects.

use diesel::prelude::*;

use super::{ArticleTarget, RedirectTarget, UnpublishedArticle, UnpublishedEntity};
use crate::content::{Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{published_addresses, published_articles, published_unpublishings};
use crate::db::{Connection, Error};
use crate::delivery::{id_or_slug::IdOrSlug, store::documents::document_url};

/// The maximum number of redirects that are followed. They cannot form a loop: an article can be redirected only to one
/// that is published at that time.
const REDIRECT_HOPS_MAX: usize = 100;

#[derive(Queryable, Selectable)]
#[diesel(table_name = published_unpublishings)]
struct UnpublishedEntityRow {
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

impl From<UnpublishedEntityRow> for UnpublishedEntity {
    fn from(row: UnpublishedEntityRow) -> Self {
        let names = row.locale.zip(row.slug).zip(row.translation_group_id);
        let article = names.map(|((locale, slug), translation_group_id)| UnpublishedArticle {
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

/// Returns the entity if it is unpublished.
pub(crate) fn find(connection: &mut Connection, id: Id) -> Result<Option<UnpublishedEntity>, Error> {
    let rows = published_unpublishings::table.find(id).select(UnpublishedEntityRow::as_select());
    Ok(rows.first(connection).optional()?.map(UnpublishedEntity::from))
}

/// Returns the target to which readers of `entity` are redirected: its alternative, or the target of that if it was
/// unpublished itself.
pub(crate) fn find_redirect_target(
    connection: &mut Connection,
    entity: &UnpublishedEntity,
) -> Result<Option<RedirectTarget>, Error> {
    let mut url = entity.alternative_url.clone();
    let mut article = entity.alternative_article_id;
    for _ in 0..REDIRECT_HOPS_MAX {
        if let Some(url) = url {
            return Ok(Some(RedirectTarget::Url(url)));
        }
        let Some(id) = article else { return Ok(None) };
        if let Some(target) = find_published_target(connection, id)? {
            return Ok(Some(RedirectTarget::Article(target)));
        }
        match find(connection, id)? {
            Some(next) if next.mode == UnpublishMode::Withdrawn => {
                return Ok(withdrawn_target(&next)?.map(RedirectTarget::Article));
            }
            Some(next) if next.mode == UnpublishMode::Redirect => {
                (url, article) = (next.alternative_url, next.alternative_article_id);
            }
            Some(_) | None => return Ok(None),
        }
    }
    Ok(None)
}

/// Returns a published article as a redirect target.
pub(crate) fn find_published_target(connection: &mut Connection, id: Id) -> Result<Option<ArticleTarget>, Error> {
    let columns = (published_articles::locale, published_articles::slug, published_articles::card);
    let row: Option<(Locale, Slug, String)> =
        published_articles::table.find(id).select(columns).first(connection).optional()?;
    row.map(|(locale, slug, card)| Ok(ArticleTarget { id, locale, slug, url: document_url(&card)? })).transpose()
}

/// Returns a withdrawn article as a redirect target.
pub(crate) fn withdrawn_target(entity: &UnpublishedEntity) -> Result<Option<ArticleTarget>, Error> {
    let Some(UnpublishedArticle { locale, slug, document: Some(document), .. }) = &entity.article else {
        return Ok(None);
    };
    let url = document_url(document)?;
    Ok(Some(ArticleTarget { id: entity.id, locale: locale.clone(), slug: slug.clone(), url }))
}

/// Returns the article that was the last to be published under the slug.
pub(crate) fn slug_owner(connection: &mut Connection, locale: &Locale, slug: &Slug) -> Result<Option<Id>, Error> {
    Ok(published_addresses::table
        .find((locale, slug))
        .select(published_addresses::article_id)
        .first(connection)
        .optional()?)
}

/// Returns the name that resolves to an article: its slug, or its id if another article has taken the slug.
pub(crate) fn canonical_name(
    connection: &mut Connection,
    id: Id,
    locale: &Locale,
    slug: &Slug,
) -> Result<IdOrSlug, Error> {
    let is_own = slug_owner(connection, locale, slug)? == Some(id);
    Ok(if is_own { IdOrSlug::Slug(slug.clone()) } else { IdOrSlug::Id(id) })
}
