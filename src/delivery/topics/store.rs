//! Reads of published topics.

use std::collections::HashMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::list::{TopicColumn, TopicFilter};
use super::view::TopicCounts;
use crate::content::{Id, Kind, Locale, ReferenceRole, Slug, Timestamp};
use crate::db::schema::{published_references, published_topics};
use crate::db::{self, Connection};
use crate::delivery::listing::{Listed, RowRange, Sort};
use crate::delivery::naming::Name;
use crate::delivery::store::{
    Backend, absence, find_topic, last_change, rows_in_order, topic_of_slug, topic_slug_owner,
};
use crate::delivery::unanswered::Unanswered;

/// A topic with its counts.
#[derive(Debug)]
pub(super) struct CountedTopic {
    pub(super) document: String,
    pub(super) counts: TopicCounts,
    /// When anything last became public or ceased to be, which may have changed the counts.
    pub(super) changed_at: Option<Timestamp>,
}

/// A topic, or the slug it has now.
#[derive(Debug)]
pub(super) enum LocatedTopic {
    /// The topic.
    Found(CountedTopic),
    /// It has another slug now.
    Moved(Slug),
}

/// Finds a topic; counts what is in `locale`, or in any.
pub(super) fn locate(
    connection: &mut Connection,
    name: &Name,
    locale: Option<&Locale>,
) -> Result<LocatedTopic, Unanswered> {
    let id = match name {
        Name::Id(id) => *id,
        Name::Slug(slug) => match topic_of_slug(connection, slug)? {
            Some((id, current)) if current == *slug => id,
            Some((_, current)) => return Ok(LocatedTopic::Moved(current)),
            None => match topic_slug_owner(connection, slug)? {
                Some(owner) => return Err(absence(connection, Kind::Topic, owner).named(slug)),
                None => return Err(Unanswered::Unknown { what: format!("published topic named \"{slug}\"") }),
            },
        },
    };
    let document =
        published_topics::table.find(id).select(published_topics::document).get_result(connection).optional()?;
    let Some(document) = document else { return Err(absence(connection, Kind::Topic, id)) };
    let counts = counts(connection, &[id], locale)?.remove(&id).unwrap_or_default();
    Ok(LocatedTopic::Found(CountedTopic { document, counts, changed_at: last_change(connection)? }))
}

/// Reads rows of the list of topics, with the counts of each.
pub(super) fn list(
    connection: &mut Connection,
    filter: &TopicFilter,
    sort: Sort<TopicColumn>,
    range: &RowRange,
) -> Result<(Listed, HashMap<Id, TopicCounts>), Unanswered> {
    let parent = match &filter.parent {
        Some(name) => Some(find_topic(connection, name)?.ok_or_else(|| Unanswered::UnknownReference {
            parameter: "parent",
            kind: Kind::Topic,
            name: name.to_string(),
        })?),
        None => None,
    };
    let total = if range.count { Some(matching(filter, parent).count().get_result(connection)?) } else { None };
    let rows = match sort.column {
        TopicColumn::Name => {
            rows_in_order!(connection, matching(filter, parent), range, published_topics, name: String, document)
        }
    };
    let ids: Vec<Id> = rows.iter().map(|(_, id, _)| *id).collect();
    let counts = counts(connection, &ids, filter.locale.as_ref())?;
    Ok((Listed { rows, total, changed_at: last_change(connection)? }, counts))
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

fn counts(
    connection: &mut Connection,
    topics: &[Id],
    locale: Option<&Locale>,
) -> Result<HashMap<Id, TopicCounts>, db::Error> {
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
