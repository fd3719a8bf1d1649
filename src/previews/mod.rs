//! The preview database: a scratch copy of the database in which all working copies are published.
//!
//! Owns the copy, which exists only while it is used, and its rebuilding after changes. Delivery reads it like the
//! database itself; jobs, webhooks and followers of the change log do not know of it. Must not know about HTTP, tokens
//! or callers.

mod build;
mod databases;
mod error;

pub use build::{ContentState, PreviewDatabase};
pub use databases::PreviewDatabases;
pub use error::PreviewError;
