//! Media types of an article.

use actix_web::HttpRequest;

use crate::content::{Locale, Timestamp, documents::ArticleDocument};
use crate::db::Error;
use crate::http::{JSON, Problem, negotiate_media_type};
use crate::rendering::ArticleFormat;

/// The media types of an article, the default first.
pub(super) const MEDIA_TYPES: &[&str] = &[JSON, "text/html", "text/markdown", "text/plain", "application/ld+json"];

/// Returns the media type that the request prefers.
pub(super) fn negotiate(request: &HttpRequest) -> Result<&'static str, Problem> {
    negotiate_media_type(request, MEDIA_TYPES)
}

/// Returns an article in one of [`MEDIA_TYPES`].
pub(super) fn render(media_type: &str, document: String) -> Result<String, Error> {
    let Some(form) = ArticleFormat::from_media_type(media_type) else { return Ok(document) };
    Ok(form.render(&serde_json::from_str::<ArticleDocument>(&document)?))
}

macro_rules! text_schemas {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, utoipa::ToSchema)]
        pub struct $name(pub String);
    )+};
}

text_schemas! {
    /// An article as an HTML page, without scripts and style sheets.
    ArticleHtml;
    /// An article as Markdown.
    ArticleMarkdown;
    /// An article as plain text.
    ArticleText;
}

/// An article as JSON-LD with the vocabulary of schema.org: a `MedicalWebPage` if the article has a named reviewer and a
/// known review time, else an `Article`. Other schema.org members are present if the article has content for them.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct ArticleLinkedData {
    /// `https://schema.org`.
    #[schema(rename = "@context")]
    pub context: String,
    /// `MedicalWebPage` or `Article`.
    #[schema(rename = "@type")]
    pub linked_type: String,
    /// The canonical URL of the article.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The title for search engines.
    pub headline: String,
    /// The title.
    pub name: String,
    /// The description for search engines.
    pub description: String,
    /// The language of the article.
    pub in_language: Locale,
    /// The time of the first publication.
    pub date_published: Timestamp,
    /// The time of the last change.
    pub date_modified: Timestamp,
}
