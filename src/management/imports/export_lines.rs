//! Reads an export line by line, so that its size does not matter.

use std::io::BufRead;

use super::bundle::FileProblem;
use super::error::ImportError;
use crate::management::exports::records::{ExportHeader, ExportRecord, FORMAT};

/// The maximum length of a line in bytes; no article needs that much.
const LINE_MAX: u64 = 64 << 20;

/// The number of problems after which an import stops.
pub(super) const PROBLEMS_MAX: usize = 100;

/// Returns the next line without a byte order mark, or `None` at the end.
pub(super) fn next_line(source: &mut dyn BufRead, location: &str, number: u64) -> Result<Option<String>, ImportError> {
    let error = |detail: String| {
        ImportError::Files(vec![FileProblem { location: format!("{location}, line {number}"), detail }])
    };
    let mut text = String::new();
    let mut limited = std::io::Read::take(source, LINE_MAX);
    let length = limited.read_line(&mut text).map_err(|io_error| error(io_error.to_string()))?;
    if length == 0 {
        return Ok(None);
    }
    if !text.ends_with('\n') && u64::try_from(length).is_ok_and(|length| length >= LINE_MAX) {
        return Err(error("the line is too long".to_owned()));
    }
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}

/// Returns the error message about an export in another format.
pub(super) fn wrong_format(header: &ExportHeader) -> String {
    format!("the format {} is of another version of Cairn; this one reads the format {FORMAT}", header.format)
}

/// Checks the lines of an export before the import, so that an invalid or too large export never blocks other writers.
pub(super) fn check_lines(text: &str, location: &str, entries_max: usize) -> Result<(), ImportError> {
    let mut problems = Vec::new();
    let mut entries = 0;
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1_u64..) {
        match serde_json::from_str(line) {
            Ok(ExportRecord::ExportHeader(header)) if header.format != FORMAT => {
                problems.push((number, wrong_format(&header)));
                break;
            }
            Ok(ExportRecord::Entity(_)) => entries += 1,
            Ok(_) => {}
            Err(error) => problems.push((number, format!("not a line of an export: {error}"))),
        }
        if entries > entries_max {
            let detail =
                format!("it has more than {entries_max} entities; import it with `cairn import`, which has no limit");
            problems.push((number, detail));
            break;
        }
        if problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    let located = problems
        .into_iter()
        .map(|(number, detail)| FileProblem { location: format!("{location}, line {number}"), detail });
    let problems: Vec<FileProblem> = located.collect();
    if problems.is_empty() { Ok(()) } else { Err(ImportError::Files(problems)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::io::BufReader;

    use super::*;

    const HEADER: &str =
        r#"{"type":"cairn.export","format":3,"exportedAt":"2026-01-01T00:00:00Z","revisions":false,"log":false}"#;
    const ENTITY: &str = r#"{"type":"entity","kind":"topic","id":"0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01","version":1,"status":"draft","createdAt":"2020-01-01T00:00:00Z","updatedAt":"2020-01-01T00:00:00Z","content":{}}"#;

    /// Returns the problems in lines, of which at most two may be entities.
    fn problems(lines: &[&str]) -> Vec<FileProblem> {
        match check_lines(&lines.join("\n"), "the body", 2) {
            Ok(()) => Vec::new(),
            Err(ImportError::Files(problems)) => problems,
            Err(other) => unreachable!("{other}"),
        }
    }

    #[test]
    fn an_export_has_at_most_as_many_entities_as_the_limit() {
        assert_eq!(problems(&[HEADER, ENTITY, ENTITY]), []);
        let found = problems(&[HEADER, ENTITY, ENTITY, ENTITY, ENTITY]);
        assert_eq!(found.len(), 1, "it stops there: {found:?}");
        assert_eq!(found[0].location, "the body, line 4");
        assert!(found[0].detail.starts_with("it has more than 2 entities"), "{found:?}");
    }

    #[test]
    fn all_invalid_lines_are_reported_up_to_a_maximum() {
        for (invalid, reported) in [(1, 1), (2, 2), (PROBLEMS_MAX, PROBLEMS_MAX), (PROBLEMS_MAX + 1, PROBLEMS_MAX)] {
            let found = problems(&[&[HEADER][..], &vec!["{}"; invalid]].concat());
            assert_eq!(found.len(), reported, "{invalid} invalid lines");
            assert_eq!(found[0].location, "the body, line 2");
        }
    }

    #[test]
    fn a_line_that_does_not_end_within_the_limit_is_rejected() {
        let mut endless = BufReader::with_capacity(1 << 20, std::io::repeat(b' '));
        let Err(ImportError::Files(problems)) = next_line(&mut endless, "all.ndjson", 7) else {
            unreachable!("the line never ends")
        };
        let expected = [("all.ndjson, line 7".to_owned(), "the line is too long".to_owned())];
        assert_eq!(problems.into_iter().map(|found| (found.location, found.detail)).collect::<Vec<_>>(), expected);
        let mut last = BufReader::new(&b"a\nb"[..]);
        let lines = [1, 2, 3].map(|number| next_line(&mut last, "all.ndjson", number).unwrap());
        assert_eq!(lines.map(|line| line.unwrap_or_default()), ["a\n", "b", ""]);
    }
}
