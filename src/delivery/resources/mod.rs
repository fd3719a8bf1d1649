//! Published resources: lists of them, and one by its id.
//!
//! Must not know which articles lead to them beyond what the references say.

pub mod get;
pub mod list;
mod store;

use actix_web::web;

use crate::http::Resource;

/// Adds the addresses of resources.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(list::PATH).get(list::list_resources).register(config);
    Resource::at(get::PATH).get(get::get_resource).register(config);
}
