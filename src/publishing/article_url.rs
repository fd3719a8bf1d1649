//! The address of a published article: a template from the setting `CAIRN_ARTICLE_URL`.

use std::str::FromStr;

use crate::content::{Id, Locale, Slug};

/// A template for the addresses of articles, with the placeholders `{slug}`, `{locale}` and `{id}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleUrlTemplate(String);

impl ArticleUrlTemplate {
    /// Returns the address of one article.
    pub fn url_for(&self, id: Id, locale: &Locale, slug: &Slug) -> String {
        self.0.replace("{slug}", slug.as_str()).replace("{locale}", locale.as_str()).replace("{id}", &id.to_string())
    }

    /// Returns the template, made absolute with `public_url` if it is a path.
    #[must_use]
    pub fn with_base_url(&self, public_url: Option<&str>) -> Self {
        match public_url {
            Some(base) if self.0.starts_with('/') => Self(format!("{}{}", base.trim_end_matches('/'), self.0)),
            _ => self.clone(),
        }
    }

    /// Returns the template.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ArticleUrlTemplate {
    /// Returns the address of the article's document in this API.
    fn default() -> Self {
        Self("/v1/articles/{slug}?locale={locale}".to_owned())
    }
}

impl std::fmt::Display for ArticleUrlTemplate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Error: the text is not a template for addresses of articles.
#[derive(Debug, thiserror::Error)]
#[error(
    "must be a path or an http(s) address that holds {{slug}} or {{id}}, and perhaps {{locale}}, such as https://example.org/{{locale}}/{{slug}}"
)]
pub struct InvalidArticleUrlTemplate;

impl FromStr for ArticleUrlTemplate {
    type Err = InvalidArticleUrlTemplate;

    fn from_str(text: &str) -> Result<Self, InvalidArticleUrlTemplate> {
        let filled = text.replace("{slug}", "s").replace("{locale}", "en").replace("{id}", "i");
        let names_article = text.contains("{slug}") || text.contains("{id}");
        let is_web = filled.starts_with('/') || filled.starts_with("http://") || filled.starts_with("https://");
        let is_safe = crate::content::link::check_href(&filled).is_ok();
        (names_article && is_web && is_safe).then(|| Self(text.to_owned())).ok_or(InvalidArticleUrlTemplate)
    }
}
