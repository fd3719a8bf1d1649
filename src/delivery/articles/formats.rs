//! Media types of an article.

use actix_web::HttpRequest;

use crate::content::documents::ArticleDocument;
use crate::content::{Locale, Timestamp};
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
    /// An article as a page of HTML, without scripts and style sheets.
    ArticleHtml;
    /// An article as Markdown.
    ArticleMarkdown;
    /// An article as plain text.
    ArticleText;
}

/// An article in the words of schema.org, as JSON-LD: a `MedicalWebPage` if somebody who is named has checked it at a time
/// that is known, else an `Article`. Of the other members of schema.org it has those that the article has something for.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct ArticleLinkedData {
    /// `https://schema.org`.
    #[schema(rename = "@context")]
    pub context: String,
    /// `MedicalWebPage` or `Article`.
    #[schema(rename = "@type")]
    pub linked_type: String,
    /// Where the article stands in the first place.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The title that search engines are told.
    pub headline: String,
    /// The title.
    pub name: String,
    /// What search engines are told that it says.
    pub description: String,
    /// The language it is written in.
    pub in_language: Locale,
    /// When it was first published.
    pub date_published: Timestamp,
    /// When it last changed.
    pub date_modified: Timestamp,
}
