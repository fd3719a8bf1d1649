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
