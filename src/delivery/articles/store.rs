//! Reads of published articles.

use diesel::prelude::*;

use super::list::{ArticleColumn, ArticleFilter, ArticleView};
use super::locating::{Located, Moved};
use crate::content::{Id, Kind, Locale, ReferenceRole, Slug, Timestamp};
use crate::db::schema::{published_addresses, published_articles, published_sections};
use crate::db::{self, Connection};
use crate::delivery::listing::{Listed, RowRange, Sort};
use crate::delivery::naming::Name;
use crate::delivery::store::{Backend, Narrowing, absence, last_change, narrowed, require, rows_in_order};
use crate::delivery::unanswered::Unanswered;

/// A published article as it stands in its table.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_articles)]
pub(super) struct ArticleRow {
    pub(super) id: Id,
    pub(super) locale: Locale,
    translation_group_id: Id,
    /// When the answer last changed. Where other articles had a say in which one is served, that is when
    /// anything last did.
    pub(super) updated_at: Timestamp,
    pub(super) next_review_at: Option<Timestamp>,
    pub(super) document: String,
}

/// Reads rows of the list of articles.
pub(super) fn list(
    connection: &mut Connection,
    filter: &ArticleFilter,
    sort: Sort<ArticleColumn>,
    range: &RowRange,
    view: ArticleView,
) -> Result<Listed, Unanswered> {
    let narrowing = narrowing(connection, filter)?;
    let total = if range.count { Some(matching(filter, &narrowing).count().get_result(connection)?) } else { None };
    macro_rules! rows {
        ($column:ident: $key:ty) => {{
            let query = matching(filter, &narrowing);
            match view {
                ArticleView::Card => rows_in_order!(connection, query, range, published_articles, $column: $key, card),
                ArticleView::Full => rows_in_order!(connection, query, range, published_articles, $column: $key, document),
            }
        }};
    }
    let rows = match sort.column {
        ArticleColumn::PublishedAt => rows!(published_at: Timestamp),
        ArticleColumn::UpdatedAt => rows!(updated_at: Timestamp),
        ArticleColumn::Title => rows!(title: String),
        ArticleColumn::Slug => rows!(slug: String),
    };
    Ok(Listed { rows, total, changed_at: last_change(connection)? })
}

fn narrowing(connection: &mut Connection, filter: &ArticleFilter) -> Result<Narrowing, Unanswered> {
    let mut narrowing = Narrowing::by_topics(connection, Kind::Article, filter.locale.as_ref(), &filter.topics)?;
    if let Some(phrase) = filter.phrase {
        require(connection, "phrase", Kind::Phrase, phrase)?;
        narrowing.narrow_to_those_naming(connection, ReferenceRole::Phrase, phrase)?;
    }
    if let Some(resource) = filter.resource {
        require(connection, "resource", Kind::Resource, resource)?;
        narrowing.narrow_to_those_naming(connection, ReferenceRole::Related, resource)?;
    }
    if let Some(ids) = &filter.ids {
        narrowing.narrow_to(ids.clone());
    }
    Ok(narrowing)
}

fn matching(filter: &ArticleFilter, narrowing: &Narrowing) -> published_articles::BoxedQuery<'static, Backend> {
    let mut query = narrowed!(published_articles::table.into_boxed(), published_articles, narrowing);
    if let Some(locale) = &filter.locale {
        query = query.filter(published_articles::locale.eq(locale.clone()));
    }
    if let Some(slugs) = &filter.slugs {
        let slugs: Vec<String> = slugs.iter().map(Slug::to_string).collect();
        query = query.filter(published_articles::slug.eq_any(slugs));
    }
    if let Some(since) = filter.updated_since {
        query = query.filter(published_articles::updated_at.ge(since));
    }
    query
}

/// Finds the article that `name` means to a client that takes the locales `preferences`, the dearest first.
/// Without them, the name alone says which.
pub(super) fn locate(
    connection: &mut Connection,
    name: &Name,
    preferences: Option<&[Locale]>,
) -> Result<Located<ArticleRow>, Unanswered> {
    match name {
        Name::Id(id) => locate_by_id(connection, *id, preferences).map(Located::Found),
        Name::Slug(slug) => locate_by_slug(connection, slug, preferences.unwrap_or_default()),
    }
}

