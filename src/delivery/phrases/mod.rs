//! Published phrases: the list in sorted or random order, the phrase of the day, and single phrases by id.
//!
//! Must not know the articles that embed them, only the references.

pub mod daily;
pub mod get;
pub mod list;
pub mod query;
mod shuffle;
mod store;

use actix_web::web;

use crate::http::Endpoint;

/// Adds the routes of phrases. `daily` precedes `{id}`, which matches it as an invalid id.
pub(super) fn register(config: &mut web::ServiceConfig) {
    Endpoint::at(list::PATH).get(list::list_phrases).register(config);
    Endpoint::at(daily::PATH).get(daily::get_daily_phrase).register(config);
    Endpoint::at(get::PATH).get(get::get_phrase).register(config);
}
