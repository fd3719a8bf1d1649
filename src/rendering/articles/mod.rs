//! Whole articles in one piece: a page of HTML, Markdown, plain text, and what schema.org knows of them.
//!
//! Owns what of an article stands in each form, and in which order. Holds no word of any language: what would need a
//! label to be understood, such as who reviewed it, stands only where the markup can say it.

mod fields;
mod html;
mod json_ld;
mod markdown;
mod text;

use crate::content::documents::ArticleDocument;

/// A form in which a whole article can be had, beside its JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArticleFormat {
    /// A page of HTML.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// Linked data in the words of schema.org.
    JsonLd,
}

impl ArticleFormat {
    /// The form that has this media type.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/html" => Some(Self::Html),
            "text/markdown" => Some(Self::Markdown),
            "text/plain" => Some(Self::Text),
            "application/ld+json" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// The article in this form.
    pub fn render(self, article: &ArticleDocument) -> String {
        match self {
            Self::Html => html::render(article),
            Self::Markdown => markdown::render(article),
            Self::Text => text::render(article),
            Self::JsonLd => json_ld::render(article),
        }
    }
}

/// The sections of an article as HTML, with their headings.
pub fn article_html(article: &ArticleDocument) -> String {
    let mut out = String::new();
    html::write_sections(article, &mut out);
    out
}
