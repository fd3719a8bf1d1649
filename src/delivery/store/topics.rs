//! Queries for topics by id or slug.

use diesel::prelude::*;

use crate::content::{Id, Kind, Slug};
use crate::db::schema::{published_topic_addresses, published_topics};
use crate::db::{Connection, Error};
use crate::delivery::{error::ReadError, id_or_slug::IdOrSlug};

/// Returns the id of a published topic by its id, its slug, or a former slug that no other topic has.
pub(crate) fn find_topic(connection: &mut Connection, name: &IdOrSlug) -> Result<Option<Id>, Error> {
    match name {
        IdOrSlug::Id(id) => {
            Ok(published_topics::table.find(id).select(published_topics::id).get_result(connection).optional()?)
        }
        IdOrSlug::Slug(slug) => Ok(find_topic_by_slug(connection, slug)?.map(|topic| topic.id)),
    }
}

/// A topic that was found by a current or former slug.
#[derive(Debug, Queryable)]
pub(crate) struct TopicOfSlug {
    pub(crate) id: Id,
    pub(crate) current_slug: Slug,
}

/// Returns the published topic that has the slug, or was the last to have it.
pub(crate) fn find_topic_by_slug(connection: &mut Connection, slug: &Slug) -> Result<Option<TopicOfSlug>, Error> {
    let topics = published_topic_addresses::table
        .inner_join(published_topics::table.on(published_topics::id.eq(published_topic_addresses::topic_id)))
        .filter(published_topic_addresses::slug.eq(slug))
        .select((published_topics::id, published_topics::slug));
    Ok(topics.get_result(connection).optional()?)
}

/// Returns the topic that was the last to have the slug, published or not.
pub(crate) fn topic_slug_owner(connection: &mut Connection, slug: &Slug) -> Result<Option<Id>, Error> {
    let owners = published_topic_addresses::table.find(slug).select(published_topic_addresses::topic_id);
    Ok(owners.get_result(connection).optional()?)
}

/// Returns the id of the topic that the filter `parameter` names, or an error if it is not published.
pub(crate) fn require_topic(
    connection: &mut Connection,
    parameter: &'static str,
    name: &IdOrSlug,
) -> Result<Id, ReadError> {
    find_topic(connection, name)?.ok_or_else(|| ReadError::UnknownReference {
        parameter,
        kind: Kind::Topic,
        name: name.to_string(),
    })
}

/// Returns the ids of the topics that the filter `topic` names, or an error if one of them is not published.
pub(crate) fn require_topics(connection: &mut Connection, names: &[IdOrSlug]) -> Result<Vec<Id>, ReadError> {
    names.iter().map(|name| require_topic(connection, "topic", name)).collect()
}
