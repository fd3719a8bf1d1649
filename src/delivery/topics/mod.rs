//! Published topics with their names in one locale, and the number of published entities that have each.
//!
//! Must not know the entities that have a topic, only the references that it counts.

pub mod get;
pub mod list;
pub mod query;
mod store;
pub mod view;
