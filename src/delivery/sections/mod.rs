//! Published sections by their own ids, whichever article they stand in.
//!
//! Must not know how articles are found: `articles` does.

pub mod get;
mod store;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the address of sections.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(get::PATH).get(get::get_section).register(config);
}
