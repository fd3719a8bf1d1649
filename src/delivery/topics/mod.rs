//! Published topics, named in one locale, with how much is published under each.
//!
//! Must not know the content under a topic, only the references that count it.

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
