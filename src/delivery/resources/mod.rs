//! Published resources: the list, and single resources by id.
//!
//! Must not know the articles that refer to them, only the references.

pub mod get;
pub mod list;
pub mod query;
mod store;
