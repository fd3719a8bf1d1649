//! Queries for the newest articles.

use diesel::prelude::*;

use super::query::FeedQuery;
use crate::content::{Kind, Locale, Timestamp, documents::TopicDocument};
use crate::db::Connection;
use crate::db::schema::{published_articles, published_topics};
use crate::delivery::store::reference_filter::{ReferenceFilter, apply_reference_filter};
use crate::delivery::{error::ReadError, store::changes::last_change, store::topics::find_topic};

/// The newest articles.
pub(super) struct FeedRows {
    /// The documents of the articles, the newest first.
    pub(super) documents: Vec<String>,
    /// The names of the topics of the filter.
    pub(super) topics: Vec<String>,
    /// The time of the last change of any published entity.
    pub(super) changed_at: Option<Timestamp>,
}

/// Loads the articles that match the query, and the names of its topics in `locale`.
pub(super) fn load_newest(
    connection: &mut Connection,
    query: &FeedQuery,
    locale: &Locale,
) -> Result<FeedRows, ReadError> {
    let references = ReferenceFilter::by_topics(connection, Kind::Article, query.locale.as_ref(), &query.topics)?;
    let mut rows = apply_reference_filter!(published_articles::table.into_boxed(), published_articles, references);
    if let Some(locale) = &query.locale {
        rows = rows.filter(published_articles::locale.eq(locale.clone()));
    }
    let documents = rows
        .order((published_articles::published_at.desc(), published_articles::id.desc()))
        .limit(i64::try_from(query.limit).unwrap_or(i64::MAX))
        .select(published_articles::document)
        .load(connection)?;
    let mut topics = Vec::with_capacity(query.topics.len());
    for name in &query.topics {
        let Some(id) = find_topic(connection, name)? else { continue };
        let json: String = published_topics::table.find(id).select(published_topics::document).first(connection)?;
        let document: TopicDocument = serde_json::from_str(&json).map_err(crate::db::Error::from)?;
        topics.push(document.topic.in_locale(locale).0.to_owned());
    }
    Ok(FeedRows { documents, topics, changed_at: last_change(connection)? })
}
