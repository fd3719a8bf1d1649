//! Finding the article that a name means, in the locales a client takes.

use diesel::dsl::Nullable;
use diesel::prelude::*;
use serde::Deserialize;

use super::{Located, Moved};
use crate::content::documents::SectionDocument;
use crate::content::{Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{published_articles, published_intents, published_sections};
use crate::db::{self, Connection};
use crate::delivery::endings::store::{destination, lasting_name, slug_owner};
use crate::delivery::endings::{self, Destination, EndedArticle, Ending};
use crate::delivery::naming::Name;
use crate::delivery::other_locales;
use crate::delivery::store::{absence, last_change};
use crate::delivery::unanswered::Unanswered;

/// An article that can be read: as it stands in the table of the published, or as it was withdrawn.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = published_articles)]
pub(in crate::delivery::articles) struct ArticleRow {
    pub(in crate::delivery::articles) id: Id,
    pub(in crate::delivery::articles) locale: Locale,
    translation_group_id: Id,
    /// When the answer last changed. Where other articles had a say in which one is served, that is when
    /// anything last did.
    pub(in crate::delivery::articles) updated_at: Timestamp,
    /// When the document was made.
    #[diesel(select_expression = published_articles::updated_at)]
    pub(in crate::delivery::articles) frozen_at: Timestamp,
    pub(in crate::delivery::articles) next_review_at: Option<Timestamp>,
    pub(in crate::delivery::articles) document: String,
    /// Itself, unless other articles had a say.
    #[diesel(select_expression = published_articles::id.nullable())]
    #[diesel(select_expression_type = Nullable<published_articles::id>)]
    pub(in crate::delivery::articles) about: Option<Id>,
}

/// Finds the article that `name` means to a client that takes the locales `preferences`, the dearest first.
/// Without them, the name alone says which. With `names_locales` the client has chosen them itself.
pub(super) fn locate(
    connection: &mut Connection,
    name: &Name,
    preferences: Option<&[Locale]>,
    names_locales: bool,
) -> Result<Located<ArticleRow>, Unanswered> {
    match name {
        Name::Id(id) => locate_by_id(connection, *id, preferences),
        Name::Slug(slug) => {
            let preferences = preferences.unwrap_or_default();
            match locate_by_slug(connection, slug, preferences)? {
                Some(located) => Ok(located),
                None => locate_by_foreign_slug(connection, slug, preferences, names_locales),
            }
        }
    }
}

/// The article and the next intent, by one statement, where nothing but its own row has a say in whether it is the one.
/// None where others have, or it is not there.
pub(super) fn find_at_once(
    connection: &mut Connection,
    name: &Name,
    preferences: Option<&[Locale]>,
) -> Result<Option<(ArticleRow, Option<Timestamp>)>, db::Error> {
    let intent = published_intents::table.select(diesel::dsl::min(published_intents::at));
    let found = (ArticleRow::as_select(), intent.single_value());
    Ok(match (name, preferences) {
        (Name::Slug(slug), Some([locale])) => published_articles::table
            .filter(published_articles::locale.eq(locale))
            .filter(published_articles::slug.eq(slug))
            .select(found)
            .get_result(connection)
            .optional()?,
        (Name::Id(id), None) => published_articles::table.find(*id).select(found).get_result(connection).optional()?,
        _ => None,
    })
}

fn locate_by_id(
    connection: &mut Connection,
    id: Id,
    preferences: Option<&[Locale]>,
) -> Result<Located<ArticleRow>, Unanswered> {
    let named = match find_published(connection, id)? {
        Some(published) => published,
        None => match endings::store::find(connection, id)? {
            Some(ending) if ending.mode == UnpublishMode::Withdrawn => withdrawn(connection, &ending)?,
            Some(ending) => return led_on(connection, &ending, &Name::Id(id), preferences.unwrap_or_default()),
            None => return Err(absence(connection, Kind::Article, id)),
        },
    };
    match preferences {
        None => Ok(Located::Found(named)),
        Some(preferences) => in_dearest_locale(connection, named, preferences).map(Located::Found),
    }
}

/// The article, or its translation in a locale that is dearer than its own.
fn in_dearest_locale(
    connection: &mut Connection,
    named: ArticleRow,
    preferences: &[Locale],
) -> Result<ArticleRow, Unanswered> {
    let (id, group) = (named.id, named.translation_group_id);
    let own = preferences.iter().position(|locale| *locale == named.locale);
    let dearer = &preferences[..own.unwrap_or(preferences.len())];
    let locale = named.locale.clone();
    let found = match dearest_translation(connection, group, dearer)? {
        Some(dearer) => Some(dearer),
        None => own.map(|_| named),
    };
    if let Some(found) = found {
        return found.dated_by_last_change(connection);
    }
    let mut published: Vec<Locale> = published_articles::table
        .filter(published_articles::translation_group_id.eq(group))
        .order(published_articles::locale.asc())
        .select(published_articles::locale)
        .load(connection)?;
    if !published.contains(&locale) {
        published.push(locale);
    }
    Err(Unanswered::OtherLocales { name: id.to_string(), wanted: preferences.to_vec(), published })
}

fn find_published(connection: &mut Connection, id: Id) -> Result<Option<ArticleRow>, db::Error> {
    Ok(published_articles::table.find(id).select(ArticleRow::as_select()).get_result(connection).optional()?)
}

fn locate_by_slug(
    connection: &mut Connection,
    slug: &Slug,
    preferences: &[Locale],
) -> Result<Option<Located<ArticleRow>>, Unanswered> {
    let mut owners = Vec::new();
    for (index, locale) in preferences.iter().enumerate() {
        let published = published_articles::table
            .filter(published_articles::locale.eq(locale))
            .filter(published_articles::slug.eq(slug))
            .select(ArticleRow::as_select())
            .get_result(connection)
            .optional()?;
        let found = match published {
            Some(found) if preferences.len() == 1 => return Ok(Some(Located::Found(found))),
            Some(found) => found,
            None => {
                let Some(owner) = slug_owner(connection, locale, slug)? else { continue };
                let ending = endings::store::find(connection, owner)?;
                let Some(shown) = ending.as_ref().filter(|ending| ending.is_shown_as(locale, slug)) else {
                    owners.push((owner, ending));
                    continue;
                };
                withdrawn(connection, shown)?
            }
        };
        let dearer = dearest_translation(connection, found.translation_group_id, &preferences[..index])?;
        return dearer.unwrap_or(found).dated_by_last_change(connection).map(Located::Found).map(Some);
    }
    locate_by_old_slug(connection, slug, owners, preferences)
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
            .get_result(connection)
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// What the slug leads to that no readable article has: `owners` had it, in the locales wanted, the dearest first.
fn locate_by_old_slug(
    connection: &mut Connection,
    slug: &Slug,
    owners: Vec<(Id, Option<Ending>)>,
    preferences: &[Locale],
) -> Result<Option<Located<ArticleRow>>, Unanswered> {
    let mut unpublished = None;
    for (owner, ending) in owners {
        let located = match ending {
            Some(ending) => match led_on(connection, &ending, &Name::Slug(slug.clone()), preferences) {
                Err(reason @ Unanswered::Unpublished(_)) => Err(reason),
                other => return other.map(Some),
            },
            None => match find_names(connection, owner)? {
                Some((slug, locale)) => {
                    return Ok(Some(Located::Moved(Moved::to(Name::Slug(slug), locale, preferences))));
                }
                None => Err(absence(connection, Kind::Article, owner).named(slug)),
            },
        };
        unpublished = unpublished.or(Some(located));
    }
    unpublished.transpose()
}

/// Finds the article of a slug that only other locales than those of `preferences` have: the translation in the dearest of them. A
/// client that has chosen none is sent on to the one article that has the slug.
fn locate_by_foreign_slug(
    connection: &mut Connection,
    slug: &Slug,
    preferences: &[Locale],
    names_locales: bool,
) -> Result<Located<ArticleRow>, Unanswered> {
    let owners = other_locales::store::owners(connection, slug)?;
    if names_locales {
        for locale in preferences {
            let Some(id) = other_locales::store::only_translation(connection, &owners, locale)? else { continue };
            if let Some(found) = find_published(connection, id)? {
                return found.dated_by_last_change(connection).map(Located::Found);
            }
        }
    } else if let [only] = &owners[..] {
        return Ok(Located::Moved(Moved::for_now(Name::Slug(only.slug.clone()), only.locale.clone())));
    }
    let wanted = preferences.to_vec();
    Err(if owners.is_empty() {
        let locales: Vec<&str> = wanted.iter().map(Locale::as_str).collect();
        Unanswered::Unknown { what: format!("published article named \"{slug}\" in {}", locales.join(", ")) }
    } else {
        let published = owners.into_iter().map(|owner| owner.locale).collect();
        Unanswered::OtherLocales { name: slug.to_string(), wanted, published }
    })
}

/// The slug and the locale under which an article is published now.
fn find_names(connection: &mut Connection, id: Id) -> Result<Option<(Slug, Locale)>, db::Error> {
    let names = published_articles::table.find(id).select((published_articles::slug, published_articles::locale));
    Ok(names.first(connection).optional()?)
}

/// Where somebody is led who asked for what was taken back, by a name under which it is not shown.
fn led_on(
    connection: &mut Connection,
    ending: &Ending,
    name: &Name,
    preferences: &[Locale],
) -> Result<Located<ArticleRow>, Unanswered> {
    let gone = |connection: &mut Connection| absence(connection, Kind::Article, ending.id).named(name);
    match (ending.mode, &ending.article) {
        (UnpublishMode::Withdrawn, Some(EndedArticle { locale, slug, .. })) => {
            let name = lasting_name(connection, ending.id, locale, slug)?;
            Ok(Located::Moved(Moved::to(name, locale.clone(), preferences)))
        }
        (UnpublishMode::Redirect, _) => match destination(connection, ending)? {
            Some(Destination::Url(url)) => Ok(Located::Elsewhere(url)),
            Some(Destination::Article { id, locale, slug, .. }) => {
                let target = match find_published(connection, id)? {
                    Some(published) => Some(published),
                    None => endings::store::find(connection, id)?
                        .map(|ending| withdrawn(connection, &ending))
                        .transpose()?,
                };
                let Some(target) = target else { return Err(gone(connection)) };
                let name = lasting_name(connection, id, &locale, &slug)?;
                let moved = Moved::to(name, locale, preferences);
                Ok(Located::Replaced { moved, target, otherwise: gone(connection) })
            }
            None => Err(gone(connection)),
        },
        (UnpublishMode::Withdrawn | UnpublishMode::Gone, _) => Err(gone(connection)),
    }
}

/// A withdrawn article with its notice, as if it stood in the table.
fn withdrawn(connection: &mut Connection, ending: &Ending) -> Result<ArticleRow, Unanswered> {
    let Some(EndedArticle { locale, translation_group_id, document: Some(document), .. }) = &ending.article else {
        return Err(absence(connection, Kind::Article, ending.id));
    };
    let to = destination(connection, ending)?;
    let row = ArticleRow {
        id: ending.id,
        locale: locale.clone(),
        translation_group_id: *translation_group_id,
        updated_at: ending.at,
        frozen_at: ending.at,
        next_review_at: None,
        document: endings::with_notice(document, ending, to.as_ref())?,
        about: None,
    };
    // The alternative may have changed since.
    row.dated_by_last_change(connection)
}

impl Ending {
    /// Whether it is still shown under that slug.
    fn is_shown_as(&self, locale: &Locale, slug: &Slug) -> bool {
        let is_own = |article: &EndedArticle| article.locale == *locale && article.slug == *slug;
        self.mode == UnpublishMode::Withdrawn && self.article.as_ref().is_some_and(is_own)
    }
}

impl ArticleRow {
    fn dated_by_last_change(mut self, connection: &mut Connection) -> Result<Self, Unanswered> {
        if let Some(changed_at) = last_change(connection)? {
            self.updated_at = self.updated_at.max(changed_at);
        }
        self.about = None;
        Ok(self)
    }
}

#[derive(Deserialize)]
struct Sectioned {
    sections: Vec<SectionDocument>,
}

/// The section of an article that its id or anchor names. Those of a withdrawn one are in its document only.
pub(in crate::delivery::articles) fn find_section(
    connection: &mut Connection,
    article: &ArticleRow,
    name: &Name,
) -> Result<Option<String>, db::Error> {
    let sections = published_sections::table
        .filter(published_sections::article_id.eq(article.id))
        .select(published_sections::document);
    let found: Option<String> = match name {
        Name::Id(id) => sections.filter(published_sections::id.eq(id)).first(connection),
        Name::Slug(anchor) => sections.filter(published_sections::anchor.eq(anchor.as_str())).first(connection),
    }
    .optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let Sectioned { sections } = serde_json::from_str(&article.document)?;
    let named = sections.iter().find(|section| match name {
        Name::Id(id) => section.id == *id,
        Name::Slug(anchor) => section.anchor == *anchor,
    });
    Ok(named.map(serde_json::to_string).transpose()?)
}
