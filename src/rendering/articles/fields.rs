//! Fields of an article that several formats show.

use crate::content::documents::{ArticleDocument, Withdrawal};
use crate::content::link::check_href;

/// Returns the canonical URL of the article.
pub(super) fn canonical_url(article: &ArticleDocument) -> &str {
    article.seo.canonical_url.as_deref().filter(|url| check_href(url).is_ok()).unwrap_or(&article.url)
}

/// Returns the description for search engines.
pub(super) fn description(article: &ArticleDocument) -> &str {
    article.seo.description.as_deref().unwrap_or(&article.summary)
}

/// Returns the URL of the alternative to a withdrawn article.
pub(super) fn alternative_url(withdrawal: &Withdrawal) -> Option<&str> {
    withdrawal.alternative.as_ref().map(|alternative| alternative.url.as_str())
}
