//! Published articles: lists of them, one of them, and its parts.
//!
//! Owns how an article is found by its id or a slug, in the locales a client takes. Must not know how it
//! came to be published.

pub mod get;
pub mod item;
pub mod list;
pub mod locating;
pub mod members;
pub mod phrases;
pub mod related;
pub mod section;
pub mod sections;
mod store;
pub mod suggesting;
mod view;
pub mod whole;

pub(super) use view::reviewed_at;

use actix_web::web;

use crate::http::Resource;

/// Adds the addresses of articles.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(list::PATH).get(list::list_articles).register(config);
    Resource::at(get::PATH).get(get::get_article).register(config);
    Resource::at(sections::PATH).get(sections::list_article_sections).register(config);
    Resource::at(section::PATH).get(section::get_article_section).register(config);
    Resource::at(phrases::PATH).get(phrases::list_article_phrases).register(config);
    Resource::at(related::PATH).get(related::list_related).register(config);
}
