//! Whole articles as an HTML page, Markdown, plain text and schema.org JSON-LD.
//!
//! Owns the parts of each form and their order. Adds no words of its own: data that needs a label, such as the
//! reviewers, is only in forms whose markup can express it.

mod fields;
mod html;
mod json_ld;
mod markdown;
mod text;

use crate::content::documents::ArticleDocument;

/// A form of a whole article besides its JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArticleFormat {
    /// An HTML page.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// Linked data in the schema.org vocabulary.
    JsonLd,
}

impl ArticleFormat {
    /// Returns the form with this media type.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/html" => Some(Self::Html),
            "text/markdown" => Some(Self::Markdown),
            "text/plain" => Some(Self::Text),
            "application/ld+json" => Some(Self::JsonLd),
            _ => None,
        }
    }

    /// Returns the article in this form.
    pub fn render(self, article: &ArticleDocument) -> String {
        match self {
            Self::Html => html::render(article),
            Self::Markdown => markdown::render(article),
            Self::Text => text::render(article),
            Self::JsonLd => json_ld::render(article),
        }
    }
}

/// Returns the HTML page of an article that is not published as it is shown, with this notice in English at its top.
pub fn preview_page(article: &ArticleDocument, notice: &str) -> String {
    html::render_preview(article, notice)
}

/// Returns the sections of an article as HTML, with their headings.
pub fn article_html(article: &ArticleDocument) -> String {
    let mut out = String::new();
    html::write_sections(article, &mut out);
    out
}
