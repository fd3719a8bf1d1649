//! Published documents: the frozen JSON that readers get, and the forms in which documents embed one another.

mod article;
mod cards;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::phrase::Tone;
use super::resource::ResourceKind;
use super::{Id, Locale, Timestamp, Topic};

pub use article::{
    AlternativeCard, ArticleDocument, PublishedChange, SectionDocument, SectionPhrase, TranslationOf, Withdrawal,
};
pub use cards::{ArticleCard, ArticleRef, EmbeddedTopic, RelatedCard, Translation};

/// A published phrase: words for a reader to say out loud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Phrase)]
pub struct PhraseDocument {
    /// The id.
    pub id: Id,
    /// The language of the words.
    pub locale: Locale,
    /// The words to say.
    pub text: String,
    /// The tone of the phrase.
    pub tone: Tone,
    /// The words to avoid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instead_of: Option<String>,
    /// The reason why these words help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<String>,
    /// The topics.
    pub topics: Vec<EmbeddedTopic>,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
}

/// A published resource: a recommended link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Resource)]
pub struct ResourceDocument {
    /// The id.
    pub id: Id,
    /// The language of the card.
    pub locale: Locale,
    /// The kind of link target.
    pub kind: ResourceKind,
    /// The title of the card.
    pub title: String,
    /// The text of the card.
    pub excerpt: String,
    /// The target URL.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The linked article, if `kind` is `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
    /// The telephone number, as it is displayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    /// The regions that it serves: codes of ISO 3166-1 or 3166-2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// The topics.
    pub topics: Vec<EmbeddedTopic>,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
}

/// A published topic with all its translations; delivery returns it in one locale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TopicDocument {
    /// The id.
    pub id: Id,
    /// The content that the editor wrote.
    pub topic: Topic,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
}
