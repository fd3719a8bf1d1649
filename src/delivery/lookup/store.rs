//! Queries for lookups: a few rows by key for each id or slug.

use diesel::prelude::*;

use super::query::LookupKey;
use super::result::{LookupResult, LookupState};
use crate::content::{ChangeAction, Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{changes, published_articles, published_phrases, published_resources, published_topics};
use crate::db::{Connection, Error};
use crate::delivery::store::slug_owners::{find_only_translation, load_slug_owners};
use crate::delivery::store::topics::{find_topic_by_slug, topic_slug_owner};
use crate::delivery::unpublished::store::{find_published_target, find_redirect_target, slug_owner, withdrawn_target};
use crate::delivery::unpublished::{self, ArticleTarget, UnpublishedEntity};
use crate::delivery::{error::ReadError, id_or_slug::IdOrSlug, store::changes::last_change};

/// The results of a lookup.
pub(super) struct LookupResults {
    /// One result for each key, in the order of the request.
    pub(super) results: Vec<LookupResult>,
    /// The time of the last change of any entity.
    pub(super) changed_at: Option<Timestamp>,
}

/// Looks up ids and slugs. `locale` is the requested locale if it is explicit, else the default locale.
pub(super) fn look_up(
    connection: &mut Connection,
    keys: &[LookupKey],
    locale: &Locale,
    is_locale_explicit: bool,
) -> Result<LookupResults, ReadError> {
    let requested = is_locale_explicit.then_some(locale);
    let mut results = Vec::with_capacity(keys.len());
    for LookupKey { text, name } in keys {
        let found = match name {
            IdOrSlug::Id(id) => find_id(connection, *id)?,
            IdOrSlug::Slug(slug) => match find_slug(connection, locale, slug)? {
                Some(result) => Some(result),
                None => find_slug_of_other_locale(connection, requested, slug)?,
            },
        };
        results.push(LookupResult { address: text.clone(), ..found.unwrap_or_default() });
    }
    Ok(LookupResults { results, changed_at: last_change(connection)? })
}

impl LookupResult {
    fn of_entity(state: LookupState, kind: Kind, id: Id) -> Self {
        Self { state, kind: Some(kind), id: Some(id), ..Self::default() }
    }

    fn of_article(state: LookupState, article: ArticleTarget) -> Self {
        let ArticleTarget { id, locale, slug, url } = article;
        Self { locale: Some(locale), slug: Some(slug), url: Some(url), ..Self::of_entity(state, Kind::Article, id) }
    }
}

fn find_slug(connection: &mut Connection, locale: &Locale, slug: &Slug) -> Result<Option<LookupResult>, Error> {
    let current: Option<Id> = published_articles::table
        .filter(published_articles::locale.eq(locale))
        .filter(published_articles::slug.eq(slug))
        .select(published_articles::id)
        .first(connection)
        .optional()?;
    if let Some(id) = current {
        let article = find_published_target(connection, id)?;
        return Ok(article.map(|article| LookupResult::of_article(LookupState::Published, article)));
    }
    if let Some(owner) = slug_owner(connection, locale, slug)? {
        return Ok(match find_published_target(connection, owner)? {
            Some(article) => Some(LookupResult::of_article(LookupState::Moved, article)),
            None => find_unpublished(connection, owner)?,
        });
    }
    if let Some(topic) = find_topic_by_slug(connection, slug)? {
        let state = if topic.current_slug == *slug { LookupState::Published } else { LookupState::Moved };
        let result = LookupResult::of_entity(state, Kind::Topic, topic.id);
        return Ok(Some(LookupResult { slug: Some(topic.current_slug), ..result }));
    }
    match topic_slug_owner(connection, slug)? {
        Some(owner) => find_unpublished(connection, owner),
        None => Ok(None),
    }
}

/// Finds a slug that only articles in other locales have: their translation in the requested locale, or, if the request
/// names none, the only article with the slug.
fn find_slug_of_other_locale(
    connection: &mut Connection,
    requested: Option<&Locale>,
    slug: &Slug,
) -> Result<Option<LookupResult>, Error> {
    let owners = load_slug_owners(connection, slug)?;
    if let Some(locale) = requested {
        let Some(id) = find_only_translation(connection, &owners, locale)? else { return Ok(None) };
        let article = find_published_target(connection, id)?;
        return Ok(article.map(|article| LookupResult::of_article(LookupState::Published, article)));
    }
    let [only] = &owners[..] else { return Ok(None) };
    match find_published_target(connection, only.id)? {
        Some(article) if only.slug == *slug => Ok(Some(LookupResult::of_article(LookupState::Published, article))),
        Some(article) => Ok(Some(LookupResult::of_article(LookupState::Moved, article))),
        None => find_unpublished(connection, only.id),
    }
}

fn find_id(connection: &mut Connection, id: Id) -> Result<Option<LookupResult>, Error> {
    if let Some(article) = find_published_target(connection, id)? {
        return Ok(Some(LookupResult::of_article(LookupState::Published, article)));
    }
    let published = |kind| LookupResult::of_entity(LookupState::Published, kind, id);
    let phrase: Option<Locale> =
        published_phrases::table.find(id).select(published_phrases::locale).first(connection).optional()?;
    if phrase.is_some() {
        return Ok(Some(LookupResult { locale: phrase, ..published(Kind::Phrase) }));
    }
    let resource: Option<Locale> =
        published_resources::table.find(id).select(published_resources::locale).first(connection).optional()?;
    if resource.is_some() {
        return Ok(Some(LookupResult { locale: resource, ..published(Kind::Resource) }));
    }
    let topic: Option<Slug> =
        published_topics::table.find(id).select(published_topics::slug).first(connection).optional()?;
    if topic.is_some() {
        return Ok(Some(LookupResult { slug: topic, ..published(Kind::Topic) }));
    }
    find_unpublished(connection, id)
}

/// Returns the result for an entity that was unpublished, if it was.
fn find_unpublished(connection: &mut Connection, id: Id) -> Result<Option<LookupResult>, Error> {
    if let Some(entity) = unpublished::store::find(connection, id)? {
        return unpublished_result(connection, entity).map(Some);
    }
    // Only the change log knows the entity once the record of the unpublication is deleted.
    let newest: Option<(ChangeAction, Kind)> = changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq.desc())
        .select((changes::action, changes::kind))
        .first(connection)
        .optional()?;
    let gone = newest.filter(|(action, _)| *action == ChangeAction::Unpublish);
    Ok(gone.map(|(_, kind)| LookupResult::of_entity(LookupState::Gone, kind, id)))
}

fn unpublished_result(connection: &mut Connection, entity: UnpublishedEntity) -> Result<LookupResult, Error> {
    let alternative = find_redirect_target(connection, &entity)?.map(|target| target.card());
    let readable = match entity.mode {
        UnpublishMode::Withdrawn => withdrawn_target(&entity)?.map(|article| (LookupState::Withdrawn, article.url)),
        // A redirect without a target counts as gone: its target was unpublished too.
        UnpublishMode::Redirect => alternative.as_ref().map(|target| (LookupState::Redirected, target.url.clone())),
        UnpublishMode::Gone => None,
    };
    let (state, url) = readable.unzip();
    let state = state.unwrap_or(LookupState::Gone);
    let (locale, slug) = entity.article.map(|article| (article.locale, article.slug)).unzip();
    Ok(LookupResult {
        locale,
        // In another state, the slug does not resolve.
        slug: slug.filter(|_| state == LookupState::Withdrawn),
        url,
        explanation: entity.explanation,
        alternative,
        ..LookupResult::of_entity(state, entity.kind, entity.id)
    })
}
