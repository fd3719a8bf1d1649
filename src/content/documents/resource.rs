//! The published resource.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::{ArticleRef, EmbeddedTopic};
use crate::content::resource::ResourceKind;
use crate::content::{Id, Locale, Timestamp};

/// A published resource: a recommended link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Resource)]
pub struct ResourceDocument {
    /// The id.
    pub id: Id,
    /// The language of the card.
    pub locale: Locale,
    /// The kind of link target.
    pub kind: ResourceKind,
    /// The title of the card.
    pub title: String,
    /// The text of the card.
    pub excerpt: String,
    /// The target URL.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The linked article, if `kind` is `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
    /// The telephone number, as it is displayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    /// The regions that it serves: codes of ISO 3166-1 or 3166-2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// The topics.
    pub topics: Vec<EmbeddedTopic>,
    /// Time of the first publication.
    pub first_published_at: Timestamp,
    /// Time of the publication of this version.
    pub published_at: Timestamp,
    /// Time of the last change of the document, for any reason.
    pub updated_at: Timestamp,
    /// The version of the working copy that it shows.
    pub version: i64,
}
