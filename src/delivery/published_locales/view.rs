//! The JSON of a locale.

use serde::Serialize;

use crate::content::Locale;

/// A locale with published content.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PublishedLocale {
    /// The locale.
    pub locale: Locale,
    /// The number of published articles in it.
    #[schema(minimum = 0)]
    pub articles: i64,
    /// The number of published phrases in it.
    #[schema(minimum = 0)]
    pub phrases: i64,
    /// The number of published resources in it.
    #[schema(minimum = 0)]
    pub resources: i64,
}
