//! Queries of translation groups.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::content::documents::Translation;
use crate::content::{Article, Id, Timestamp};
use crate::db::schema::published_sources as row;
use crate::db::{Connection, Error};
use crate::publishing::documents::{Embed, Member, PublishedSource, Siblings, siblings};
use crate::working_copies;

/// Returns the other published articles of an article's group, as its document lists them.
pub(crate) fn of(connection: &mut Connection, source: &PublishedSource, article: &Article) -> Result<Siblings, Error> {
    let group = article.translation_group_id;
    let rows: Vec<(Id, Timestamp, String)> = row::table
        .filter(row::translation_group_id.eq(group))
        .filter(row::id.ne(source.id))
        .select((row::id, row::published_at, row::embed))
        .load(connection)?;
    if rows.is_empty() {
        return Ok(Siblings::default());
    }
    let slug =
        article.slug.clone().ok_or_else(|| Error::Corrupt(format!("the published {} has no slug", source.id)))?;
    let own = Translation { locale: article.locale.clone(), slug, stale: false };
    let mut members = vec![Member { id: source.id, published_at: source.published_at, translation: own }];
    for (id, published_at, json) in rows.iter().filter(|(.., json)| !json.is_empty()) {
        if let Embed::Article(article) = serde_json::from_str(json)? {
            let translation = Translation { locale: article.locale, slug: article.slug, stale: false };
            members.push(Member { id: *id, published_at: *published_at, translation });
        }
    }
    let ids: Vec<Id> = members.iter().map(|member| member.id).collect();
    let original = working_copies::find_original(connection, group, &ids)?;
    Ok(siblings(source.id, members, original))
}

/// Returns true if another article than `id` is published in the translation group.
pub fn has_other_translations(connection: &mut Connection, group: Id, id: Id) -> Result<bool, Error> {
    let others = row::table.filter(row::translation_group_id.eq(group)).filter(row::id.ne(id));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(connection)?)
}

/// Returns the time of the last publish of those of `ids` that are published.
pub fn published_at(connection: &mut Connection, ids: &[Id]) -> Result<HashMap<Id, Timestamp>, Error> {
    let rows: Vec<(Id, Timestamp)> =
        row::table.filter(row::id.eq_any(ids)).select((row::id, row::published_at)).load(connection)?;
    Ok(rows.into_iter().collect())
}
