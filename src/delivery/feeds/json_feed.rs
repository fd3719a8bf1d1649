//! `GET /v1/feed.json`

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::{content::load_content, query::FeedQuery};
use crate::content::{Locale, Timestamp, documents::ArticleDocument};
use crate::delivery::{reader::DeliveryReader, responses::NotModified, settings::Site};
use crate::http::{Problem, Query, Representation};
use crate::rendering::article_html;

pub(crate) const PATH: &str = "/v1/feed.json";

const MEDIA_TYPE: &str = "application/feed+json";
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// A feed in the format JSON Feed 1.1.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct JsonFeed {
    /// The URL of the version of the format.
    #[schema(format = "uri")]
    version: &'static str,
    /// The title of the feed.
    title: String,
    /// The URL of the site.
    #[schema(format = "uri")]
    home_page_url: String,
    /// The URL of the feed.
    #[schema(format = "uri")]
    feed_url: String,
    /// The language of the feed, if the request names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    language: Option<Locale>,
    /// The articles, the newest first.
    #[schema(max_items = 100)]
    items: Vec<JsonFeedItem>,
}

/// An article in a JSON feed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct JsonFeedItem {
    /// The id of the article as a URN, which never changes.
    #[schema(format = "uri")]
    id: String,
    /// The URL of the article.
    #[schema(format = "uri")]
    url: String,
    /// The title.
    title: String,
    /// The summary of the article.
    summary: String,
    /// The sections as HTML.
    content_html: String,
    /// The time of the first publication.
    date_published: Timestamp,
    /// The time of the last change.
    date_modified: Timestamp,
    /// The authors of the article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    authors: Vec<JsonFeedAuthor>,
    /// The names of the topics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    tags: Vec<String>,
    /// The language of the article.
    language: Locale,
}

/// An author in a JSON feed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct JsonFeedAuthor {
    /// The name.
    name: String,
}

/// Get the JSON feed
///
/// Returns the most recently published articles, each with its text as HTML, in the format JSON Feed 1.1.
#[utoipa::path(
    get, path = PATH, tag = "feeds", security(()),
    params(FeedQuery),
    responses(
        (status = 200, description = "The feed.", body = JsonFeed, content_type = "application/feed+json"),
        NotModified,
    ),
)]
pub async fn get_json_feed(
    request: HttpRequest,
    Query(query): Query<FeedQuery>,
    reader: DeliveryReader,
) -> Result<HttpResponse, Problem> {
    let site = reader.settings.site.clone();
    let (address, locale) = (query.url(PATH), query.locale.clone());
    let content = load_content(&reader, query, &site).await?;
    let feed = JsonFeed {
        version: VERSION,
        title: content.title,
        home_page_url: site.absolute("/"),
        feed_url: site.absolute(&address),
        language: locale.clone(),
        items: content.articles.iter().map(|article| feed_item(article, &site)).collect(),
    };
    let json = serde_json::to_string(&feed).map_err(Problem::internal)?;
    Representation::json(json, content.changed_at, content.freshness)
        .with_content_type(MEDIA_TYPE)
        .with_locale(locale)
        .respond(&request)
}

fn feed_item(article: &ArticleDocument, site: &Site) -> JsonFeedItem {
    JsonFeedItem {
        id: format!("urn:uuid:{}", article.id),
        url: site.absolute(&article.url),
        title: article.title.clone(),
        summary: article.summary.clone(),
        content_html: article_html(article),
        date_published: article.first_published_at,
        date_modified: article.updated_at,
        authors: article.authors.iter().map(|author| JsonFeedAuthor { name: author.name.clone() }).collect(),
        tags: article.topics.iter().map(|topic| topic.name.clone()).collect(),
        language: article.locale.clone(),
    }
}
