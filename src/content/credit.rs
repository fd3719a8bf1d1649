//! Credits: the people and organizations that wrote or reviewed an article.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::text::TextRule;

/// The maximum number of authors, and of reviewers, of an article.
pub const CREDITS_MAX: usize = 20;

/// An author or a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// The display name.
    #[schema(min_length = 1, max_length = 200, example = "Cairn editorial desk")]
    pub name: String,
    /// The qualification.
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
