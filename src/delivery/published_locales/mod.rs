//! The locales with published content.
//!
//! Must not know the content, only the number of entities in each locale.

pub mod list;
mod store;
pub mod view;
