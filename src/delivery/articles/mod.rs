//! Published articles: the list, single articles, and their parts.
//!
//! Owns the lookup of an article by id or slug in the locales that a client accepts. Must not know how articles are
//! published.

pub mod fields;
pub mod formats;
pub mod get;
pub mod list;
pub mod member;
pub mod phrases;
pub mod query;
pub mod related;
mod resolve;
pub mod section;
pub mod sections;
mod store;
pub mod suggestions;
pub(super) mod view;
