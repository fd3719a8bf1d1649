//! The id or slug that names an entity in a path or a filter.

pub use crate::content::{IdOrSlug, InvalidIdOrSlug};
use crate::http::{Problem, QueryReader};

/// The maximum number of topics in a filter.
pub const TOPICS_MAX: usize = 20;

/// Parses the query parameter `topic`. Returns none if it is absent.
pub fn parse_topics(reader: &mut QueryReader) -> Option<Vec<IdOrSlug>> {
    reader.list("topic", TOPICS_MAX)
}

impl IdOrSlug {
    /// Parses a path segment. Fails with a 404 for `what` if the segment is neither an id nor a slug.
    pub fn from_path(text: &str, what: &str) -> Result<Self, Problem> {
        text.parse().map_err(|_| {
            let shown: String = text.chars().take(60).collect();
            Problem::not_found(format!("{what} named \"{shown}\""))
        })
    }
}
