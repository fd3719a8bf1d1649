//! Articles by a slug that they have in another locale than those that a request names.
//!
//! Must not know what is answered with them.

pub(super) mod store;

use crate::content::{Id, Locale, Slug};

/// A readable article that has a slug in its own locale.
#[derive(Debug, Clone)]
pub(super) struct SlugOwner {
    /// The article.
    pub(super) id: Id,
    /// Its locale.
    pub(super) locale: Locale,
    /// The slug under which it is shown now.
    pub(super) slug: Slug,
    /// Its translation group.
    pub(super) translation_group_id: Id,
}
