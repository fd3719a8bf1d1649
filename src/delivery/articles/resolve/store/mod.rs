//! Queries for articles by the names in requests.

pub(crate) mod articles;
pub(super) mod names;
