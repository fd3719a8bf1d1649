//! The URL in the JSON of an article.

use serde::Deserialize;

use crate::db::Error;

#[derive(Deserialize)]
struct UrlMember {
    url: String,
}

/// Returns the `url` of an article's card or document.
pub(super) fn document_url(json: &str) -> Result<String, Error> {
    let UrlMember { url } = serde_json::from_str(json)?;
    Ok(url)
}
