//! The documents of articles as they are stored: each with its sections, and its address.

pub(in crate::publishing) mod store;
