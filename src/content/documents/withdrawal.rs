//! What readers are told of an article that was taken back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::ArticleRef;
use crate::content::Timestamp;

/// What to read instead of something that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Alternative)]
pub struct AlternativeCard {
    /// Where it is.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The article it is, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
}

/// The notice on an article that is shown as it stood when it was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    /// When it was withdrawn.
    pub at: Timestamp,
    /// Why.
    pub explanation: String,
    /// What to read instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alternative: Option<AlternativeCard>,
}
