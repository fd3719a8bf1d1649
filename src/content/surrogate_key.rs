//! The keys by which a cache in front of the server can be told to drop answers.
//!
//! An answer about one thing has its id as a key, and the ids of what it embeds. Whatever can change with any
//! publication, such as a list, a count or a redirect, has [`LISTS`].

/// The key of every answer that is not about one thing alone.
pub const LISTS: &str = "lists";
