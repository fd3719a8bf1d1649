//! Published articles: the list, single articles, and their parts.
//!
//! Owns the lookup of an article by id or slug in the locales that a client accepts. Must not know how articles are
//! published.

pub mod fields;
pub mod formats;
pub mod get;
pub mod list;
pub mod list_item;
pub mod phrases;
pub mod query;
pub mod related;
mod resolve;
pub mod section;
pub mod sections;
mod store;
pub mod suggestions;
pub(super) mod view;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the routes of articles.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(list::PATH).get(list::list_articles).register(config);
    Endpoint::at(get::PATH).get(get::get_article).register(config);
    Endpoint::at(sections::PATH).get(sections::list_article_sections).register(config);
    Endpoint::at(section::PATH).get(section::get_article_section).register(config);
    Endpoint::at(phrases::PATH).get(phrases::list_article_phrases).register(config);
    Endpoint::at(related::PATH).get(related::list_related_resources).register(config);
}
