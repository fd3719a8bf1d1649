//! The JSON of a redirect.

use serde::Serialize;

use crate::content::{Id, Locale, Slug};
use crate::string_enum;

string_enum! {
    /// The kind of an entity with addresses.
    RedirectKind {
        /// An article. Its slugs are unique in its locale.
        Article = "article",
        /// A topic. Its slugs are the same in all locales.
        Topic = "topic",
    }
}

/// A former address, or the address of an unpublished article that redirects, with its present address.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Redirect)]
pub struct RedirectView {
    /// The kind of the entity.
    pub kind: RedirectKind,
    /// The locale of the slug. Topics have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub locale: Option<Locale>,
    /// The slug that redirects.
    pub slug: Slug,
    /// The id of the entity that had the slug last.
    pub id: Id,
    /// The present address: that of the entity, or of the alternative to which it redirects.
    #[schema(format = "uri-reference", example = "/v1/articles/when-someone-you-love-says-no?locale=en")]
    pub url: String,
}
