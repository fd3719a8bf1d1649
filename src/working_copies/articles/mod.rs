//! The article's own rows, its sections included.

pub(super) mod store;
