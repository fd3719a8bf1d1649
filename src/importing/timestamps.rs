//! Timestamps in the formats of other programs.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use crate::content::Timestamp;

/// Formats with an offset from UTC.
const WITH_OFFSET: &[&str] = &["%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%.f%z", "%a, %d %b %Y %H:%M:%S %z"];

/// Formats without an offset: read as UTC.
const WITHOUT_OFFSET: &[&str] = &["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"];

/// Parses a timestamp. A date without a time means its start.
pub(super) fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let with_offset = WITH_OFFSET.iter().find_map(|form| DateTime::parse_from_str(text, form).ok());
    let without = || WITHOUT_OFFSET.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let moment = match with_offset {
        Some(moment) => moment.to_utc(),
        None => without().or_else(day)?.and_utc(),
    };
    // `Timestamp` checks the range.
    moment.to_rfc3339().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_timestamp;

    #[test]
    fn timestamps_of_many_programs_are_parsed() {
        let read = |text: &str| parse_timestamp(text).map(|moment| moment.to_string());
        for text in [
            "2019-03-02T10:00:00Z",
            "2019-03-02 10:00:00",
            " 2019-03-02 11:00:00 +0100",
            "2019-03-02T11:00:00+0100",
            "Sat, 02 Mar 2019 10:00:00 +0000",
            "2019-03-02T10:00:00.000",
        ] {
            assert_eq!(read(text).as_deref(), Some("2019-03-02T10:00:00.000Z"), "{text}");
        }
        assert_eq!(read("2019-03-02").as_deref(), Some("2019-03-02T00:00:00.000Z"));
        for text in ["", "0000-00-00 00:00:00", "1066-10-14", "soon", "2019"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
