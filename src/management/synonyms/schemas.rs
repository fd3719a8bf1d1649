//! The schema of synonyms.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::Timestamp;
use crate::content::search::SynonymGroup;
use crate::publishing::SavedSynonyms;

/// All synonyms, as last saved.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Synonyms)]
pub(super) struct SynonymsDocument {
    /// The version, which increases with every change. It is the `ETag`. 0 if none were ever saved.
    #[schema(minimum = 0)]
    version: i64,
    /// The time of the last save.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    updated_at: Option<Timestamp>,
    /// The groups.
    groups: Vec<SynonymGroup>,
}

impl SynonymsDocument {
    /// Returns the document of saved synonyms.
    pub(super) fn of(saved: SavedSynonyms) -> Self {
        Self { version: saved.version, updated_at: saved.updated_at, groups: saved.synonyms.groups }
    }
}
