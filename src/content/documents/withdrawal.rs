//! The notice on a withdrawn article.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::ArticleRef;
use crate::content::Timestamp;

/// The alternative to an unpublished article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Alternative)]
pub struct AlternativeCard {
    /// The URL.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The article, if the alternative is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
}

/// The notice on a withdrawn article, which shows its last published content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Withdrawal {
    /// Time of the withdrawal.
    pub at: Timestamp,
    /// The explanation.
    pub explanation: String,
    /// The alternative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alternative: Option<AlternativeCard>,
}
