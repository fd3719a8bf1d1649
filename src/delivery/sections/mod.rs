//! Published sections by their own ids, in any article.
//!
//! Must not know how articles are found, which `articles` owns.

pub mod get;
mod store;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the route of sections.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(get::PATH).get(get::get_section).register(config);
}
