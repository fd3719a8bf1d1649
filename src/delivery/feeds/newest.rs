//! The newest articles, as feeds show them.

use super::Site;
use super::query::FeedQuery;
use super::store;
use crate::content::Timestamp;
use crate::content::documents::ArticleDocument;
use crate::delivery::reading::Reader;
use crate::http::{Freshness, Problem};

/// What a feed is made of.
pub(super) struct Newest {
    /// The articles, the newest first.
    pub(super) articles: Vec<ArticleDocument>,
    /// What the feed is called: the site, and the topics that it is about.
    pub(super) title: String,
    /// When anything public last changed.
    pub(super) changed_at: Option<Timestamp>,
    /// How long all this can be relied on.
    pub(super) freshness: Freshness,
}

/// Reads what a feed is made of.
pub(super) async fn newest(reader: &Reader, query: FeedQuery, site: &Site) -> Result<Newest, Problem> {
    let locale = query.locale.clone().unwrap_or_else(|| reader.default_locale().clone());
    let (found, freshness) = reader.read(move |connection| store::newest(connection, &query, &locale)).await?;
    let articles = found.documents.iter().map(|json| serde_json::from_str(json)).collect::<Result<_, _>>();
    let title =
        if found.topics.is_empty() { site.name.clone() } else { format!("{}: {}", site.name, found.topics.join(", ")) };
    Ok(Newest { articles: articles.map_err(Problem::internal)?, title, changed_at: found.changed_at, freshness })
}
