//! Feeds of the newest articles for feed readers, and the sitemap for search engines.
//!
//! Owns their formats. Every URL in them is absolute. Must not know how an article is rendered as HTML.

pub mod atom;
mod content;
pub mod json_feed;
pub mod query;
pub mod sitemap;
mod store;
mod xml;
