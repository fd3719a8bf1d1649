//! Reads of the newest articles.

use diesel::prelude::*;

use super::query::FeedQuery;
use crate::content::documents::TopicDocument;
use crate::content::{Kind, Locale, Timestamp};
use crate::db::Connection;
use crate::db::schema::{published_articles, published_topics};
use crate::delivery::store::{Narrowing, find_topic, last_change, narrowed};
use crate::delivery::unanswered::Unanswered;

/// The newest articles.
pub(super) struct NewestRows {
    /// Their documents, the newest first.
    pub(super) documents: Vec<String>,
    /// What the topics that were asked for are called.
    pub(super) topics: Vec<String>,
    /// When anything last became public or ceased to be.
    pub(super) changed_at: Option<Timestamp>,
}

/// Reads the articles that fit the query, and names its topics in `locale`.
pub(super) fn newest(
    connection: &mut Connection,
    query: &FeedQuery,
    locale: &Locale,
) -> Result<NewestRows, Unanswered> {
    let narrowing = Narrowing::by_topics(connection, Kind::Article, query.locale.as_ref(), &query.topics)?;
    let mut rows = narrowed!(published_articles::table.into_boxed(), published_articles, narrowing);
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
    Ok(NewestRows { documents, topics, changed_at: last_change(connection)? })
}
