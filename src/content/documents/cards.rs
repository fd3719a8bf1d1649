//! The forms in which one document carries another.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::content::resource::ResourceKind;
use crate::content::topic::TopicKind;
use crate::content::{Id, Locale, Slug, Timestamp};

/// An article as a list shows it. Every member is also one of the article's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleCard {
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
    /// The text of the card.
    pub summary: String,
    /// The topics it belongs to.
    pub topics: Vec<EmbeddedTopic>,
    /// How many words it has.
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
}

/// The article behind a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleRef {
    /// Its lasting name.
    pub id: Id,
    /// Its word in addresses.
    pub slug: Slug,
}

/// A resource as an article carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RelatedCard {
    /// Its lasting name.
    pub id: Id,
    /// What is behind the link.
    pub kind: ResourceKind,
    /// The title of the card.
    pub title: String,
    /// The text of the card.
    pub excerpt: String,
    /// Where it leads.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// A telephone number, as it should be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    /// The article it leads to, if its kind is `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
}

/// A topic as documents carry it, named in their language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedTopic {
    /// Its lasting name.
    pub id: Id,
    /// Its word in addresses.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it sorts by.
    pub kind: TopicKind,
}
