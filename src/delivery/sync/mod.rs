//! Offline copies: all of it once, and from then on what changed.
//!
//! Owns the walk along the latest changes of all things, and the tokens that say how far it came. Must not know what a
//! document says, only whether it is there and fits the filter.

pub mod bundle;
pub mod entry;
pub mod get;
mod store;
mod walk;

use actix_web::web;

use crate::http::Resource;

/// Adds the addresses of offline copies.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(get::PATH).get(get::sync).register(config);
    Resource::at(bundle::PATH).get(bundle::get_bundle).register(config);
}
