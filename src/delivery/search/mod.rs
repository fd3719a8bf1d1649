//! Search among what is published: articles with the sections that answer, phrases and resources.
//!
//! Owns in which steps something is looked for and in which order it is found. Must not know how texts came into the
//! index. Nothing here may log or keep what was searched for.

mod answer;
mod finding;
pub mod get;
pub mod hits;
mod ranking;
mod similar;
mod spelling;
mod store;
pub(super) mod synonyms;

pub(super) use similar::{Similar, find_similar};
pub use spelling::CorrectionSlots;

use actix_web::web;

use crate::http::Resource;

/// Adds the address of the search.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(get::PATH).get(get::search).register(config);
}
