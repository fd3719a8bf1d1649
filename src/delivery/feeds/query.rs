//! The parameters of feeds, and the URL of a feed with them.

use url::form_urlencoded;

use crate::content::Locale;
use crate::delivery::id_or_slug::{IdOrSlug, parse_topics};
use crate::http::{QueryReader, ReadQuery};

/// The default of `limit`.
const LIMIT_DEFAULT: u64 = 20;
/// The maximum of `limit`.
const LIMIT_MAX: u64 = 100;

/// The filters of a feed, which has the newest articles that match all of them.
#[derive(Debug, Clone, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// Only articles with all of these topics, each by id or slug, separated by commas; at most 20.
    #[param(rename = "topic", value_type = Option<Vec<IdOrSlug>>, style = Form, explode = false, min_items = 1, max_items = 20)]
    pub topics: Vec<IdOrSlug>,
    /// Only articles in this locale.
    pub locale: Option<Locale>,
    /// The maximum number of articles.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 100, default = 20)]
    pub limit: u64,
}

impl ReadQuery for FeedQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self {
            topics: parse_topics(reader).unwrap_or_default(),
            locale: reader.parsed("locale"),
            limit: reader.integer("limit", 1, LIMIT_MAX).unwrap_or(LIMIT_DEFAULT),
        }
    }
}

impl FeedQuery {
    /// Returns the URL of the feed. It is the same for every spelling of the request, because it identifies the feed.
    pub(super) fn url(&self, path: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !self.topics.is_empty() {
            let topics: Vec<String> = self.topics.iter().map(IdOrSlug::to_string).collect();
            query.append_pair("topic", &topics.join(","));
        }
        if let Some(locale) = &self.locale {
            query.append_pair("locale", locale.as_str());
        }
        if self.limit != LIMIT_DEFAULT {
            query.append_pair("limit", &self.limit.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}
