//! The shape of synonyms as management shows them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Timestamp;
use crate::content::search::SynonymGroup;
use crate::publishing::SavedSynonyms;

/// All synonyms, as they were saved last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Synonyms)]
pub(super) struct SynonymsDocument {
    /// Grows with every change; its `ETag`. 0 if nobody saved any.
    #[schema(minimum = 0)]
    version: i64,
    /// When they were saved.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    updated_at: Option<Timestamp>,
    /// The groups.
    groups: Vec<SynonymGroup>,
}

impl SynonymsDocument {
    /// The document of what was saved.
    pub(super) fn of(saved: SavedSynonyms) -> Self {
        Self { version: saved.version, updated_at: saved.updated_at, groups: saved.synonyms.groups }
    }
}
