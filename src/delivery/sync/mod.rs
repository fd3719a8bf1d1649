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
pub mod tombstone;
