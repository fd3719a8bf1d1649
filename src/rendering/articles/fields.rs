//! Fields of an article that several formats show.

use crate::content::documents::{ArticleDocument, Withdrawal};
use crate::content::link::check_href;

/// Where the article stands in the first place.
pub(super) fn canonical_url(article: &ArticleDocument) -> &str {
    article.seo.canonical_url.as_deref().filter(|url| check_href(url).is_ok()).unwrap_or(&article.url)
}

/// What search engines are told that it says.
pub(super) fn description(article: &ArticleDocument) -> &str {
    article.seo.description.as_deref().unwrap_or(&article.summary)
}

/// Where to read instead of a withdrawn article.
pub(super) fn alternative_url(withdrawal: &Withdrawal) -> Option<&str> {
    withdrawal.alternative.as_ref().map(|alternative| alternative.url.as_str())
}
