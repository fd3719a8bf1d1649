//! The id or slug that names an entity in a path or a filter.

use std::fmt;
use std::str::FromStr;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::content::{Id, Slug};
use crate::http::{Problem, QueryReader};

/// The maximum number of topics in a filter.
const TOPICS_MAX: usize = 20;

/// Parses the query parameter `topic`. Returns none if it is absent.
pub fn parse_topics(reader: &mut QueryReader) -> Option<Vec<IdOrSlug>> {
    reader.list("topic", TOPICS_MAX)
}

/// An id or a slug. No text is both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdOrSlug {
    /// The id, which never changes.
    Id(Id),
    /// The slug.
    Slug(Slug),
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

impl fmt::Display for IdOrSlug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::Slug(slug) => slug.fmt(formatter),
        }
    }
}

/// The error for a text that is neither an id nor a slug.
#[derive(Debug, thiserror::Error)]
#[error("neither an id (a UUID) nor a slug (lower-case letters and digits joined by single hyphens)")]
pub struct InvalidIdOrSlug;

impl FromStr for IdOrSlug {
    type Err = InvalidIdOrSlug;

    fn from_str(text: &str) -> Result<Self, InvalidIdOrSlug> {
        text.parse().map(Self::Id).or_else(|_| text.parse().map(Self::Slug)).map_err(|_| InvalidIdOrSlug)
    }
}

impl PartialSchema for IdOrSlug {
    fn schema() -> RefOr<Schema> {
        let object = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The id or the slug of an entity."))
            .min_length(Some(1))
            .max_length(Some(100))
            .pattern(Some("^([a-z0-9]+(-[a-z0-9]+)*|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"));
        RefOr::T(Schema::Object(object.build()))
    }
}

impl ToSchema for IdOrSlug {}
