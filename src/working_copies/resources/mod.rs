//! The resource's own row.

pub(super) mod store;
