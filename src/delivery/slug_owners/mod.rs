//! Articles by slug in all locales.
//!
//! Must not know the responses with them.

pub(super) mod store;

use crate::content::{Id, Locale, Slug};

/// A readable article with the slug in its own locale.
#[derive(Debug, Clone)]
pub(super) struct SlugOwner {
    /// Its id.
    pub(super) id: Id,
    /// Its locale.
    pub(super) locale: Locale,
    /// Its current slug.
    pub(super) slug: Slug,
    /// Its translation group.
    pub(super) translation_group_id: Id,
}
