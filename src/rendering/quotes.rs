//! Quotation marks around phrases.

pub(super) const OPENING_QUOTES: &[char] = &['“', '”', '„', '"', '«', '»', '‹', '›', '「', '『', '‘'];

/// The words of a phrase between quotation marks, unless they bring their own.
pub(super) fn quoted(words: &str) -> String {
    if words.trim_start().starts_with(OPENING_QUOTES) { words.to_owned() } else { format!("“{words}”") }
}
