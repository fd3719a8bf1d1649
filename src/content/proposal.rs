//! Proposals: what readers are told beside content, when it is published or taken back, handed in to be approved.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Unpublishing;

/// What readers are to be told beside the content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// What is said of the change when it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change_note: Option<String>,
    /// Whether readers are told of the change.
    #[serde(default)]
    pub major: bool,
    /// How it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub unpublish: Option<Unpublishing>,
}

impl Proposal {
    /// Returns true if nothing is proposed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
