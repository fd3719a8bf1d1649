//! Reads of where things are: a few rows by their keys for each address.

use diesel::prelude::*;

use super::get::{Asked, Place, PlaceState};
use crate::content::{ChangeAction, Id, Kind, Locale, Slug, Timestamp, UnpublishMode};
use crate::db::schema::{changes, published_articles, published_phrases, published_resources, published_topics};
use crate::db::{Connection, Error};
use crate::delivery::endings::store::{destination, published_destination, slug_owner, withdrawn_destination};
use crate::delivery::endings::{self, Destination, Ending};
use crate::delivery::naming::Name;
use crate::delivery::other_locales;
use crate::delivery::store::{last_change, topic_of_slug, topic_slug_owner};
use crate::delivery::unanswered::Unanswered;

/// Where each address is now, and when that of any could last have changed. `is_named` says whether the client has
/// chosen the locale itself.
pub(super) fn look_up(
    connection: &mut Connection,
    addresses: &[Asked],
    locale: &Locale,
    is_named: bool,
) -> Result<(Vec<Place>, Option<Timestamp>), Unanswered> {
    let mut places = Vec::with_capacity(addresses.len());
    for Asked { text, name } in addresses {
        let found = match name {
            Name::Id(id) => of_id(connection, *id)?,
            Name::Slug(slug) => match of_slug(connection, locale, slug)? {
                Some(place) => Some(place),
                None => of_foreign_slug(connection, locale, slug, is_named)?,
            },
        };
        places.push(Place { address: text.clone(), ..found.unwrap_or_else(|| Place::of(PlaceState::Unknown)) });
    }
    Ok((places, last_change(connection)?))
}

impl Place {
    fn of(state: PlaceState) -> Self {
        Self {
            address: String::new(),
            state,
            kind: None,
            id: None,
            locale: None,
            slug: None,
            url: None,
            explanation: None,
            alternative: None,
        }
    }

    fn of_thing(state: PlaceState, kind: Kind, id: Id) -> Self {
        Self { kind: Some(kind), id: Some(id), ..Self::of(state) }
    }

    fn of_article(state: PlaceState, article: Destination) -> Self {
        match article {
            Destination::Article { id, locale, slug, url } => Self {
                locale: Some(locale),
                slug: Some(slug),
                url: Some(url),
                ..Self::of_thing(state, Kind::Article, id)
            },
            Destination::Url(url) => Self { url: Some(url), ..Self::of(state) },
        }
    }
}

fn of_slug(connection: &mut Connection, locale: &Locale, slug: &Slug) -> Result<Option<Place>, Error> {
    let current: Option<Id> = published_articles::table
        .filter(published_articles::locale.eq(locale))
        .filter(published_articles::slug.eq(slug))
        .select(published_articles::id)
        .first(connection)
        .optional()?;
    if let Some(id) = current {
        let article = published_destination(connection, id)?;
        return Ok(article.map(|article| Place::of_article(PlaceState::Published, article)));
    }
    if let Some(owner) = slug_owner(connection, locale, slug)? {
        return Ok(match published_destination(connection, owner)? {
            Some(article) => Some(Place::of_article(PlaceState::Moved, article)),
            None => of_ended(connection, owner)?,
        });
    }
    if let Some((id, current)) = topic_of_slug(connection, slug)? {
        let state = if current == *slug { PlaceState::Published } else { PlaceState::Moved };
        return Ok(Some(Place { slug: Some(current), ..Place::of_thing(state, Kind::Topic, id) }));
    }
    match topic_slug_owner(connection, slug)? {
        Some(owner) => of_ended(connection, owner),
        None => Ok(None),
    }
}

/// The place of what a slug means that is that of an article in another locale only: the translation in `locale`, or, if
/// the client has chosen none, the article.
fn of_foreign_slug(
    connection: &mut Connection,
    locale: &Locale,
    slug: &Slug,
    is_named: bool,
) -> Result<Option<Place>, Error> {
    let owners = other_locales::store::owners(connection, slug)?;
    if is_named {
        let Some(id) = other_locales::store::only_translation(connection, &owners, locale)? else { return Ok(None) };
        let article = published_destination(connection, id)?;
        return Ok(article.map(|article| Place::of_article(PlaceState::Published, article)));
    }
    let [only] = &owners[..] else { return Ok(None) };
    match published_destination(connection, only.id)? {
        Some(article) if only.slug == *slug => Ok(Some(Place::of_article(PlaceState::Published, article))),
        Some(article) => Ok(Some(Place::of_article(PlaceState::Moved, article))),
        None => of_ended(connection, only.id),
    }
}

fn of_id(connection: &mut Connection, id: Id) -> Result<Option<Place>, Error> {
    if let Some(article) = published_destination(connection, id)? {
        return Ok(Some(Place::of_article(PlaceState::Published, article)));
    }
    let phrase: Option<Locale> =
        published_phrases::table.find(id).select(published_phrases::locale).first(connection).optional()?;
    if let Some(locale) = phrase {
        let place = Place::of_thing(PlaceState::Published, Kind::Phrase, id);
        return Ok(Some(Place { locale: Some(locale), ..place }));
    }
    let resource: Option<Locale> =
        published_resources::table.find(id).select(published_resources::locale).first(connection).optional()?;
    if let Some(locale) = resource {
        let place = Place::of_thing(PlaceState::Published, Kind::Resource, id);
        return Ok(Some(Place { locale: Some(locale), ..place }));
    }
    let topic: Option<Slug> =
        published_topics::table.find(id).select(published_topics::slug).first(connection).optional()?;
    if let Some(slug) = topic {
        let place = Place::of_thing(PlaceState::Published, Kind::Topic, id);
        return Ok(Some(Place { slug: Some(slug), ..place }));
    }
    of_ended(connection, id)
}

/// The place of what was published once, if it was.
fn of_ended(connection: &mut Connection, id: Id) -> Result<Option<Place>, Error> {
    if let Some(ending) = endings::store::find(connection, id)? {
        return ended(connection, ending).map(Some);
    }
    // What was taken back long ago left nothing but its row in the log.
    let newest: Option<(ChangeAction, Kind)> = changes::table
        .filter(changes::entity_id.eq(id))
        .order(changes::seq.desc())
        .select((changes::action, changes::kind))
        .first(connection)
        .optional()?;
    let gone = newest.filter(|(action, _)| *action == ChangeAction::Unpublish);
    Ok(gone.map(|(_, kind)| Place::of_thing(PlaceState::Gone, kind, id)))
}

fn ended(connection: &mut Connection, ending: Ending) -> Result<Place, Error> {
    let to = destination(connection, &ending)?;
    let shown = withdrawn_destination(&ending)?;
    let state = match ending.mode {
        UnpublishMode::Withdrawn if shown.is_some() => PlaceState::Withdrawn,
        // Led to what is gone itself, its readers are told that it is gone.
        UnpublishMode::Redirect if to.is_some() => PlaceState::Redirected,
        _ => PlaceState::Gone,
    };
    let url = match state {
        PlaceState::Withdrawn => shown.map(|shown| shown.card().url),
        PlaceState::Redirected => to.as_ref().map(|to| to.card().url),
        _ => None,
    };
    let (locale, slug) = ending.article.map(|article| (article.locale, article.slug)).unzip();
    Ok(Place {
        locale,
        // Nothing is to be found under the slug of the others any more.
        slug: slug.filter(|_| state == PlaceState::Withdrawn),
        url,
        explanation: ending.explanation,
        alternative: to.map(|to| to.card()),
        ..Place::of_thing(state, ending.kind, ending.id)
    })
}
