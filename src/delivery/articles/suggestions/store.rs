//! Queries for the references that articles have in common.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::content::{Id, Kind, Locale, ReferenceRole};
use crate::db::schema::{published_articles, published_references};
use crate::db::{Connection, Error};

/// The maximum number of referrers of one entity that are considered: the most recently created ones.
const REFERRERS_MAX: i64 = 200;

/// The number of ids in one query.
const CHUNK_SIZE: usize = 500;

/// Returns the entities to which an article links.
pub(super) fn load_link_targets(connection: &mut Connection, id: Id) -> Result<Vec<Id>, Error> {
    Ok(published_references::table
        .filter(published_references::source_id.eq(id))
        .filter(published_references::role.eq(ReferenceRole::Link))
        .select(published_references::target_id)
        .load(connection)?)
}

/// Returns articles in a locale that refer to an entity in a role.
pub(super) fn load_referrers(
    connection: &mut Connection,
    target: Id,
    role: ReferenceRole,
    locale: &Locale,
) -> Result<Vec<Id>, Error> {
    Ok(published_references::table
        .filter(published_references::target_id.eq(target))
        .filter(published_references::source_kind.eq(Kind::Article))
        .filter(published_references::role.eq(role))
        .filter(published_references::source_locale.eq(locale))
        .order(published_references::source_id.desc())
        .select(published_references::source_id)
        .limit(REFERRERS_MAX)
        .load(connection)?)
}

/// A reference of a candidate that the article has too.
#[derive(Queryable)]
pub(super) struct SharedReference {
    pub(super) source: Id,
    pub(super) role: ReferenceRole,
    /// The topic or phrase.
    pub(super) target: Id,
}

/// Returns the references of the candidates to these topics and phrases, in the order in which the candidates have them.
pub(super) fn load_shared_references(
    connection: &mut Connection,
    candidates: &[Id],
    topics: &[Id],
    phrases: &[Id],
) -> Result<Vec<SharedReference>, Error> {
    let mut shared = Vec::new();
    for chunk in candidates.chunks(CHUNK_SIZE) {
        for (role, targets) in [(ReferenceRole::Topic, topics), (ReferenceRole::Phrase, phrases)] {
            if targets.is_empty() {
                continue;
            }
            let rows: Vec<SharedReference> = published_references::table
                .filter(published_references::source_id.eq_any(chunk))
                .filter(published_references::role.eq(role))
                .filter(published_references::target_id.eq_any(targets))
                .order((published_references::source_id, published_references::position))
                .select((published_references::source_id, published_references::role, published_references::target_id))
                .load(connection)?;
            shared.extend(rows);
        }
    }
    Ok(shared)
}

/// Returns the cards of the articles, as far as they are published in the locale.
pub(super) fn load_cards(
    connection: &mut Connection,
    ids: &[Id],
    locale: &Locale,
) -> Result<HashMap<Id, String>, Error> {
    let mut cards = HashMap::new();
    for chunk in ids.chunks(CHUNK_SIZE) {
        let rows: Vec<(Id, String)> = published_articles::table
            .filter(published_articles::id.eq_any(chunk))
            .filter(published_articles::locale.eq(locale))
            .select((published_articles::id, published_articles::card))
            .load(connection)?;
        cards.extend(rows);
    }
    Ok(cards)
}
