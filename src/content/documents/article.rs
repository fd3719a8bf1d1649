//! The published article and its parts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::{ArticleCard, ArticleRef, EmbeddedTopic, RelatedCard, Translation};
use crate::content::credit::Credit;
use crate::content::phrase::Tone;
use crate::content::portable_text::PublishedBlock;
use crate::content::review::Review;
use crate::content::seo::Seo;
use crate::content::{Id, Locale, Slug, Timestamp};

/// A published article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Article)]
pub struct ArticleDocument {
    /// The id.
    pub id: Id,
    /// The language.
    pub locale: Locale,
    /// The slug.
    pub slug: Slug,
    /// The URL.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The title.
    pub title: String,
    /// The line above the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kicker: Option<String>,
    /// The summary, shown on cards.
    pub summary: String,
    /// The topics.
    pub topics: Vec<EmbeddedTopic>,
    /// The sections, in order.
    pub sections: Vec<SectionDocument>,
    /// All phrases in the article, in order of first use.
    pub phrases: Vec<SectionPhrase>,
    /// The related resources, in order.
    pub related: Vec<RelatedCard>,
    /// The authors.
    pub authors: Vec<Credit>,
    /// The reviewers.
    pub reviewers: Vec<Credit>,
    /// The review dates.
    pub review: Review,
    /// The same article in other languages.
    pub translations: Vec<Translation>,
    /// The id that the article and its translations have in common. The nil UUID in a document of an older version.
    #[serde(default = "Id::nil")]
    #[schema(required = true)]
    pub translation_group_id: Id,
    /// The source article of this translation: the first created article of its translation group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation_of: Option<TranslationOf>,
    /// Metadata for search engines.
    pub seo: Seo,
    /// Number of words in the sections.
    pub word_count: usize,
    /// Reading time in minutes, at 200 words a minute.
    pub reading_minutes: usize,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
    /// The change notes of major changes, newest first; at most 50.
    #[serde(default)]
    #[schema(required = true)]
    pub change_history: Vec<PublishedChange>,
    /// Set if the article is withdrawn; it then shows its last published content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub withdrawal: Option<Withdrawal>,
}

impl ArticleDocument {
    /// Returns the card for lists.
    pub fn card(&self) -> ArticleCard {
        ArticleCard {
            id: self.id,
            locale: self.locale.clone(),
            slug: self.slug.clone(),
            url: self.url.clone(),
            title: self.title.clone(),
            kicker: self.kicker.clone(),
            summary: self.summary.clone(),
            topics: self.topics.clone(),
            word_count: self.word_count,
            reading_minutes: self.reading_minutes,
            translations: self.translations.clone(),
            translation_group_id: self.translation_group_id,
            first_published_at: self.first_published_at,
            published_at: self.published_at,
            updated_at: self.updated_at,
            version: self.version,
        }
    }
}

/// A section of a published article. The `body` parameter selects which of `body`, `html`, `markdown` and `text` are
/// present; the default is `body`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Section)]
pub struct SectionDocument {
    /// The id.
    pub id: Id,
    /// The anchor for deep links.
    pub anchor: Slug,
    /// The heading, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub heading: Option<String>,
    /// The text as Portable Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub body: Option<Vec<PublishedBlock>>,
    /// The text as HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub html: Option<String>,
    /// The text as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub markdown: Option<String>,
    /// The text as plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
}

/// A phrase in an article, with the first section that uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionPhrase {
    /// The id.
    pub id: Id,
    /// The words to say.
    pub text: String,
    /// The tone of the phrase.
    pub tone: Tone,
    /// The words to avoid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instead_of: Option<String>,
    /// The id of the first section that uses it.
    pub section_id: Id,
}

/// The article that another one translates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TranslationOf {
    /// The id.
    pub id: Id,
    /// The language.
    pub locale: Locale,
    /// The slug.
    pub slug: Slug,
    /// True if it was published after the translation. Publishing the translation clears it, even with only a change note.
    pub stale: bool,
}

/// A change that readers are notified of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedChange {
    /// Time of its publication.
    pub at: Timestamp,
    /// The change note.
    pub note: String,
}

/// The alternative to an unpublished article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Alternative)]
pub struct AlternativeCard {
    /// The URL.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The article, if the alternative is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
}

/// The notice on a withdrawn article, which shows its last published content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    /// Time of the withdrawal.
    pub at: Timestamp,
    /// The explanation.
    pub explanation: String,
    /// The alternative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alternative: Option<AlternativeCard>,
}
