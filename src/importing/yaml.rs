//! YAML in front matter and in files that list entities.

use serde_json::Value;

use super::error::DocumentError;

/// Reads a YAML list, as in the files for topics, phrases and resources. An empty file is an empty list.
pub fn read_yaml_list(text: &str) -> Result<Vec<Value>, DocumentError> {
    match read_yaml(text.strip_prefix('\u{feff}').unwrap_or(text), 0)? {
        Value::Array(items) => Ok(items),
        Value::Null => Ok(Vec::new()),
        _ => Err(DocumentError::Shape { line: 1, expected: "a list, each item starting with \"- \"" }),
    }
}

/// Parses YAML that starts after `lines_before` lines of its file.
pub(super) fn read_yaml(yaml: &str, lines_before: u64) -> Result<Value, DocumentError> {
    // The locale `no` must not be read as false.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(yaml, options).map_err(|error| DocumentError::Syntax {
        line: error.location().map_or(1, |location| location.line()) + lines_before,
        reason: error.without_snippet().to_string(),
    })
}
