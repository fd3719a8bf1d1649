//! The forms in which a document embeds another.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::content::resource::ResourceKind;
use crate::content::topic::TopicKind;
use crate::content::{Id, Locale, Slug, Timestamp};

/// An article in a list. Every member is also a member of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleCard {
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
    /// The summary.
    pub summary: String,
    /// The topics.
    pub topics: Vec<EmbeddedTopic>,
    /// Number of words.
    pub word_count: usize,
    /// Reading time in minutes, at 200 words a minute.
    pub reading_minutes: usize,
    /// The same article in other languages.
    #[serde(default)]
    #[schema(required = true)]
    pub translations: Vec<Translation>,
    /// The id that the article and its translations have in common. The nil UUID in a card of an older version.
    #[serde(default = "Id::nil")]
    #[schema(required = true)]
    pub translation_group_id: Id,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
}

/// The same article in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Translation {
    /// The language.
    pub locale: Locale,
    /// The slug in that language.
    pub slug: Slug,
    /// True if the source article was published after this translation. Publishing the translation clears it, even with
    /// only a change note.
    #[serde(default)]
    #[schema(required = true)]
    pub stale: bool,
}

/// The target article of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleRef {
    /// The id.
    pub id: Id,
    /// The slug.
    pub slug: Slug,
}

/// A resource embedded in an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RelatedCard {
    /// The id.
    pub id: Id,
    /// The kind of link target.
    pub kind: ResourceKind,
    /// The title of the card.
    pub title: String,
    /// The summary.
    pub excerpt: String,
    /// The target URL.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The telephone number, as it is displayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    /// The linked article, if `kind` is `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
}

/// A topic embedded in a document, in the document's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedTopic {
    /// The id.
    pub id: Id,
    /// The slug.
    pub slug: Slug,
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: TopicKind,
}
