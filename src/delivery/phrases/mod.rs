//! Published phrases: lists of them in a settled or a shuffled order, one a day, one by its id.
//!
//! Must not know which articles embed them beyond what the references say.

pub mod daily;
pub mod filter;
pub mod get;
pub mod list;
mod shuffling;
mod store;

use actix_web::web;

use crate::http::Resource;

/// Adds the addresses of phrases. `daily` comes before `{id}`, which would take it for a bad id.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Resource::at(list::PATH).get(list::list_phrases).register(config);
    Resource::at(daily::PATH).get(daily::get_daily_phrase).register(config);
    Resource::at(get::PATH).get(get::get_phrase).register(config);
}
