//! Offline copies: an initial sync of everything, and incremental syncs of changes.
//!
//! Owns the order in which changes are synced, and the tokens with the position in it. Must not know the content of
//! documents, only whether they are published and match the filter.

pub mod bundle;
pub mod entry;
pub mod get;
pub mod query;
mod store;
mod token;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the routes of offline copies.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(get::PATH).get(get::sync).register(config);
    Endpoint::at(bundle::PATH).get(bundle::get_bundle).register(config);
}
