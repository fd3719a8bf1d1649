//! Violations: the defects of an input, each with its position, its code and its correction.

use std::fmt;

use crate::string_enum;

string_enum! {
    /// The reason why a value of an input was rejected. Codes are never renamed.
    ViolationCode {
        /// The member must be present and not null.
        Required = "required",
        /// The member is not part of this kind of object.
        UnknownField = "unknown_field",
        /// Another JSON type is expected here.
        WrongType = "wrong_type",
        /// The text is empty or only white space.
        Blank = "blank",
        /// The text has more characters than allowed.
        TooLong = "too_long",
        /// The list has more items than allowed.
        TooMany = "too_many",
        /// The list has fewer items than needed.
        TooFew = "too_few",
        /// The number is outside its range.
        OutOfRange = "out_of_range",
        /// Values are nested more deeply than allowed.
        NestingTooDeep = "nesting_too_deep",
        /// The text contains a control character such as NUL, or a line break where one line is expected.
        InvalidCharacter = "invalid_character",
        /// The string is not one of the allowed values.
        UnknownValue = "unknown_value",
        /// Not an identifier (a UUID in its hyphenated form).
        InvalidId = "invalid_id",
        /// Not a BCP 47 language tag.
        InvalidLocale = "invalid_locale",
        /// Not a slug: lower-case letters and digits joined by single hyphens.
        InvalidSlug = "invalid_slug",
        /// Not a date and time in RFC 3339 format.
        InvalidTimestamp = "invalid_timestamp",
        /// Not a valid URL.
        InvalidUrl = "invalid_url",
        /// The URL has a scheme that is not allowed, such as `javascript:`, or hides its host.
        UnsafeUrl = "unsafe_url",
        /// The address belongs to the local machine or a private network, or is reserved.
        PrivateAddress = "private_address",
        /// Not a secret in the format of Standard Webhooks.
        InvalidSecret = "invalid_secret",
        /// Not a telephone number.
        InvalidPhone = "invalid_phone",
        /// Not a region code of ISO 3166-1.
        InvalidRegion = "invalid_region",
        /// The `_type` of a block, child or annotation is not part of the Portable Text profile.
        UnknownType = "unknown_type",
        /// A mark is neither a decorator nor the `_key` of one of the block's `markDefs`.
        UnknownMark = "unknown_mark",
        /// A value appears twice where it may appear once.
        Duplicate = "duplicate",
        /// Two members exclude each other.
        MutuallyExclusive = "mutually_exclusive",
        /// The target of the reference does not exist, or is of another kind.
        UnknownReference = "unknown_reference",
        /// Several entities have the slug of the reference.
        AmbiguousReference = "ambiguous_reference",
        /// The entity refers to itself.
        SelfReference = "self_reference",
        /// The Markdown contains something that cannot be stored safely.
        InvalidMarkdown = "invalid_markdown",
        /// Two values contradict each other.
        Mismatch = "mismatch",
    }
}

/// A single violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The position in the input: a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The kind of mistake.
    pub code: ViolationCode,
    /// The mistake and its correction, in a sentence.
    pub detail: String,
}

/// A violation without its position, which the caller knows.
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

/// The violations of an input, in the order of detection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Violations {
    found: Vec<Violation>,
    left_out: usize,
}

impl Violations {
    /// The maximum number of listed violations; further ones are only counted.
    pub const LISTED_MAX: usize = 100;

    /// Creates a list with one violation.
    pub fn one(pointer: impl Into<String>, code: ViolationCode, detail: impl Into<String>) -> Self {
        let mut violations = Self::default();
        violations.add(pointer, code, detail);
        violations
    }

    /// Adds a violation.
    pub fn add(&mut self, pointer: impl Into<String>, code: ViolationCode, detail: impl Into<String>) {
        if self.found.len() < Self::LISTED_MAX {
            self.found.push(Violation { pointer: pointer.into(), code, detail: detail.into() });
        } else {
            self.left_out += 1;
        }
    }

    /// Adds the violations of another list.
    pub fn append(&mut self, other: Self) {
        self.left_out += other.left_out;
        for Violation { pointer, code, detail } in other.found {
            self.add(pointer, code, detail);
        }
    }

    /// Returns true if further violations are only counted.
    pub fn is_full(&self) -> bool {
        self.found.len() >= Self::LISTED_MAX
    }

    /// Returns true if there is no violation.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Returns the number of violations, including those beyond [`Self::LISTED_MAX`].
    pub fn count(&self) -> usize {
        self.found.len() + self.left_out
    }

    /// Returns the first violation on one line, with its position.
    pub fn first_line(&self) -> String {
        self.found.first().map_or_else(String::new, |first| format!("{}: {}", first.pointer, first.detail))
    }

    /// Returns the listed violations.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.found.iter()
    }

    /// Returns the value if there is no violation, else the violations.
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
