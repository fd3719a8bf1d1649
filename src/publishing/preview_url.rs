//! The address of a preview on the team's own site: a template from the setting `CAIRN_PREVIEW_URL`.

use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::content::{Content, Id};

/// The characters that are encoded in values: all but the unreserved ones (RFC 3986, section 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const PLACEHOLDERS: [&str; 4] = ["token", "article", "locale", "slug"];

/// A template for addresses of previews, with the placeholders `{token}`, `{article}`, `{locale}` and `{slug}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewUrlTemplate(String);

impl PreviewUrlTemplate {
    /// Returns the address for a token. Without an article, and where the article has no value, a placeholder becomes
    /// empty.
    pub fn url_for(&self, token: &str, article: Option<(Id, &Content)>) -> String {
        let id = article.map(|(id, _)| id.to_string()).unwrap_or_default();
        let content = article.map(|(_, content)| content);
        let locale = content.and_then(Content::locale).map(|locale| locale.as_str()).unwrap_or_default();
        let slug = content.and_then(Content::slug).map(|slug| slug.as_str()).unwrap_or_default();
        let values = [token, id.as_str(), locale, slug];
        PLACEHOLDERS.iter().zip(values).fold(self.0.clone(), |url, (name, value)| {
            url.replace(&format!("{{{name}}}"), &utf8_percent_encode(value, ENCODED).to_string())
        })
    }
}

/// Error: the text is not a template for addresses of previews.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPreviewUrlTemplate {
    /// It is no web address.
    #[error(
        "must be an http or https address, such as https://example.org/preview?article={{article}}&token={{token}}"
    )]
    NotWeb,
    /// The token has no place.
    #[error("must contain {{token}}, such as https://example.org/preview?article={{article}}&token={{token}}")]
    NoToken,
    /// A placeholder that does not exist, or a brace that belongs to none.
    #[error("contains \"{0}\"; the placeholders are {{token}}, {{article}}, {{locale}} and {{slug}}")]
    UnknownPlaceholder(String),
    /// A placeholder in the name of the host, which other servers look up.
    #[error(
        "has a placeholder in the name of the host; placeholders may only be in the path, the query or the fragment"
    )]
    InHost,
}

impl FromStr for PreviewUrlTemplate {
    type Err = InvalidPreviewUrlTemplate;

    fn from_str(text: &str) -> Result<Self, InvalidPreviewUrlTemplate> {
        let filled = PLACEHOLDERS.iter().fold(text.to_owned(), |url, name| url.replace(&format!("{{{name}}}"), "x"));
        if let Some(start) = filled.find(['{', '}']) {
            let rest = filled.get(start..).unwrap_or_default();
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            let shown = rest.get(..end).unwrap_or(rest).chars().take(40).collect();
            return Err(InvalidPreviewUrlTemplate::UnknownPlaceholder(shown));
        }
        let is_clean = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        let is_web = Url::parse(&filled)
            .is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host() && url.username().is_empty());
        let Some((_, after_scheme)) = text.split_once("://").filter(|_| is_clean && is_web) else {
            return Err(InvalidPreviewUrlTemplate::NotWeb);
        };
        let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('{') {
            return Err(InvalidPreviewUrlTemplate::InHost);
        }
        if text.contains("{token}") { Ok(Self(text.to_owned())) } else { Err(InvalidPreviewUrlTemplate::NoToken) }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_a_web_address_with_a_token_and_known_placeholders() {
        for text in [
            "https://example.org/preview?article={article}&token={token}&locale={locale}&slug={slug}",
            "http://localhost:3000/{locale}/{slug}#{token}",
            "https://example.org/{token}/{token}",
        ] {
            text.parse::<PreviewUrlTemplate>().unwrap();
        }
        for (text, reason) in [
            ("https://example.org/?article={article}", "must contain {token}"),
            ("https://example.org/?t={token}&id={id}", "contains \"{id}\""),
            ("https://example.org/?t={token}&{", "contains \"{\""),
            ("https://example.org/?t={{token}}", "contains \"{x}\""),
            ("https://{slug}.example.org/?t={token}", "name of the host"),
            ("/preview?token={token}", "must be an http or https address"),
            ("javascript://example.org/{token}", "must be an http or https address"),
            ("https://example.org/a b?t={token}", "must be an http or https address"),
            ("https://user@example.org/{token}", "must be an http or https address"),
            ("https:/{token}", "must be an http or https address"),
        ] {
            let error = text.parse::<PreviewUrlTemplate>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }

    #[test]
    fn values_are_percent_encoded_and_absent_ones_empty() {
        let template: PreviewUrlTemplate =
            "https://example.org/?t={token}&a={article}&l={locale}#{slug}".parse().unwrap();
        assert_eq!(template.url_for("a-_b&c=/", None), "https://example.org/?t=a-_b%26c%3D%2F&a=&l=#");
    }
}
