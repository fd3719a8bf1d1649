//! The topic's own row.

pub(super) mod store;
