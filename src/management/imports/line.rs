//! One line of an export at a time, however long the export is.

use std::io::BufRead;

use super::bundle::FileProblem;
use super::load::ImportError;

/// The most bytes of one line: more than any article has.
const LINE_MAX: u64 = 64 << 20;

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
