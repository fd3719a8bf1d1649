//! Phrases: words for a reader to say out loud.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::ObjectDecoder;
use super::shared_fields::{READ_ONLY_FIELDS, read_topics};
use super::text::TextRule;
use super::{Id, Locale};
use crate::string_enum;

string_enum! {
    /// The tone of a phrase.
    Tone {
        /// Supports the other person.
        Supportive = "supportive",
        /// De-escalates a conversation.
        Calm = "calm",
        /// Keeps a limit.
        Firm = "firm",
        /// Looks ahead.
        Hopeful = "hopeful",
        /// Asks with interest in the answer.
        Curious = "curious",
    }
}

/// A phrase as an editor writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PhraseContent)]
pub struct Phrase {
    /// The language of the words.
    pub locale: Locale,
    /// The words to say.
    #[schema(min_length = 1, max_length = 500, example = "I’m not asking you to decide today.")]
    pub text: String,
    /// The tone of the phrase.
    pub tone: Tone,
    /// The words to avoid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, nullable = false, example = "You need to make up your mind.")]
    pub instead_of: Option<String>,
    /// The reason why these words help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000, nullable = false)]
    pub why: Option<String>,
    /// The ids of its topics.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub topics: Vec<Id>,
}

impl Phrase {
    /// Reads a phrase from JSON.
    pub(super) fn read(mut fields: ObjectDecoder<'_, '_>) -> Option<Self> {
        let locale = fields.required("locale", Locale::read);
        let text = fields.required("text", TextRule::lines(500).read());
        let tone = fields.required("tone", |item| item.string_enum());
        let instead_of = fields.optional("insteadOf", TextRule::lines(500).read());
        let why = fields.optional("why", TextRule::lines(1000).read());
        let topics = read_topics(&mut fields);
        fields.ignore(READ_ONLY_FIELDS);
        fields.finish();
        Some(Self { locale: locale?, text: text?, tone: tone?, instead_of, why, topics })
    }
}
