//! Reads of what articles have in common.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::content::{Id, Kind, Locale, ReferenceRole};
use crate::db::schema::{published_articles, published_references};
use crate::db::{Connection, Error};

/// How many of those that name one thing are looked at: the ones that were created last.
const NAMING_MAX: i64 = 200;

const CHUNK: usize = 500;

/// The articles that an article links to.
pub(super) fn links_of(connection: &mut Connection, id: Id) -> Result<Vec<Id>, Error> {
    Ok(published_references::table
        .filter(published_references::source_id.eq(id))
        .filter(published_references::role.eq(ReferenceRole::Link))
        .select(published_references::target_id)
        .load(connection)?)
}

/// Articles in a locale that name a thing in a role.
pub(super) fn naming(
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
        .limit(NAMING_MAX)
        .load(connection)?)
}

/// Which of the candidates carry which of the topics and use which of the phrases, in the order in which they do.
pub(super) fn shared(
    connection: &mut Connection,
    candidates: &[Id],
    topics: &[Id],
    phrases: &[Id],
) -> Result<Vec<(Id, ReferenceRole, Id)>, Error> {
    let mut shared = Vec::new();
    for some in candidates.chunks(CHUNK) {
        for (role, targets) in [(ReferenceRole::Topic, topics), (ReferenceRole::Phrase, phrases)] {
            if targets.is_empty() {
                continue;
            }
            let rows: Vec<(Id, ReferenceRole, Id)> = published_references::table
                .filter(published_references::source_id.eq_any(some))
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

/// The cards of those of the articles that are published in the locale.
pub(super) fn cards(connection: &mut Connection, ids: &[Id], locale: &Locale) -> Result<HashMap<Id, String>, Error> {
    let mut cards = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let rows: Vec<(Id, String)> = published_articles::table
            .filter(published_articles::id.eq_any(some))
            .filter(published_articles::locale.eq(locale))
            .select((published_articles::id, published_articles::card))
            .load(connection)?;
        cards.extend(rows);
    }
    Ok(cards)
}
