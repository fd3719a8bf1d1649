//! The article's own rows, its sections included.

pub(super) mod store;

use crate::content::{Id, Locale, Slug, Status};

/// An article of a translation group, as lists of the group show it.
#[derive(Debug, Clone)]
pub struct TranslationHead {
    /// Its lasting name.
    pub id: Id,
    /// Its language.
    pub locale: Locale,
    /// Its word in addresses.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Where it stands in its life.
    pub status: Status,
}
