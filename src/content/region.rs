//! Regions: codes of countries (ISO 3166-1) and of their subdivisions (ISO 3166-2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code of two capital letters, optionally with the subdivision: `GB`, `US-CA`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region(String);

impl Region {
    /// Returns the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the country of a subdivision.
    pub fn country(&self) -> Option<&str> {
        self.0.split_once('-').map(|(country, _)| country)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The error for a text that is not a region.
#[derive(Debug, thiserror::Error)]
#[error("must be a region code of ISO 3166-1 (two capital letters, such as GB) or 3166-2 (such as US-CA)")]
pub struct InvalidRegion;

impl FromStr for Region {
    type Err = InvalidRegion;

    fn from_str(text: &str) -> Result<Self, InvalidRegion> {
        let (country, subdivision) =
            text.split_once('-').map_or((text, None), |(country, subdivision)| (country, Some(subdivision)));
        let is_country = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_subdivision = subdivision.is_none_or(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        });
        if is_country && is_subdivision { Ok(Self(text.to_owned())) } else { Err(InvalidRegion) }
    }
}
