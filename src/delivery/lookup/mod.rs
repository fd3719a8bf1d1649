//! Where addresses are now: many at once, of whichever kind.
//!
//! Must not know how a document looks, only where it is.

pub mod get;
mod store;

use actix_web::web;

use crate::http::Resource;

/// Adds the address of the lookup.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(get::PATH).get(get::look_up).register(config);
}
