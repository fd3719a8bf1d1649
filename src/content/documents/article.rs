//! The published article and its parts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::{ArticleCard, EmbeddedTopic, RelatedCard};
use super::withdrawal::Withdrawal;
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
    /// Its lasting name.
    pub id: Id,
    /// The language it is written in.
    pub locale: Locale,
    /// Its word in addresses.
    pub slug: Slug,
    /// Its address.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The title.
    pub title: String,
    /// The line over the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kicker: Option<String>,
    /// The text of its card.
    pub summary: String,
    /// The topics it belongs to.
    pub topics: Vec<EmbeddedTopic>,
    /// Its parts, in order.
    pub sections: Vec<SectionDocument>,
    /// Every phrase it uses, in order of first use.
    pub phrases: Vec<SectionPhrase>,
    /// Where to go next, in order.
    pub related: Vec<RelatedCard>,
    /// Who wrote it.
    pub authors: Vec<Credit>,
    /// Who checked it.
    pub reviewers: Vec<Credit>,
    /// When it was checked.
    pub review: Review,
    /// The same article in other languages.
    pub translations: Vec<Translation>,
    /// The article that this one translates: that of its translation group that was created first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub translation_of: Option<TranslationOf>,
    /// What search engines are told.
    pub seo: Seo,
    /// How many words its sections have.
    pub word_count: usize,
    /// How many minutes it takes to read, at 200 words a minute.
    pub reading_minutes: usize,
    /// When it was first published.
    pub first_published_at: Timestamp,
    /// When this version was published.
    pub published_at: Timestamp,
    /// When the document last changed, for whatever reason.
    pub updated_at: Timestamp,
    /// Which version of the working copy it shows.
    pub version: i64,
    /// What changed for its readers, the latest first: what editors said of major changes, at most 50 of them.
    #[serde(default)]
    #[schema(required = true)]
    pub change_history: Vec<PublishedChange>,
    /// That it was withdrawn, and is shown as it stood then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub withdrawal: Option<Withdrawal>,
}

impl ArticleDocument {
    /// The article as a list shows it.
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
            first_published_at: self.first_published_at,
            published_at: self.published_at,
            updated_at: self.updated_at,
            version: self.version,
        }
    }
}

/// A section of a published article. Which of `body`, `html`, `markdown` and `text` are there is the
/// caller's choice (`?body=`); without one it is `body`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Section)]
pub struct SectionDocument {
    /// Its lasting name.
    pub id: Id,
    /// Its name in deep links.
    pub anchor: Slug,
    /// Its heading, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub heading: Option<String>,
    /// Its text as Portable Text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub body: Option<Vec<PublishedBlock>>,
    /// Its text as HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub html: Option<String>,
    /// Its text as Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub markdown: Option<String>,
    /// Its text as plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub text: Option<String>,
}

/// A phrase that an article uses, with the section that uses it first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionPhrase {
    /// Its lasting name.
    pub id: Id,
    /// The words to say.
    pub text: String,
    /// How they sound.
    pub tone: Tone,
    /// What to avoid saying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instead_of: Option<String>,
    /// The first section that uses it.
    pub section_id: Id,
}

/// The same article in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    /// The language.
    pub locale: Locale,
    /// Its word in addresses, in that language.
    pub slug: Slug,
    /// Whether the article that it translates has been published since it was itself. Publishing the translation ends
    /// that, be it with nothing but a change note.
    #[serde(default)]
    #[schema(required = true)]
    pub stale: bool,
}

/// The article that another one translates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TranslationOf {
    /// Its lasting name.
    pub id: Id,
    /// Its language.
    pub locale: Locale,
    /// Its word in addresses.
    pub slug: Slug,
    /// Whether it has been published since the translation was. Publishing the translation ends that, be it with nothing
    /// but a change note.
    pub stale: bool,
}

/// A change that readers are told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishedChange {
    /// When it was published.
    pub at: Timestamp,
    /// What changed.
    pub note: String,
}
