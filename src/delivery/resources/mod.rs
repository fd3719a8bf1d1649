//! Published resources: the list, and single resources by id.
//!
//! Must not know the articles that refer to them, only the references.

pub mod get;
pub mod list;
pub mod query;
mod store;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the routes of resources.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(list::PATH).get(list::list_resources).register(config);
    Endpoint::at(get::PATH).get(get::get_resource).register(config);
}
