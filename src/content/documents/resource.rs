//! The published resource.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cards::{ArticleRef, EmbeddedTopic};
use crate::content::resource::ResourceKind;
use crate::content::{Id, Locale, Timestamp};

/// A published resource: a link worth following.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Resource)]
pub struct ResourceDocument {
    /// Its lasting name.
    pub id: Id,
    /// The language of the card.
    pub locale: Locale,
    /// What is behind the link.
    pub kind: ResourceKind,
    /// The title of the card.
    pub title: String,
    /// The text of the card.
    pub excerpt: String,
    /// Where it leads.
    #[schema(format = "uri-reference")]
    pub url: String,
    /// The article it leads to, if its kind is `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub article: Option<ArticleRef>,
    /// A telephone number, as it should be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub phone: Option<String>,
    /// Where it serves: region codes of ISO 3166-1 or 3166-2.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// The topics it belongs to.
    pub topics: Vec<EmbeddedTopic>,
    /// When it was first published.
    pub first_published_at: Timestamp,
    /// When this version was published.
    pub published_at: Timestamp,
    /// When the document last changed, for whatever reason.
    pub updated_at: Timestamp,
    /// Which version of the working copy it shows.
    pub version: i64,
}
