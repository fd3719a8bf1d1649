//! Bulk lookup of ids and slugs of all kinds.
//!
//! Must not know the content of documents, only their URLs.

pub mod get;
pub mod query;
pub mod result;
mod store;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the route of the lookup.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(get::PATH).get(get::look_up_addresses).register(config);
}
