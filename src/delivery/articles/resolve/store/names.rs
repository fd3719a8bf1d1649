//! The resolution of ids, current slugs, former slugs and slugs of other locales.

use super::articles::{
    LocalizedSlug, ReadableArticle, find_by_id, find_by_slug, find_current_slug, find_translation, load_locales,
    load_withdrawn,
};
use crate::content::{Id, Kind, Locale, Slug, UnpublishMode};
use crate::db::Connection;
use crate::delivery::articles::resolve::resolution::{ArticleLookup, ArticleRedirect, Resolution};
use crate::delivery::unpublished::store::{canonical_name, find_redirect_target, slug_owner};
use crate::delivery::unpublished::{self, ArticleTarget, RedirectTarget, UnpublishedArticle, UnpublishedEntity};
use crate::delivery::{error::ReadError, id_or_slug::IdOrSlug, store::gone::missing, store::slug_owners};

/// The last article that had a slug, and no longer has it.
struct FormerOwner {
    id: Id,
    /// Its record if it was unpublished and is still known.
    unpublished: Option<UnpublishedEntity>,
}

/// Resolves a name.
pub(crate) fn resolve(
    connection: &mut Connection,
    lookup: &ArticleLookup,
) -> Result<Resolution<ReadableArticle>, ReadError> {
    match &lookup.name {
        IdOrSlug::Id(id) => resolve_id(connection, *id, lookup),
        IdOrSlug::Slug(slug) => match resolve_slug(connection, slug, lookup.preferences())? {
            Some(resolution) => Ok(resolution),
            None => resolve_slug_of_other_locale(connection, slug, lookup),
        },
    }
}

fn resolve_id(
    connection: &mut Connection,
    id: Id,
    lookup: &ArticleLookup,
) -> Result<Resolution<ReadableArticle>, ReadError> {
    let article = match find_by_id(connection, id)? {
        Some(published) => published,
        None => match unpublished::store::find(connection, id)? {
            Some(entity) if entity.mode == UnpublishMode::Withdrawn => load_withdrawn(connection, &entity)?,
            Some(entity) => return resolve_redirect(connection, &entity, &lookup.name, lookup.preferences()),
            None => return Err(missing(connection, Kind::Article, id)),
        },
    };
    match &lookup.locales {
        None => Ok(Resolution::Found(article)),
        Some(locales) => in_preferred_locale(connection, article, locales).map(Resolution::Found),
    }
}

/// Returns the article, or its translation in a more preferred locale.
fn in_preferred_locale(
    connection: &mut Connection,
    article: ReadableArticle,
    locales: &[Locale],
) -> Result<ReadableArticle, ReadError> {
    let (id, group) = (article.id, article.translation_group_id);
    let own_index = locales.iter().position(|locale| *locale == article.locale);
    let preferred = &locales[..own_index.unwrap_or(locales.len())];
    let locale = article.locale.clone();
    let found = match find_translation(connection, group, preferred)? {
        Some(translation) => Some(translation),
        None => own_index.map(|_| article),
    };
    if let Some(found) = found {
        return found.dated_by_last_change(connection);
    }
    let mut available = load_locales(connection, group)?;
    if !available.contains(&locale) {
        available.push(locale);
    }
    Err(ReadError::LocaleUnavailable { name: id.to_string(), requested: locales.to_vec(), available })
}

/// Resolves a slug that an article has or had in one of `locales`. Returns none if no article ever had it there.
fn resolve_slug(
    connection: &mut Connection,
    slug: &Slug,
    locales: &[Locale],
) -> Result<Option<Resolution<ReadableArticle>>, ReadError> {
    let mut former_owners = Vec::new();
    for (index, locale) in locales.iter().enumerate() {
        let article = match find_by_slug(connection, locale, slug)? {
            Some(published) if locales.len() == 1 => return Ok(Some(Resolution::Found(published))),
            Some(published) => published,
            None => {
                let Some(id) = slug_owner(connection, locale, slug)? else { continue };
                let unpublished = unpublished::store::find(connection, id)?;
                let Some(withdrawn) = unpublished.as_ref().filter(|entity| is_shown_as(entity, locale, slug)) else {
                    former_owners.push(FormerOwner { id, unpublished });
                    continue;
                };
                load_withdrawn(connection, withdrawn)?
            }
        };
        let translation = find_translation(connection, article.translation_group_id, &locales[..index])?;
        return translation.unwrap_or(article).dated_by_last_change(connection).map(Resolution::Found).map(Some);
    }
    resolve_former_slug(connection, slug, former_owners, locales)
}

