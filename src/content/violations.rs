//! What is wrong with an input: every finding, each with its place, its code and how to mend it.

use std::fmt;

use crate::string_enum;

string_enum! {
    /// Why one value of an input was refused. Codes are never renamed.
    ViolationCode {
        /// The member must be present and not null.
        Required = "required",
        /// The member is not part of this kind of object.
        UnknownField = "unknown_field",
        /// Another JSON type is expected here.
        WrongType = "wrong_type",
        /// The text has only white space.
        Blank = "blank",
        /// The text has more characters than allowed.
        TooLong = "too_long",
        /// The list has more items than allowed.
        TooMany = "too_many",
        /// The list has fewer items than needed.
        TooFew = "too_few",
        /// The number is outside its range.
        OutOfRange = "out_of_range",
        /// Things are nested more deeply than allowed.
        NestingTooDeep = "nesting_too_deep",
        /// The text holds a control character such as NUL, or a line break where one line is expected.
        InvalidCharacter = "invalid_character",
        /// The word is not one of the allowed words.
        UnknownValue = "unknown_value",
        /// Not an identifier (a UUID in its hyphenated form).
        InvalidId = "invalid_id",
        /// Not a BCP 47 language tag.
        InvalidLocale = "invalid_locale",
        /// Not a slug: lower-case letters and digits joined by single hyphens.
        InvalidSlug = "invalid_slug",
        /// Not a date and time as RFC 3339 writes it.
        InvalidTimestamp = "invalid_timestamp",
        /// Not an address.
        InvalidUrl = "invalid_url",
        /// The address has a scheme that is not allowed, such as `javascript:`.
        UnsafeUrl = "unsafe_url",
        /// The address is one of this machine, of a private network or reserved.
        PrivateAddress = "private_address",
        /// Not a secret as Standard Webhooks writes them.
        InvalidSecret = "invalid_secret",
        /// Not a telephone number.
        InvalidPhone = "invalid_phone",
        /// Not a region code of ISO 3166-1.
        InvalidRegion = "invalid_region",
        /// The `_type` of a block, child or annotation is not part of the Portable Text profile.
        UnknownType = "unknown_type",
        /// A mark is neither a decorator nor the `_key` of one of the block's `markDefs`.
        UnknownMark = "unknown_mark",
        /// The same value stands twice where each may stand once.
        Duplicate = "duplicate",
        /// Two members exclude each other.
        MutuallyExclusive = "mutually_exclusive",
        /// The id names nothing that exists, or a thing of another kind.
        UnknownReference = "unknown_reference",
        /// The thing refers to itself.
        SelfReference = "self_reference",
        /// The Markdown holds something that cannot be kept safely.
        InvalidMarkdown = "invalid_markdown",
        /// The two do not agree.
        Mismatch = "mismatch",
    }
}

/// One thing wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a JSON Pointer (RFC 6901) into the input.
    pub pointer: String,
    /// What kind of mistake it is.
    pub code: ViolationCode,
    /// What is wrong and how to mend it, in a sentence.
    pub detail: String,
}

/// A violation without its position: the caller knows where the value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The kind of mistake.
    pub code: ViolationCode,
    /// The mistake and its correction, in a sentence.
    pub detail: String,
}

impl Rejection {
    /// Creates a rejection.
    pub fn new(code: ViolationCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}

/// Everything found wrong with an input, in the order it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    found: Vec<Violation>,
    left_out: usize,
}

impl Violations {
    /// More than this many are counted, not listed.
    pub const LISTED_MAX: usize = 100;

    /// A single violation.
    pub fn one(pointer: impl Into<String>, code: ViolationCode, detail: impl Into<String>) -> Self {
        let mut violations = Self::default();
        violations.add(pointer, code, detail);
        violations
    }

    /// Notes one more.
    pub fn add(&mut self, pointer: impl Into<String>, code: ViolationCode, detail: impl Into<String>) {
        if self.found.len() < Self::LISTED_MAX {
            self.found.push(Violation { pointer: pointer.into(), code, detail: detail.into() });
        } else {
            self.left_out += 1;
        }
    }

    /// Whether further ones are counted only.
    pub fn is_full(&self) -> bool {
        self.found.len() >= Self::LISTED_MAX
    }

    /// Whether nothing was found wrong.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many were found, those beyond [`Self::LISTED_MAX`] included.
    pub fn count(&self) -> usize {
        self.found.len() + self.left_out
    }

    /// Returns the first in one line, with its place.
    pub fn first_line(&self) -> String {
        self.found.first().map_or_else(String::new, |first| format!("{}: {}", first.pointer, first.detail))
    }

    /// The listed ones.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.found.iter()
    }

    /// The value if nothing is wrong, else what is.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.found.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            let place = if violation.pointer.is_empty() { "/" } else { &violation.pointer };
            write!(formatter, "{place}: {}", violation.detail)?;
        }
        Ok(())
    }
}
