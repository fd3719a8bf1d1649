//! Queries for articles by slug in all locales, and for their translations.

use diesel::prelude::*;

use crate::content::{Id, Locale, Slug, UnpublishMode};
use crate::db::schema::{published_addresses, published_articles};
use crate::db::{Connection, Error};
use crate::delivery::unpublished;

/// A readable article with the slug in its own locale.
#[derive(Debug, Clone)]
pub(crate) struct SlugOwner {
    pub(crate) id: Id,
    pub(crate) locale: Locale,
    pub(crate) slug: Slug,
    pub(crate) translation_group_id: Id,
}

/// Returns the readable articles that have the slug, in the order of their locales. If there is none, returns those that were
/// the last to have it in their locales.
pub(crate) fn load_slug_owners(connection: &mut Connection, slug: &Slug) -> Result<Vec<SlugOwner>, Error> {
    let ids: Vec<Id> = published_addresses::table
        .filter(published_addresses::slug.eq(slug))
        .order(published_addresses::locale)
        .select(published_addresses::article_id)
        .load(connection)?;
    let mut owners: Vec<SlugOwner> = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(owner) = find_readable(connection, id)? {
            owners.push(owner);
        }
    }
    if owners.iter().any(|owner| owner.slug == *slug) {
        owners.retain(|owner| owner.slug == *slug);
    }
    Ok(owners)
}

/// Returns the translation of the owners in `locale`, or none if there are several.
pub(crate) fn find_only_translation(
    connection: &mut Connection,
    owners: &[SlugOwner],
    locale: &Locale,
) -> Result<Option<Id>, Error> {
    let groups: Vec<Id> = owners.iter().map(|owner| owner.translation_group_id).collect();
    let found: Vec<Id> = published_articles::table
        .filter(published_articles::translation_group_id.eq_any(groups))
        .filter(published_articles::locale.eq(locale))
        .select(published_articles::id)
        .limit(2)
        .load(connection)?;
    Ok(if let [only] = found[..] { Some(only) } else { None })
}

/// Returns the published or withdrawn article.
fn find_readable(connection: &mut Connection, id: Id) -> Result<Option<SlugOwner>, Error> {
    let columns = (published_articles::locale, published_articles::slug, published_articles::translation_group_id);
    let published: Option<(Locale, Slug, Id)> =
        published_articles::table.find(id).select(columns).first(connection).optional()?;
    if let Some((locale, slug, translation_group_id)) = published {
        return Ok(Some(SlugOwner { id, locale, slug, translation_group_id }));
    }
    let entity = unpublished::store::find(connection, id)?.filter(|entity| entity.mode == UnpublishMode::Withdrawn);
    Ok(entity.and_then(|entity| entity.article).map(|article| SlugOwner {
        id,
        locale: article.locale,
        slug: article.slug,
        translation_group_id: article.translation_group_id,
    }))
}
