//! Rows of published sources.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::references;
use crate::content::{Content, Id, Kind, Timestamp};
use crate::db::schema::published_sources as row;
use crate::db::{Connection, Error, check_limit};
use crate::links;
use crate::publishing::documents::{Embed, Embeds, PublishedSource};

const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = row)]
struct PublishedSourceRow {
    id: Id,
    kind: Kind,
    content: String,
    embed: String,
    translation_group_id: Option<Id>,
    version: i64,
    first_published_at: Timestamp,
    published_at: Timestamp,
}

/// Returns the published source of one entity.
pub(crate) fn find(connection: &mut Connection, id: Id) -> Result<Option<PublishedSource>, Error> {
    check_limit(connection)?;
    let row: Option<PublishedSourceRow> =
        row::table.find(id).select(PublishedSourceRow::as_select()).first(connection).optional()?;
    row.map(|row| {
        Ok(PublishedSource {
            id: row.id,
            content: Content::from_json(row.kind, &row.content)?,
            version: row.version,
            first_published_at: row.first_published_at,
            published_at: row.published_at,
        })
    })
    .transpose()
}

/// Returns the ids of all published entities of the given kinds.
pub(crate) fn all_ids(connection: &mut Connection, kinds: &[Kind]) -> Result<Vec<Id>, Error> {
    Ok(row::table.filter(row::kind.eq_any(kinds)).order(row::id).select(row::id).load(connection)?)
}

/// Writes a source and its references; its embed is written by [`save_embed`].
pub(crate) fn save(connection: &mut Connection, source: &PublishedSource) -> Result<(), Error> {
    let content = serde_json::to_string(&source.content)?;
    let changed = diesel::update(row::table.find(source.id))
        .set((
            row::content.eq(&content),
            row::translation_group_id.eq(group_of(&source.content)),
            row::version.eq(source.version),
            row::published_at.eq(source.published_at),
        ))
        .execute(connection)?;
    if changed == 0 {
        let row = PublishedSourceRow {
            id: source.id,
            kind: source.content.kind(),
            content,
            embed: String::new(),
            translation_group_id: group_of(&source.content),
            version: source.version,
            first_published_at: source.first_published_at,
            published_at: source.published_at,
        };
        diesel::insert_into(row::table).values(&row).execute(connection)?;
    }
    links::note_uses(connection, source.id, &source.content.web_urls(), source.published_at)?;
    references::replace(connection, source)
}

/// Returns the translation group of the content, if it is an article.
pub(crate) fn group_of(content: &Content) -> Option<Id> {
    match content {
        Content::Article(article) => Some(article.translation_group_id),
        Content::Phrase(_) | Content::Resource(_) | Content::Topic(_) => None,
    }
}

/// Deletes a source and its references.
pub(crate) fn delete(connection: &mut Connection, id: Id) -> Result<(), Error> {
    links::forget_uses(connection, id)?;
    references::delete(connection, id)?;
    diesel::delete(row::table.find(id)).execute(connection)?;
    Ok(())
}

/// Writes the embed of an entity. Returns true if it changed.
pub(crate) fn save_embed(connection: &mut Connection, id: Id, embed: &Embed) -> Result<bool, Error> {
    let json = serde_json::to_string(embed)?;
    let changed = diesel::update(row::table.find(id).filter(row::embed.ne(&json)))
        .set(row::embed.eq(&json))
        .execute(connection)?;
    Ok(changed > 0)
}

/// Returns true if the stored embed and references of a source match its content.
pub(crate) fn is_current(connection: &mut Connection, source: &PublishedSource, embed: &Embed) -> Result<bool, Error> {
    let stored: String = row::table.find(source.id).select(row::embed).first(connection)?;
    Ok(stored == serde_json::to_string(embed)? && references::is_current(connection, source)?)
}

/// Returns the embeds of those of `ids` that are published.
pub(crate) fn embeds(connection: &mut Connection, ids: &HashSet<Id>) -> Result<Embeds, Error> {
    let ids: Vec<Id> = ids.iter().copied().collect();
    let mut embeds = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let rows: Vec<(Id, String)> =
            row::table.filter(row::id.eq_any(chunk)).select((row::id, row::embed)).load(connection)?;
        for (id, json) in rows {
            if !json.is_empty() {
                embeds.insert(id, serde_json::from_str(&json)?);
            }
        }
    }
    Ok(Embeds(embeds))
}

/// Returns the published articles of the given translation groups.
pub(crate) fn translations_of(connection: &mut Connection, groups: &HashSet<Id>) -> Result<HashSet<Id>, Error> {
    let groups: Vec<Id> = groups.iter().copied().collect();
    let mut found = HashSet::new();
    for chunk in groups.chunks(CHUNK) {
        let rows: Vec<Id> =
            row::table.filter(row::translation_group_id.eq_any(chunk)).select(row::id).load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Returns the translation group that the article is published in.
pub(crate) fn published_group(connection: &mut Connection, id: Id) -> Result<Option<Id>, Error> {
    let group: Option<Option<Id>> =
        row::table.find(id).select(row::translation_group_id).first(connection).optional()?;
    Ok(group.flatten())
}

/// Returns the published content of an entity.
pub fn published_content(connection: &mut Connection, id: Id) -> Result<Option<Content>, Error> {
    Ok(find(connection, id)?.map(|source| source.content))
}
