//! The two names a thing may have in an address or a filter: its id, which lasts, or its slug.

use std::fmt;
use std::str::FromStr;

use crate::content::{Id, Slug};
use crate::http::{Problem, QueryReader};

/// The most topics that a filter names.
const TOPICS_MAX: usize = 20;

/// The topics that `topic` names in a query, if it is there.
pub fn read_topics(reader: &mut QueryReader) -> Option<Vec<Name>> {
    reader.list("topic", TOPICS_MAX)
}

/// An id or a slug. No text is both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// The lasting name.
    Id(Id),
    /// The word in addresses.
    Slug(Slug),
}

/// A name, as the OpenAPI document describes it.
#[derive(Debug, utoipa::ToSchema)]
#[schema(
    value_type = String,
    min_length = 1,
    max_length = 100,
    pattern = "^([a-z0-9]+(-[a-z0-9]+)*|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"
)]
#[expect(dead_code, reason = "it is there to be described; `Name` is what is read")]
pub struct IdOrSlug(String);

impl Name {
    /// Reads a segment of an address. What has the shape of neither names nothing: `what` is not found.
    pub fn in_address(text: &str, what: &str) -> Result<Self, Problem> {
        text.parse().map_err(|_| {
            let shown: String = text.chars().take(60).collect();
            Problem::not_found(format!("{what} named \"{shown}\""))
        })
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::Slug(slug) => slug.fmt(formatter),
        }
    }
}

/// The text is neither an id nor a slug.
#[derive(Debug, thiserror::Error)]
#[error("neither an id (a UUID) nor a slug (lower-case letters and digits joined by single hyphens)")]
pub struct InvalidName;

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        text.parse().map(Self::Id).or_else(|_| text.parse().map(Self::Slug)).map_err(|_| InvalidName)
    }
}
