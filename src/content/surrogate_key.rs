//! The surrogate keys by which responses are purged from a cache in front of the server.
//!
//! A response about one entity has its id as a key, and the ids of the entities that it embeds. A response that any
//! publication can change, such as a list, a count or a redirect, has [`LISTS`].

/// The key of every response that is not about a single entity.
pub const LISTS: &str = "lists";
