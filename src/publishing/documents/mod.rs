//! Published documents as values: sources, embeds, documents and search passages.
//!
//! Must not know how they are stored.

mod build;
mod embed;
mod search_document;
mod translations;

pub(super) use build::{Document, PublishedSource, article, parse_updated_at, phrase, resource, topic};
pub(super) use embed::{Embed, Embeds};
pub(super) use search_document::{Passage, SearchDocument};
pub use translations::is_stale;
pub(super) use translations::{Member, Siblings, siblings};
