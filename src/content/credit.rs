//! People and bodies named beside an article: who wrote it, who reviewed it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::text::TextRule;

/// The most authors, or reviewers, of one article.
pub const CREDITS_MAX: usize = 20;

/// An author or a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// The name as it should be shown.
    #[schema(min_length = 1, max_length = 200, example = "Cairn editorial desk")]
    pub name: String,
    /// What qualifies them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200, nullable = false, example = "Plain-language review")]
    pub credential: Option<String>,
}

impl Credit {
    /// Reads a credit from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let mut fields = item.object()?;
        let name = fields.required("name", TextRule::line(200).read());
        let credential = fields.optional("credential", TextRule::line(200).read());
        fields.finish();
        Some(Self { name: name?, credential })
    }
}