fn locate_by_id(connection: &mut Connection, id: Id, preferences: Option<&[Locale]>) -> Result<ArticleRow, Unanswered> {
    let named = published_articles::table.find(id).select(ArticleRow::as_select()).first(connection).optional()?;
    let Some(named) = named else { return Err(absence(connection, Kind::Article, id)) };
    let Some(preferences) = preferences else { return Ok(named) };
    let group = named.translation_group_id;
    let found = if preferences.first() == Some(&named.locale) {
        Some(named)
    } else {
        dearest_translation(connection, group, preferences)?
    };
    match found {
        Some(found) => found.dated_by_last_change(connection),
        None => Err(Unanswered::OtherLocales {
            name: id.to_string(),
            wanted: preferences.to_vec(),
            published: published_articles::table
                .filter(published_articles::translation_group_id.eq(group))
                .order(published_articles::locale.asc())
                .select(published_articles::locale)
                .load(connection)?,
        }),
    }
}

fn locate_by_slug(
    connection: &mut Connection,
    slug: &Slug,
    preferences: &[Locale],
) -> Result<Located<ArticleRow>, Unanswered> {
    for (index, locale) in preferences.iter().enumerate() {
        let found = published_articles::table
            .filter(published_articles::locale.eq(locale))
            .filter(published_articles::slug.eq(slug))
            .select(ArticleRow::as_select())
            .first(connection)
            .optional()?;
        let Some(found) = found else { continue };
        if preferences.len() == 1 {
            return Ok(Located::Found(found));
        }
        let dearer = dearest_translation(connection, found.translation_group_id, &preferences[..index])?;
        return dearer.unwrap_or(found).dated_by_last_change(connection).map(Located::Found);
    }
    locate_by_old_slug(connection, slug, preferences)
}

/// The translation of an article in the first of `preferences` that has one.
fn dearest_translation(
    connection: &mut Connection,
    group: Id,
    preferences: &[Locale],
) -> Result<Option<ArticleRow>, db::Error> {
    for locale in preferences {
        let found = published_articles::table
            .filter(published_articles::translation_group_id.eq(group))
            .filter(published_articles::locale.eq(locale))
            .select(ArticleRow::as_select())
            .first(connection)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn locate_by_old_slug(
    connection: &mut Connection,
    slug: &Slug,
    preferences: &[Locale],
) -> Result<Located<ArticleRow>, Unanswered> {
    let mut unpublished = None;
    for locale in preferences {
        let owner = published_addresses::table
            .find((locale, slug))
            .select(published_addresses::article_id)
            .first::<Id>(connection)
            .optional()?;
        let Some(owner) = owner else { continue };
        let now = published_articles::table
            .find(owner)
            .select((published_articles::slug, published_articles::locale))
            .first::<(Slug, Locale)>(connection)
            .optional()?;
        if let Some((slug, locale)) = now {
            let other_locale = (!preferences.contains(&locale)).then_some(locale);
            return Ok(Located::Moved(Moved { slug, other_locale }));
        }
        unpublished = unpublished.or(Some(owner));
    }
    if let Some(owner) = unpublished
        && let Unanswered::Unpublished { kind, at, .. } = absence(connection, Kind::Article, owner)
    {
        return Err(Unanswered::Unpublished { kind, name: slug.to_string(), at });
    }
    let published = published_articles::table
        .filter(published_articles::slug.eq(slug))
        .order(published_articles::locale.asc())
        .select(published_articles::locale)
        .load::<Locale>(connection)?;
    let wanted = preferences.to_vec();
    Err(if published.is_empty() {
        let locales: Vec<&str> = wanted.iter().map(Locale::as_str).collect();
        Unanswered::Unknown { what: format!("published article named \"{slug}\" in {}", locales.join(", ")) }
    } else {
        Unanswered::OtherLocales { name: slug.to_string(), wanted, published }
    })
}

impl ArticleRow {
    fn dated_by_last_change(mut self, connection: &mut Connection) -> Result<Self, Unanswered> {
        if let Some(changed_at) = last_change(connection)? {
            self.updated_at = self.updated_at.max(changed_at);
        }
        Ok(self)
    }
}

/// The section of an article that its id or anchor names.
pub(super) fn find_section(
    connection: &mut Connection,
    article_id: Id,
    name: &Name,
) -> Result<Option<String>, db::Error> {
    let sections = published_sections::table
        .filter(published_sections::article_id.eq(article_id))
        .select(published_sections::document);
    let found = match name {
        Name::Id(id) => sections.filter(published_sections::id.eq(id)).first(connection),
        Name::Slug(anchor) => sections.filter(published_sections::anchor.eq(anchor.as_str())).first(connection),
    };
    Ok(found.optional()?)
}
