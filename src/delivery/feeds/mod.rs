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

use actix_web::web;

use crate::http::Endpoint;

/// Adds the routes of feeds.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(json_feed::PATH).get(json_feed::get_json_feed).register(config);
    Endpoint::at(atom::PATH).get(atom::get_atom_feed).register(config);
    Endpoint::at(sitemap::PATH).get(sitemap::get_sitemap).register(config);
}
