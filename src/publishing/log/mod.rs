//! The change log: one row for everything that became or ceased to be public, in order.

pub(super) mod store;
