//! Queries for topics.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::query::{TopicFilter, TopicSortColumn};
use super::view::TopicCounts;
use crate::content::{Id, Kind, Locale, ReferenceRole, Slug, Timestamp};
use crate::db::schema::{published_references, published_topics};
use crate::db::{Backend, Connection, Error};
use crate::delivery::list_page::{ListResult, RowRange};
use crate::delivery::store::topics::{find_topic_by_slug, require_topic, topic_slug_owner};
use crate::delivery::{
    error::ReadError, id_or_slug::IdOrSlug, store::changes::last_change, store::gone::missing,
    store::keyset::load_range,
};

/// A topic with its counts.
#[derive(Debug)]
pub(super) struct TopicWithCounts {
    pub(super) document: String,
    pub(super) counts: TopicCounts,
    /// The time of the last change of any published entity, which may have changed the counts.
    pub(super) changed_at: Option<Timestamp>,
}

/// The result of resolving the name of a topic.
#[derive(Debug)]
pub(super) enum TopicResolution {
    /// The topic.
    Found(TopicWithCounts),
    /// The current slug of the topic, which differs from the requested one.
    Moved(Slug),
}

/// Resolves the name of a topic, and counts the entities that have it in `locale` or, for none, in all locales.
pub(super) fn resolve(
    connection: &mut Connection,
    name: &IdOrSlug,
    locale: Option<&Locale>,
) -> Result<TopicResolution, ReadError> {
    let id = match name {
        IdOrSlug::Id(id) => *id,
        IdOrSlug::Slug(slug) => match find_topic_by_slug(connection, slug)? {
            Some(topic) if topic.current_slug == *slug => topic.id,
            Some(topic) => return Ok(TopicResolution::Moved(topic.current_slug)),
            None => match topic_slug_owner(connection, slug)? {
                Some(owner) => return Err(missing(connection, Kind::Topic, owner).named(slug)),
                None => return Err(ReadError::NotFound(format!("published topic named \"{slug}\""))),
            },
        },
    };
    let document =
        published_topics::table.find(id).select(published_topics::document).get_result(connection).optional()?;
    let Some(document) = document else { return Err(missing(connection, Kind::Topic, id)) };
    let counts = load_counts(connection, &[id], locale)?.remove(&id).unwrap_or_default();
    Ok(TopicResolution::Found(TopicWithCounts { document, counts, changed_at: last_change(connection)? }))
}

/// A range of the list of topics.
pub(super) struct TopicListResult {
    pub(super) list: ListResult,
    pub(super) counts: HashMap<Id, TopicCounts>,
}

/// Loads a range of the list of topics, with their counts.
pub(super) fn load_list(
    connection: &mut Connection,
    filter: &TopicFilter,
    range: &RowRange<TopicSortColumn>,
) -> Result<TopicListResult, ReadError> {
    let parent = match &filter.parent {
        Some(name) => Some(require_topic(connection, "parent", name)?),
        None => None,
    };
    let total = if range.with_total { Some(matching(filter, parent).count().get_result(connection)?) } else { None };
    let rows = match range.column {
        TopicSortColumn::Name => {
            load_range!(connection, matching(filter, parent), range, published_topics, name: String, document)
        }
    };
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let counts = load_counts(connection, &ids, filter.locale.as_ref())?;
    Ok(TopicListResult { list: ListResult { rows, total, changed_at: last_change(connection)? }, counts })
}

fn matching(filter: &TopicFilter, parent: Option<Id>) -> published_topics::BoxedQuery<'static, Backend> {
    let mut query = published_topics::table.into_boxed();
    if let Some(kind) = filter.kind {
        query = query.filter(published_topics::kind.eq(kind));
    }
    if let Some(parent) = parent {
        query = query.filter(published_topics::parent_id.eq(parent));
    }
    query
}

fn load_counts(
    connection: &mut Connection,
    topics: &[Id],
    locale: Option<&Locale>,
) -> Result<HashMap<Id, TopicCounts>, Error> {
    let mut query = published_references::table
        .group_by((published_references::target_id, published_references::source_kind))
        .select((published_references::target_id, published_references::source_kind, count_star()))
        .filter(published_references::target_id.eq_any(topics.to_vec()))
        .filter(published_references::role.eq(ReferenceRole::Topic))
        .into_boxed();
    if let Some(locale) = locale {
        query = query.filter(published_references::source_locale.eq(locale));
    }
    let mut counts: HashMap<Id, TopicCounts> = HashMap::new();
    for (topic, kind, count) in query.load::<(Id, Kind, i64)>(connection)? {
        let of_topic = counts.entry(topic).or_default();
        match kind {
            Kind::Article => of_topic.articles = count,
            Kind::Phrase => of_topic.phrases = count,
            Kind::Resource => of_topic.resources = count,
            Kind::Topic => {}
        }
    }
    Ok(counts)
}
