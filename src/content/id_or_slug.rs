//! The id or slug that names an entity in a path, a filter or an input.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::{Id, Slug};

/// An id or a slug. No text is both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum IdOrSlug {
    /// The id, which never changes.
    Id(Id),
    /// The slug.
    Slug(Slug),
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
