//! The phrase's own row.

pub(super) mod store;
