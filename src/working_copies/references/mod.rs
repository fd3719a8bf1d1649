//! Who names whom among working copies.

pub(super) mod store;
