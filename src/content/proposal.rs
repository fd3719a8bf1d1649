//! Proposals: the texts for readers beside the content of a publish or unpublish, submitted for approval.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Unpublishing;

/// The texts for readers beside the content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// The note about the change, shown once it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change_note: Option<String>,
    /// True if readers are notified of the change.
    #[serde(default)]
    pub major: bool,
    /// The mode, explanation and alternative of an unpublish.
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
