//! Queries for articles by the names in requests.

pub(in crate::delivery::articles) mod articles;
pub(super) mod names;
pub(in crate::delivery::articles) mod sections;
