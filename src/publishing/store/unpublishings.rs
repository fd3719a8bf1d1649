//! Rows of unpublished entities.

use diesel::prelude::*;

use crate::content::documents::ArticleDocument;
use crate::content::{Alternative, Id, Kind, Locale, Slug, Timestamp, UnpublishMode, Unpublishing};
use crate::db::schema::{published_articles, published_unpublishings as row};
use crate::db::{Connection, Error};

/// The record of an unpublished entity.
#[derive(Debug)]
pub(crate) struct UnpublishingRecord {
    /// The options of the unpublishing.
    pub(crate) unpublishing: Unpublishing,
    /// The locale in which it was published, for an article.
    pub(crate) locale: Option<Locale>,
    /// The last slug under which it was published, for an article.
    pub(crate) slug: Option<Slug>,
}

impl UnpublishingRecord {
    /// Returns true if its document is still shown.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.unpublishing.mode == UnpublishMode::Withdrawn
    }
}

/// The columns of a published article that its unpublishing keeps.
#[derive(Queryable, Selectable)]
#[diesel(table_name = published_articles)]
struct PublishedArticleColumns {
    locale: Locale,
    slug: Slug,
    translation_group_id: Id,
    document: String,
}

/// The columns of an unpublishing.
#[derive(Queryable, Selectable)]
#[diesel(table_name = row)]
struct UnpublishingRow {
    mode: UnpublishMode,
    explanation: Option<String>,
    alternative_url: Option<String>,
    alternative_article_id: Option<Id>,
    locale: Option<Locale>,
    slug: Option<Slug>,
}

/// Inserts the record of an entity that is being unpublished and whose document still exists.
pub(crate) fn insert(
    connection: &mut Connection,
    kind: Kind,
    id: Id,
    unpublishing: &Unpublishing,
    now: Timestamp,
) -> Result<(), Error> {
    let published = match kind {
        Kind::Article => {
            let articles = published_articles::table.find(id).select(PublishedArticleColumns::as_select());
            articles.first(connection).optional()?
        }
        Kind::Phrase | Kind::Resource | Kind::Topic => None,
    };
    let (url, article) = columns(unpublishing.alternative.as_ref());
    let keeps_document = unpublishing.mode == UnpublishMode::Withdrawn;
    delete(connection, id)?;
    diesel::insert_into(row::table)
        .values((
            row::id.eq(id),
            row::kind.eq(kind),
            row::mode.eq(unpublishing.mode),
            row::explanation.eq(&unpublishing.explanation),
            row::alternative_url.eq(url),
            row::alternative_article_id.eq(article),
            row::locale.eq(published.as_ref().map(|article| &article.locale)),
            row::slug.eq(published.as_ref().map(|article| &article.slug)),
            row::translation_group_id.eq(published.as_ref().map(|article| article.translation_group_id)),
            row::document.eq(published.as_ref().filter(|_| keeps_document).map(|article| &article.document)),
            row::at.eq(now),
        ))
        .execute(connection)?;
    Ok(())
}

fn columns(alternative: Option<&Alternative>) -> (Option<&str>, Option<Id>) {
    match alternative {
        Some(Alternative::Url(url)) => (Some(url), None),
        Some(Alternative::ArticleId(article)) => (None, Some(*article)),
        None => (None, None),
    }
}

/// Returns the record of an entity, if it is unpublished.
pub(crate) fn find(connection: &mut Connection, id: Id) -> Result<Option<UnpublishingRecord>, Error> {
    let ended = row::table.find(id).select(UnpublishingRow::as_select()).first(connection).optional()?;
    Ok(ended.map(|ended| {
        let url = ended.alternative_url.map(Alternative::Url);
        let alternative = url.or(ended.alternative_article_id.map(Alternative::ArticleId));
        let unpublishing = Unpublishing { mode: ended.mode, explanation: ended.explanation, alternative };
        UnpublishingRecord { unpublishing, locale: ended.locale, slug: ended.slug }
    }))
}

/// Replaces the options of an unpublishing. Keeps the document only if the entity was and stays withdrawn.
pub(crate) fn replace(
    connection: &mut Connection,
    id: Id,
    unpublishing: &Unpublishing,
    now: Timestamp,
) -> Result<(), Error> {
    let (url, article) = columns(unpublishing.alternative.as_ref());
    diesel::update(row::table.find(id))
        .set((
            row::mode.eq(unpublishing.mode),
            row::explanation.eq(&unpublishing.explanation),
            row::alternative_url.eq(url),
            row::alternative_article_id.eq(article),
            row::at.eq(now),
        ))
        .execute(connection)?;
    if unpublishing.mode != UnpublishMode::Withdrawn {
        diesel::update(row::table.find(id)).set(row::document.eq(None::<String>)).execute(connection)?;
    }
    Ok(())
}

/// Returns the document of a withdrawn entity, without its notice.
pub(crate) fn document(connection: &mut Connection, id: Id) -> Result<Option<String>, Error> {
    let found: Option<Option<String>> = row::table.find(id).select(row::document).get_result(connection).optional()?;
    Ok(found.flatten())
}

/// Replaces the document of a withdrawn article.
pub(crate) fn save_document(connection: &mut Connection, document: &ArticleDocument) -> Result<(), Error> {
    let json = serde_json::to_string(document)?;
    diesel::update(row::table.find(document.id)).set(row::document.eq(json)).execute(connection)?;
    Ok(())
}

/// Deletes the record of an entity that is published again.
pub(crate) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    diesel::delete(row::table.find(id)).execute(connection)?;
    Ok(())
}
