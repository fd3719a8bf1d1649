//! The content of a feed, independent of its format.

use super::{query::FeedQuery, store};
use crate::content::{Timestamp, documents::ArticleDocument};
use crate::delivery::{reader::DeliveryReader, settings::Site};
use crate::http::{Freshness, Problem};

/// The content of a feed.
pub(super) struct FeedContent {
    /// The articles, the newest first.
    pub(super) articles: Vec<ArticleDocument>,
    /// The title: the name of the site, and the topics of the filter.
    pub(super) title: String,
    /// The time of the last change of any published entity.
    pub(super) changed_at: Option<Timestamp>,
    pub(super) freshness: Freshness,
}

/// Loads the content of a feed.
pub(super) async fn load_content(
    reader: &DeliveryReader,
    query: FeedQuery,
    site: &Site,
) -> Result<FeedContent, Problem> {
    let locale = query.locale.clone().unwrap_or_else(|| reader.default_locale().clone());
    let (rows, freshness) = reader.read(move |connection| store::load_newest(connection, &query, &locale)).await?;
    let articles = rows.documents.iter().map(|json| serde_json::from_str(json)).collect::<Result<_, _>>();
    let title =
        if rows.topics.is_empty() { site.name.clone() } else { format!("{}: {}", site.name, rows.topics.join(", ")) };
    Ok(FeedContent { articles: articles.map_err(Problem::internal)?, title, changed_at: rows.changed_at, freshness })
}