/// Returns true if the entity is a withdrawn article that is still served under the slug.
fn is_shown_as(entity: &UnpublishedEntity, locale: &Locale, slug: &Slug) -> bool {
    let has_name = |article: &UnpublishedArticle| article.locale == *locale && article.slug == *slug;
    entity.mode == UnpublishMode::Withdrawn && entity.article.as_ref().is_some_and(has_name)
}

/// Resolves a slug that no readable article has. The former owners are in the order of `locales`.
fn resolve_former_slug(
    connection: &mut Connection,
    slug: &Slug,
    owners: Vec<FormerOwner>,
    locales: &[Locale],
) -> Result<Option<Resolution<ReadableArticle>>, ReadError> {
    let mut gone = None;
    for owner in owners {
        let error = match owner.unpublished {
            Some(entity) => match resolve_redirect(connection, &entity, &IdOrSlug::Slug(slug.clone()), locales) {
                Err(error @ ReadError::Gone(_)) => error,
                other => return other.map(Some),
            },
            None => match find_current_slug(connection, owner.id)? {
                Some(LocalizedSlug { slug, locale }) => {
                    let redirect = ArticleRedirect::permanent(IdOrSlug::Slug(slug), locale, locales);
                    return Ok(Some(Resolution::Moved(redirect)));
                }
                None => missing(connection, Kind::Article, owner.id).named(slug),
            },
        };
        gone = gone.or(Some(error));
    }
    gone.map_or(Ok(None), Err)
}

/// Resolves a slug that only articles outside of the requested locales have. If the request names locales, the result is the
/// translation in the preferred one, else a redirect to the only article with the slug.
fn resolve_slug_of_other_locale(
    connection: &mut Connection,
    slug: &Slug,
    lookup: &ArticleLookup,
) -> Result<Resolution<ReadableArticle>, ReadError> {
    let locales = lookup.preferences();
    let owners = slug_owners::load_slug_owners(connection, slug)?;
    if lookup.is_locale_explicit {
        for locale in locales {
            let Some(id) = slug_owners::find_only_translation(connection, &owners, locale)? else { continue };
            if let Some(article) = find_by_id(connection, id)? {
                return article.dated_by_last_change(connection).map(Resolution::Found);
            }
        }
    } else if let [only] = &owners[..] {
        let redirect = ArticleRedirect::temporary(IdOrSlug::Slug(only.slug.clone()), only.locale.clone());
        return Ok(Resolution::Moved(redirect));
    }
    Err(if owners.is_empty() {
        let locales: Vec<&str> = locales.iter().map(Locale::as_str).collect();
        ReadError::NotFound(format!("published article named \"{slug}\" in {}", locales.join(", ")))
    } else {
        let available = owners.into_iter().map(|owner| owner.locale).collect();
        ReadError::LocaleUnavailable { name: slug.to_string(), requested: locales.to_vec(), available }
    })
}

/// Resolves an unpublished article by a name under which it is not served.
fn resolve_redirect(
    connection: &mut Connection,
    entity: &UnpublishedEntity,
    name: &IdOrSlug,
    locales: &[Locale],
) -> Result<Resolution<ReadableArticle>, ReadError> {
    let gone = |connection: &mut Connection| missing(connection, Kind::Article, entity.id).named(name);
    match (entity.mode, &entity.article) {
        (UnpublishMode::Withdrawn, Some(UnpublishedArticle { locale, slug, .. })) => {
            let name = canonical_name(connection, entity.id, locale, slug)?;
            Ok(Resolution::Moved(ArticleRedirect::permanent(name, locale.clone(), locales)))
        }
        (UnpublishMode::Redirect, _) => match find_redirect_target(connection, entity)? {
            Some(RedirectTarget::Url(url)) => Ok(Resolution::External(url)),
            Some(RedirectTarget::Article(ArticleTarget { id, locale, slug, .. })) => {
                let target = match find_by_id(connection, id)? {
                    Some(published) => Some(published),
                    None => unpublished::store::find(connection, id)?
                        .map(|withdrawn| load_withdrawn(connection, &withdrawn))
                        .transpose()?,
                };
                let Some(target) = target else { return Err(gone(connection)) };
                let name = canonical_name(connection, id, &locale, &slug)?;
                let redirect = ArticleRedirect::permanent(name, locale, locales);
                Ok(Resolution::Replaced { redirect, target, gone: gone(connection) })
            }
            None => Err(gone(connection)),
        },
        (UnpublishMode::Withdrawn | UnpublishMode::Gone, _) => Err(gone(connection)),
    }
}
