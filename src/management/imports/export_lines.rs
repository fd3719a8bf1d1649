//! One line of an export at a time, however long the export is.

use std::io::BufRead;

use super::bundle::FileProblem;
use super::error::ImportError;
use crate::management::exports::records::ExportRecord;

/// The most bytes of one line: more than any article has.
const LINE_MAX: u64 = 64 << 20;

/// More mistakes than this are not looked for.
pub(super) const PROBLEMS_MAX: usize = 100;

/// The next line, without a mark of the byte order; none at the end.
pub(super) fn next_line(source: &mut dyn BufRead, place: &str, number: u64) -> Result<Option<String>, ImportError> {
    let fail =
        |detail: String| ImportError::Files(vec![FileProblem { place: format!("{place}, line {number}"), detail }]);
    let mut text = String::new();
    let mut limited = std::io::Read::take(source, LINE_MAX);
    let length = limited.read_line(&mut text).map_err(|error| fail(error.to_string()))?;
    if length == 0 {
        return Ok(None);
    }
    if !text.ends_with('\n') && u64::try_from(length).is_ok_and(|length| length >= LINE_MAX) {
        return Err(fail("the line is too long".to_owned()));
    }
    Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
}

/// Looks through an export, so that one that is none, or too large, never keeps others from writing.
pub(super) fn check_lines(text: &str, place: &str, entries_max: usize) -> Result<(), ImportError> {
    let mut problems = Vec::new();
    let mut entries = 0;
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1_u64..) {
        match serde_json::from_str(line) {
            Ok(ExportRecord::Entity(_)) => entries += 1,
            Ok(_) => {}
            Err(error) => problems.push((number, format!("not a line of an export: {error}"))),
        }
        if entries > entries_max {
            let detail = format!(
                "there are more than {entries_max} things; import it with `cairn import`, which takes any number"
            );
            problems.push((number, detail));
            break;
        }
        if problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    let named =
        problems.into_iter().map(|(number, detail)| FileProblem { place: format!("{place}, line {number}"), detail });
    let problems: Vec<FileProblem> = named.collect();
    if problems.is_empty() { Ok(()) } else { Err(ImportError::Files(problems)) }
}
