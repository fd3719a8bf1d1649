//! Queries for single articles.

use diesel::dsl::Nullable;
use diesel::prelude::*;

use crate::content::{Id, Kind, Locale, Slug, Timestamp};
use crate::db::schema::{published_articles, published_intents};
use crate::db::{Connection, Error};
use crate::delivery::articles::resolve::resolution::ArticleLookup;
use crate::delivery::error::ReadError;
use crate::delivery::id_or_slug::IdOrSlug;
use crate::delivery::store::changes::last_change;
use crate::delivery::store::gone::missing;
use crate::delivery::unpublished::store::find_redirect_target;
use crate::delivery::unpublished::{UnpublishedArticle, UnpublishedEntity, with_withdrawal_notice};

/// An article that can be read: a published one, or a withdrawn one.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_articles)]
pub(in crate::delivery::articles) struct ReadableArticle {
    pub(in crate::delivery::articles) id: Id,
    pub(in crate::delivery::articles) locale: Locale,
    pub(super) translation_group_id: Id,
    /// The time of the last change of the response. If other articles affect which one is served, this is the time of the
    /// last change of any entity.
    pub(in crate::delivery::articles) updated_at: Timestamp,
    /// The time at which the document was built.
    #[diesel(select_expression = published_articles::updated_at)]
    pub(in crate::delivery::articles) frozen_at: Timestamp,
    pub(in crate::delivery::articles) next_review_at: Option<Timestamp>,
    pub(in crate::delivery::articles) document: String,
    /// The id of the article, unless other articles affect which one is served.
    #[diesel(select_expression = published_articles::id.nullable())]
    #[diesel(select_expression_type = Nullable<published_articles::id>)]
    pub(in crate::delivery::articles) about: Option<Id>,
}

impl ReadableArticle {
    /// Returns the article with the time of the last change of any entity, because other articles affect which one is served.
    pub(super) fn dated_by_last_change(mut self, connection: &mut Connection) -> Result<Self, ReadError> {
        if let Some(changed_at) = last_change(connection)? {
            self.updated_at = self.updated_at.max(changed_at);
        }
        self.about = None;
        Ok(self)
    }
}

/// Returns the article and the time of the next scheduled event with one statement. Returns none if this does not find the
/// article, or if other articles may affect which one is served.
pub(in crate::delivery::articles::resolve) fn find_exact(
    connection: &mut Connection,
    lookup: &ArticleLookup,
) -> Result<Option<(ReadableArticle, Option<Timestamp>)>, Error> {
    let next_event = published_intents::table.select(diesel::dsl::min(published_intents::at));
    let columns = (ReadableArticle::as_select(), next_event.single_value());
    Ok(match (&lookup.name, lookup.locales.as_deref()) {
        (IdOrSlug::Slug(slug), Some([locale])) => published_articles::table
            .filter(published_articles::locale.eq(locale))
            .filter(published_articles::slug.eq(slug))
            .select(columns)
            .get_result(connection)
            .optional()?,
        (IdOrSlug::Id(id), None) => {
            published_articles::table.find(*id).select(columns).get_result(connection).optional()?
        }
        _ => None,
    })
}

/// Returns the published article with the id.
pub(super) fn find_by_id(connection: &mut Connection, id: Id) -> Result<Option<ReadableArticle>, Error> {
    Ok(published_articles::table.find(id).select(ReadableArticle::as_select()).get_result(connection).optional()?)
}

/// Returns the published article with the slug in a locale.
pub(super) fn find_by_slug(
    connection: &mut Connection,
    locale: &Locale,
    slug: &Slug,
) -> Result<Option<ReadableArticle>, Error> {
    Ok(published_articles::table
        .filter(published_articles::locale.eq(locale))
        .filter(published_articles::slug.eq(slug))
        .select(ReadableArticle::as_select())
        .get_result(connection)
        .optional()?)
}

/// Returns the translation in the first of `locales` that has one.
pub(super) fn find_translation(
    connection: &mut Connection,
    translation_group_id: Id,
    locales: &[Locale],
) -> Result<Option<ReadableArticle>, Error> {
    for locale in locales {
        let found = published_articles::table
            .filter(published_articles::translation_group_id.eq(translation_group_id))
            .filter(published_articles::locale.eq(locale))
            .select(ReadableArticle::as_select())
            .get_result(connection)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Returns the locales in which a translation group is published.
pub(super) fn load_locales(connection: &mut Connection, translation_group_id: Id) -> Result<Vec<Locale>, Error> {
    Ok(published_articles::table
        .filter(published_articles::translation_group_id.eq(translation_group_id))
        .order(published_articles::locale.asc())
        .select(published_articles::locale)
        .load(connection)?)
}

/// The slug of an article and the locale in which it has it.
#[derive(Debug, Queryable)]
pub(super) struct LocalizedSlug {
    pub(super) slug: Slug,
    pub(super) locale: Locale,
}

/// Returns the current slug of a published article.
pub(super) fn find_current_slug(connection: &mut Connection, id: Id) -> Result<Option<LocalizedSlug>, Error> {
    let columns = (published_articles::slug, published_articles::locale);
    Ok(published_articles::table.find(id).select(columns).first(connection).optional()?)
}

/// Returns a withdrawn article with the notice of its withdrawal.
pub(super) fn load_withdrawn(
    connection: &mut Connection,
    entity: &UnpublishedEntity,
) -> Result<ReadableArticle, ReadError> {
    let Some(UnpublishedArticle { locale, translation_group_id, document: Some(document), .. }) = &entity.article
    else {
        return Err(missing(connection, Kind::Article, entity.id));
    };
    let alternative = find_redirect_target(connection, entity)?;
    let article = ReadableArticle {
        id: entity.id,
        locale: locale.clone(),
        translation_group_id: *translation_group_id,
        updated_at: entity.at,
        frozen_at: entity.at,
        next_review_at: None,
        document: with_withdrawal_notice(document, entity, alternative.as_ref())?,
        about: None,
    };
    // The notice shows the alternative, which may have changed since.
    article.dated_by_last_change(connection)
}
