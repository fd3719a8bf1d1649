//! Metadata values: flags, words and times in various notations.

use chrono::{DateTime, Datelike, Utc};
use serde_json::Value;

use crate::content::Timestamp;
use crate::importing::timestamps::parse_timestamp;

const TRUE: &[&str] = &["true", "yes", "y", "on", "1", "t"];
const FALSE: &[&str] = &["false", "no", "n", "off", "0", "f", "never", "none"];

/// A value read as a flag or as text.
pub(super) enum FlagOrText {
    Nothing,
    Flag(bool),
    /// Text in lower case.
    Text(String),
    Other,
}

impl FlagOrText {
    pub(super) fn of(value: &Value) -> Self {
        let text = match value {
            Value::Null => return Self::Nothing,
            Value::Bool(flag) => return Self::Flag(*flag),
            Value::String(text) => text.trim().to_lowercase(),
            Value::Number(number) => number.to_string(),
            Value::Array(items) if items.len() == 1 => return items.first().map_or(Self::Nothing, Self::of),
            Value::Array(items) if items.is_empty() => return Self::Nothing,
            Value::Array(_) | Value::Object(_) => return Self::Other,
        };
        match text.as_str() {
            "" | "~" | "null" => Self::Nothing,
            word if TRUE.contains(&word) => Self::Flag(true),
            word if FALSE.contains(&word) => Self::Flag(false),
            _ => Self::Text(text),
        }
    }
}

/// The position of a time relative to now.
pub(super) enum RelativeTime {
    /// In the past. Has the time if it could be parsed completely.
    Past(Option<Timestamp>),
    Future,
    Unclear,
}

impl RelativeTime {
    pub(super) fn of(value: &Value, now: Timestamp) -> Self {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return Self::Unclear,
        };
        if let Some(moment) = parse_timestamp(&text).or_else(|| unix_time(&text)) {
            return if moment > now { Self::Future } else { Self::Past(Some(moment)) };
        }
        // If only the year can be parsed, it decides.
        let this_year = DateTime::<Utc>::from_timestamp_millis(now.unix_ms()).map_or(1970, |now| now.year());
        let digits = text.split(|character: char| !character.is_ascii_digit()).filter(|digits| digits.len() == 4);
        let years: Vec<i32> = digits.filter_map(|digits| digits.parse().ok()).collect();
        match (years.iter().min(), years.iter().max()) {
            (_, Some(last)) if *last < this_year => Self::Past(None),
            (Some(first), _) if *first > this_year => Self::Future,
            _ => Self::Unclear,
        }
    }
}

/// Parses a number of seconds or milliseconds since 1970.
fn unix_time(text: &str) -> Option<Timestamp> {
    let number: i64 = text.trim().parse().ok()?;
    match text.trim().len() {
        9..=11 => Some(Timestamp::from_unix_ms(number * 1000)),
        12..=14 => Some(Timestamp::from_unix_ms(number)),
        _ => None,
    }
}
