//! The results of a lookup.

use serde::Serialize;

use crate::content::{Id, Kind, Locale, Slug, documents::AlternativeCard};
use crate::string_enum;

string_enum! {
    /// The state of the entity that an id or slug names.
    LookupState {
        /// It is published.
        Published = "published",
        /// It is published under another slug.
        Moved = "moved",
        /// It was unpublished with a redirect.
        Redirected = "redirected",
        /// It was withdrawn, and is still served with a notice.
        Withdrawn = "withdrawn",
        /// It was unpublished.
        Gone = "gone",
        /// No entity with this name was ever published.
        Unknown = "unknown",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro derives no default")]
impl Default for LookupState {
    fn default() -> Self {
        Self::Unknown
    }
}

/// The result of looking up one id or slug.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LookupResult {
    /// The id or slug in the request.
    pub address: String,
    /// The state of the entity.
    pub state: LookupState,
    /// The kind of the entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub kind: Option<Kind>,
    /// The id of the entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<Id>,
    /// The locale of the entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locale: Option<Locale>,
    /// The current slug of the entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub slug: Option<Slug>,
    /// The URL of the article, or of the target of its redirect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = "uri-reference")]
    pub url: Option<String>,
    /// The reason why the entity was unpublished.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub explanation: Option<String>,
    /// The alternative to the entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub alternative: Option<AlternativeCard>,
}

/// The results of a lookup.
#[derive(Debug, utoipa::ToSchema)]
pub struct LookupResultList {
    /// The results, one for each address, in the order of the request.
    pub data: Vec<LookupResult>,
}
