//! Published topics with their names in one locale, and the number of published entities that have each.
//!
//! Must not know the entities that have a topic, only the references that it counts.

pub mod get;
pub mod list;
pub mod query;
mod store;
pub mod view;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the addresses of topics.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(list::PATH).get(list::list_topics).register(config);
    Endpoint::at(get::PATH).get(get::get_topic).register(config);
}
