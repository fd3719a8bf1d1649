//! Fits text from any source to the rules for text fields, and counts its lines.

use std::borrow::Cow;

/// Replaces every line-breaking character by a line feed, and removes characters that content may not contain.
pub(super) fn normalize_text(text: &str) -> Cow<'_, str> {
    let is_odd = |character: char| {
        !matches!(character, '\t' | '\n')
            && (character.is_control() || matches!(character, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}'))
    };
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            // Word writes a line break as a vertical tab.
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            other if is_odd(other) => {}
            other => cleaned.push(other),
        }
    }
    Cow::Owned(cleaned)
}

/// Returns the text on one line, with single spaces.
pub(super) fn one_line(text: &str) -> String {
    normalize_text(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Splits a text after at most `most` characters, between words if possible. Returns both parts.
pub(super) fn truncate_at_word(text: &str, most: usize) -> (&str, &str) {
    let Some((end, _)) = text.char_indices().nth(most) else { return (text, "") };
    let cut = text[..end].rfind(char::is_whitespace).filter(|cut| *cut > end / 2).unwrap_or(end);
    (text[..cut].trim_end(), text[cut..].trim_start())
}

/// Shortens a text to a summary: whole sentences if the first ones fit.
pub(super) fn summarize(text: &str, most: usize) -> String {
    let text = one_line(text);
    let (beginning, rest) = truncate_at_word(&text, most - 1);
    if rest.is_empty() {
        return text;
    }
    let mut ends =
        beginning.char_indices().rev().filter(|(_, character)| ".!?".contains(*character)).map(|(index, _)| index + 1);
    match ends.find(|end| beginning[*end..].starts_with(' ')) {
        Some(end) if end > most / 3 => beginning[..end].to_owned(),
        _ => format!("{beginning}…"),
    }
}

/// Shortens a piece of the source for a message: one line, not too long.
pub(super) fn abbreviate(text: &str) -> String {
    let line = one_line(text.get(..2_000).unwrap_or(text));
    let (beginning, rest) = truncate_at_word(&line, 80);
    if rest.is_empty() && text.len() <= 2_000 { line } else { format!("{beginning}…") }
}

/// Counts the lines of a text up to increasing offsets.
pub(super) struct LineCounter<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
}

impl<'t> LineCounter<'t> {
    /// Creates a counter for a text that starts at line `first_line`.
    pub(super) fn new(text: &'t str, first_line: usize) -> Self {
        Self { text, offset: 0, line: first_line }
    }

    /// Returns the line of an offset. The offset must not be less than the previous one.
    pub(super) fn line_at(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if offset > self.offset {
            self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.offset..offset]).count();
            self.offset = offset;
        }
        self.line
    }
}
