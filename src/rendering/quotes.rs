//! Quotation marks around phrases.

pub(super) const OPENING_QUOTES: &[char] = &['“', '”', '„', '"', '«', '»', '‹', '›', '「', '『', '‘'];

/// Returns a phrase in quotation marks, unless it already starts with one.
pub(super) fn quoted(words: &str) -> String {
    if words.trim_start().starts_with(OPENING_QUOTES) { words.to_owned() } else { format!("“{words}”") }
}
