//! Moments in time: UTC, to the millisecond, written as RFC 3339.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::decode::ValueDecoder;
use super::violations::ViolationCode;

/// The milliseconds of a day.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The last millisecond of the year 9999, which RFC 3339 can still write.
const LAST_MS: i64 = 253_402_300_799_999;

/// A moment, UTC, with millisecond precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, pattern = "^(19|[2-9][0-9])[0-9]{2}-")]
pub struct Timestamp(i64);

impl Timestamp {
    /// This moment.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(LAST_MS))
    }

    /// The moment `ms` milliseconds after 1970-01-01T00:00:00Z.
    pub fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_ms(self) -> i64 {
        self.0
    }

    /// The same as a date and a time of day; the first moment of 1970 for what no calendar has.
    fn calendar(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The moment `days` days earlier.
    #[must_use]
    pub fn days_before(self, days: u16) -> Self {
        Self(self.0.saturating_sub(i64::from(days) * DAY_MS))
    }

    /// The moment `ms` milliseconds later; the last there is, if that lies beyond it.
    #[must_use]
    pub fn later_by_ms(self, ms: i64) -> Self {
        Self::from_unix_ms(self.unix_ms().saturating_add(ms).min(LAST_MS))
    }

    /// The date, as `2026-11-02`.
    pub fn date(self) -> String {
        self.calendar().format("%Y-%m-%d").to_string()
    }

    /// The beginning of the day after, in UTC.
    #[must_use]
    pub fn next_day(self) -> Self {
        Self::from_unix_ms((self.unix_ms().div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS))
    }

    /// Reads a moment from JSON.
    pub fn read(item: &mut ValueDecoder<'_, '_>) -> Option<Self> {
        let text = item.text()?;
        match text.parse() {
            Ok(timestamp) => Some(timestamp),
            Err(error) => item.reject(ViolationCode::InvalidTimestamp, format!("{error}.")),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.calendar().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// The text is not a moment.
#[derive(Debug, thiserror::Error)]
#[error("A time is written as RFC 3339 has it, with an offset, such as 2026-11-02T09:30:00Z")]
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
