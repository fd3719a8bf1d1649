//! Published phrases: the list in sorted or random order, the phrase of the day, and single phrases by id.
//!
//! Must not know the articles that embed them, only the references.

pub mod daily;
pub mod get;
pub mod list;
pub mod query;
mod store;
