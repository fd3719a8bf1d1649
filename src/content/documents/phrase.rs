//! The published phrase.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::EmbeddedTopic;
use crate::content::phrase::Tone;
use crate::content::{Id, Locale, Timestamp};

/// A published phrase: words a reader can say out loud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Phrase)]
pub struct PhraseDocument {
    /// Its lasting name.
    pub id: Id,
    /// The language of the words.
    pub locale: Locale,
    /// The words to say.
    pub text: String,
    /// How they sound.
    pub tone: Tone,
    /// What to avoid saying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub instead_of: Option<String>,
    /// Why these words help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub why: Option<String>,
    /// The topics it belongs to.
    pub topics: Vec<EmbeddedTopic>,
    /// When it was first published.
    pub first_published_at: Timestamp,
    /// When this version was published.
    pub published_at: Timestamp,
    /// When the document last changed, for whatever reason.
    pub updated_at: Timestamp,
    /// Which version of the working copy it shows.
    pub version: i64,
}
