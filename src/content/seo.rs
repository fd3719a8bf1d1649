//! Metadata of an article for search engines and link previews.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::link::read_web_url;
use super::text::TextRule;

/// Metadata for search engines and link previews. The default of each field is the article's own value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seo {
    /// Replaces the article's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub title: Option<String>,
    /// Replaces the article's summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 300, nullable = false)]
    pub description: Option<String>,
    /// The canonical URL, if it is not the article's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2048, format = "uri", nullable = false)]
    pub canonical_url: Option<String>,
    /// True to ask search engines not to index the article.
    #[serde(default)]
    #[schema(default = false)]
    pub no_index: bool,
}

impl Seo {
    /// Reads the SEO fields from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let mut fields = item.object()?;
        let seo = Self {
            title: fields.optional("title", TextRule::line(100).read()),
            description: fields.optional("description", TextRule::line(300).read()),
            canonical_url: fields.optional("canonicalUrl", read_web_url),
            no_index: fields.optional("noIndex", |item| item.boolean()).unwrap_or(false),
        };
        fields.finish();
        Some(seo)
    }
}
