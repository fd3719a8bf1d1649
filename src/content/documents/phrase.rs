//! The published phrase.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::EmbeddedTopic;
use crate::content::phrase::Tone;
use crate::content::{Id, Locale, Timestamp};

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
