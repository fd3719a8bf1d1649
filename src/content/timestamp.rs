//! Timestamps: UTC with millisecond precision, in RFC 3339 format.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// Number of milliseconds in a day.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The last millisecond of the year 9999, the latest that RFC 3339 can represent.
const LAST_MS: i64 = 253_402_300_799_999;

/// A point in time, UTC, with millisecond precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, pattern = "^(19|[2-9][0-9])[0-9]{2}-")]
pub struct Timestamp(i64);

impl Timestamp {
    /// Returns the current time.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(LAST_MS))
    }

    /// Creates a timestamp from the milliseconds since 1970-01-01T00:00:00Z.
    pub fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_ms(self) -> i64 {
        self.0
    }

    /// Returns the calendar date and time; 1970-01-01T00:00:00Z if out of range.
    fn calendar(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// Returns the timestamp `days` days earlier.
    #[must_use]
    pub fn days_before(self, days: u16) -> Self {
        Self(self.0.saturating_sub(i64::from(days) * DAY_MS))
    }

    /// Returns the timestamp `ms` milliseconds later, at most the end of the year 9999.
    #[must_use]
    pub fn later_by_ms(self, ms: i64) -> Self {
        Self::from_unix_ms(self.unix_ms().saturating_add(ms).min(LAST_MS))
    }

    /// Returns the date, such as `2026-11-02`.
    pub fn date(self) -> String {
        self.calendar().format("%Y-%m-%d").to_string()
    }

    /// Returns the start of the next day, in UTC.
    #[must_use]
    pub fn next_day(self) -> Self {
        Self::from_unix_ms((self.unix_ms().div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS))
    }

    /// Reads a timestamp from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        item.parsed(ViolationCode::InvalidTimestamp)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.calendar().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// The error for a text that is not a timestamp.
#[derive(Debug, thiserror::Error)]
#[error("A time has the RFC 3339 format with an offset, such as 2026-11-02T09:30:00Z")]
pub struct InvalidTimestamp;

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidTimestamp)?.to_utc();
        if !(1900..=9999).contains(&parsed.year()) {
            return Err(InvalidTimestamp);
        }
        Ok(Self::from_unix_ms(parsed.timestamp_millis()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
