//! Bulk lookup of ids and slugs of all kinds.
//!
//! Must not know the content of documents, only their URLs.

pub mod get;
pub mod query;
pub mod result;
mod store;
