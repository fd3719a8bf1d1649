//! Reads of translation groups.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::embed::Embed;
use super::{Member, Siblings, siblings};
use crate::content::documents::Translation;
use crate::content::{Id, Timestamp};
use crate::db::schema::published_sources;
use crate::db::{Connection, Error};
use crate::working_copies;

/// What the document of a published article tells of the others of its group.
pub(in crate::publishing) fn of(connection: &mut Connection, id: Id, group: Id) -> Result<Siblings, Error> {
    let rows: Vec<(Id, Timestamp, String)> = published_sources::table
        .filter(published_sources::translation_group_id.eq(group))
        .select((published_sources::id, published_sources::published_at, published_sources::embed))
        .load(connection)?;
    if rows.iter().all(|(member, ..)| *member == id) {
        return Ok(Siblings::default());
    }
    let mut members = Vec::with_capacity(rows.len());
    for (id, published_at, json) in rows.iter().filter(|(.., json)| !json.is_empty()) {
        if let Embed::Article(article) = serde_json::from_str(json)? {
            let translation = Translation { locale: article.locale, slug: article.slug, stale: false };
            members.push(Member { id: *id, published_at: *published_at, translation });
        }
    }
    let ids: Vec<Id> = members.iter().map(|member| member.id).collect();
    let original = working_copies::find_original(connection, group, &ids)?;
    Ok(siblings(id, members, original))
}

/// When those of `ids` that are published were published last.
pub fn published_at(connection: &mut Connection, ids: &[Id]) -> Result<HashMap<Id, Timestamp>, Error> {
    let rows: Vec<(Id, Timestamp)> = published_sources::table
        .filter(published_sources::id.eq_any(ids))
        .select((published_sources::id, published_sources::published_at))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
