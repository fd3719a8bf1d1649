//! Slugs and anchors: names for URLs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::id::Id;
use super::violations::ViolationCode;

/// Lower-case letters and digits joined by single hyphens; never in the form of an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String, min_length = 1, max_length = 100, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
pub struct Slug(String);

impl Slug {
    /// The maximum length of a slug, in characters.
    pub const LENGTH_MAX: usize = 100;

    /// Returns the slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a slug from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        item.parsed(ViolationCode::InvalidSlug)
    }

    /// Generates an ASCII slug from a heading; `None` if the heading has no letter or digit.
    pub fn from_heading(heading: &str) -> Option<Self> {
        let mut text = slug::slugify(heading);
        if text.len() > Self::LENGTH_MAX - 4 {
            let cut = text[..Self::LENGTH_MAX - 4].rfind('-').unwrap_or(Self::LENGTH_MAX - 4);
            text.truncate(cut);
        }
        text.parse().ok()
    }

    /// Returns the anchor of a section without a heading.
    pub fn section() -> Self {
        Self("section".to_owned())
    }

    /// Returns the slug of an article without a title.
    pub fn article() -> Self {
        Self("article".to_owned())
    }

    /// Returns the slug by which a preview shows an article without a slug.
    pub fn draft(id: Id) -> Self {
        Self(format!("draft-{id}"))
    }

    /// Appends a number, for a duplicate heading. Truncates the slug if the number does not fit.
    #[must_use]
    pub fn numbered(&self, number: usize) -> Self {
        let number = format!("-{number}");
        let room = Self::LENGTH_MAX.saturating_sub(number.len());
        let plain = self.0.get(..room).unwrap_or(&self.0).trim_end_matches('-');
        Self(format!("{plain}{number}"))
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The error for a text that is not a slug.
#[derive(Debug, thiserror::Error)]
#[error(
    "Must be 1 to 100 lower-case letters (a to z) and digits, joined by single hyphens, such as when-someone-says-no, and not shaped like an id"
)]
pub struct InvalidSlug;

impl FromStr for Slug {
    type Err = InvalidSlug;

    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        let words_are_plain = text.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        let is_slug = words_are_plain && text.len() <= Self::LENGTH_MAX && text.parse::<Id>().is_err();
        is_slug.then(|| Self(text.to_owned())).ok_or(InvalidSlug)
    }
}
