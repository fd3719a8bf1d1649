//! Queries for single articles and their sections.

use diesel::dsl::Nullable;
use diesel::prelude::*;

use crate::content::{Id, Kind, Locale, Slug, Timestamp};
use crate::db::schema::{published_articles, published_intents, published_sections};
use crate::db::{Connection, Error};
use crate::delivery::unpublished::{UnpublishedArticle, UnpublishedEntity, with_withdrawal_notice};
use crate::delivery::{
    articles::resolve::resolution::ArticleLookup, articles::view::parse_sections, error::ReadError,
    id_or_slug::IdOrSlug, store::changes::last_change, store::gone::missing, unpublished::store::find_redirect_target,
};

/// An article that can be read: a published one, or a withdrawn one.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_articles)]
pub(crate) struct ReadableArticle {
    pub(crate) id: Id,
    pub(crate) locale: Locale,
    pub(super) translation_group_id: Id,
    /// The time of the last change of the response. If other articles affect which one is served, this is the time of the
    /// last change of any entity.
    pub(crate) updated_at: Timestamp,
    /// The time at which the document was built.
    #[diesel(select_expression = published_articles::updated_at)]
    pub(crate) frozen_at: Timestamp,
    pub(crate) next_review_at: Option<Timestamp>,
    pub(crate) document: String,
    /// The id of the article, unless other articles affect which one is served.
    #[diesel(select_expression = published_articles::id.nullable())]
    #[diesel(select_expression_type = Nullable<published_articles::id>)]
    pub(crate) about: Option<Id>,
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

/// Returns the document of the section with this id or anchor. The sections of a withdrawn article are in its document only.
pub(crate) fn find_section(
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
