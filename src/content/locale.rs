//! Locales: BCP 47 language tags (RFC 5646) in their canonical case.

use std::fmt;
use std::str::FromStr;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// A language tag, optionally with script and region: `en`, `pt-BR`, `zh-Hant`. Must be well-formed by RFC 5646, section 2.1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(
    as = LocaleCode,
    value_type = String,
    max_length = 35,
    pattern = "^(([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?|[Xx](-[A-Za-z0-9]{1,8})+|en-GB-oed|i-(ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)|sgn-(BE-FR|BE-NL|CH-DE))$"
)]
pub struct Locale(String);

impl Locale {
    /// The tag length that RFC 5646 (section 4.4.1) requires systems to support, in characters.
    const LENGTH_MAX: usize = 35;

    /// Returns English, the default.
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// Returns the tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the locale itself and then each broader one: `zh-Hant-TW`, `zh-Hant`, `zh` (RFC 4647, section 3.4).
    pub fn and_broader(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), |locale| {
            let mut shorter = locale.0.rsplit_once('-')?.0;
            // A singleton subtag introduces those after it and has no meaning alone.
            while let Some((rest, last)) = shorter.rsplit_once('-')
                && last.len() == 1
            {
                shorter = rest;
            }
            (shorter.len() > 1).then(|| Self(shorter.to_owned()))
        })
    }

    /// Reads a locale from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        item.parsed(ViolationCode::InvalidLocale)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The error for a text that is not a locale.
#[derive(Debug, thiserror::Error)]
#[error("A locale is a BCP 47 language tag of at most 35 characters, such as en, es or pt-BR")]
pub struct InvalidLocale;

impl FromStr for Locale {
    type Err = InvalidLocale;

    fn from_str(text: &str) -> Result<Self, InvalidLocale> {
        if text.len() > Self::LENGTH_MAX {
            return Err(InvalidLocale);
        }
        let tag = LanguageTag::parse_and_normalize(text).map_err(|_| InvalidLocale)?;
        Ok(Self(tag.into_inner()))
    }
}
