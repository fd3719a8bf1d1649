//! The list of former addresses with their present ones, for hosts of static sites.
//!
//! Must not know how a request for a former address is answered.

pub mod list;
pub mod query;
mod store;
pub mod view;
