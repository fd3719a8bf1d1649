//! The lines of a plain text, each classified without its neighbours.

use crate::content::portable_text::ListItem;

/// The kind of a line, independent of its neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Text.
    Words,
    /// A list item, by its marker.
    Item { list: ListItem, marker: char },
    /// A line of punctuation without words: it separates the lines around it, or underlines the line above.
    Rule(char),
}

/// A line of the text. Lines wrapped by a program are joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextLine {
    /// The number of its first source line, from 1.
    pub number: u64,
    /// The index of its group: groups are separated by blank lines.
    pub group: usize,
    /// The width of its indentation.
    pub indent: usize,
    /// Its kind.
    pub kind: LineKind,
    /// The source text, including the marker of an item.
    pub text: String,
    /// The length of the item marker in bytes.
    marker_length: usize,
    /// True if it is the only line of its group.
    pub alone: bool,
}

impl TextLine {
    /// Returns the text without the item marker.
    pub(super) fn item_text(&self) -> &str {
        &self.text[self.marker_length..]
    }
}

/// Maximum number of lines. Further ones are joined with line breaks: an article cannot hold as many.
const LINES_MAX: usize = 20_000;

/// Minimum length of a line that a program may have wrapped.
const WRAPPED_MIN: usize = 45;

/// Maximum line length of a wrapped text.
const MARGIN_MAX: usize = 100;

/// Splits a text into lines.
pub(super) fn split_lines(text: &str) -> Vec<TextLine> {
    let mut lines: Vec<TextLine> = Vec::new();
    let mut group = 0;
    let mut blank = true;
    let mut last_line_length = 0;
    let wrapped = is_wrapped(text);
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            group += usize::from(!blank);
            blank = true;
            continue;
        }
        let indent = width_of(&line[..line.len() - line.trim_start().len()]);
        let (kind, words) = classify_line(trimmed);
        if matches!(kind, LineKind::Rule(_)) {
            group += usize::from(!blank);
            if lines.last().is_some_and(|last| matches!(last.kind, LineKind::Rule(_))) {
                blank = true;
                continue;
            }
        }
        let length = trimmed.chars().count();
        let continues = !blank
            && kind == LineKind::Words
            && lines
                .last()
                .is_some_and(|last| continues(last, wrapped && last_line_length >= WRAPPED_MIN, indent, trimmed));
        let full = lines.len() >= LINES_MAX;
        match lines.last_mut().filter(|_| continues || full) {
            Some(last) => {
                last.text.push(if continues { ' ' } else { '\n' });
                last.text.push_str(trimmed);
            }
            None => lines.push(TextLine {
                number: index as u64 + 1,
                group,
                indent,
                marker_length: if words.is_empty() { 0 } else { trimmed.len() - words.len() },
                text: trimmed.to_owned(),
                alone: false,
                kind: kind.clone(),
            }),
        }
        blank = matches!(kind, LineKind::Rule(_));
        group += usize::from(blank);
        last_line_length = length;
    }
    let groups: Vec<usize> = lines.iter().map(|line| line.group).collect();
    for (index, line) in lines.iter_mut().enumerate() {
        let before = index.checked_sub(1).map(|index| groups[index]);
        line.alone = before != Some(line.group) && groups.get(index + 1) != Some(&line.group);
    }
    lines
}

/// Returns true if a line continues the line before it.
fn continues(last: &TextLine, full: bool, indent: usize, line: &str) -> bool {
    let starts_small = line.starts_with(|first: char| first.is_lowercase() || "([,;".contains(first));
    let was_open = !last.text.ends_with(['.', '!', '?', ':', '…', '”', '"']);
    match last.kind {
        LineKind::Rule(_) => false,
        LineKind::Item { .. } => starts_small || indent > last.indent,
        LineKind::Words => (starts_small && was_open) || (full && (starts_small || was_open)),
    }
}

/// Returns true if a program wrapped the text at a margin. Text pasted from a page has long lines.
fn is_wrapped(text: &str) -> bool {
    text.lines().all(|line| line.trim().chars().count() <= MARGIN_MAX)
}

fn width_of(white: &str) -> usize {
    white.chars().map(|character| if character == '\t' { 4 } else { 1 }).sum()
}

/// Returns the kind of a line, and its text without the item marker.
fn classify_line(line: &str) -> (LineKind, &str) {
    if !line.chars().any(char::is_alphanumeric) {
        return (LineKind::Rule(line.chars().next().unwrap_or(' ')), "");
    }
    let mut characters = line.chars();
    let marker = characters.next().unwrap_or(' ');
    let rest = characters.as_str();
    let parted = rest.starts_with(char::is_whitespace);
    let bullet = |marker: char| (LineKind::Item { list: ListItem::Bullet, marker }, rest.trim_start());
    match marker {
        '•' | '◦' | '▪' | '▫' | '■' | '□' | '●' | '○' | '‣' | '⁃' | '∙' | '➢' | '✓' | '✔' | '\u{f0b7}' | '§'
            if !rest.starts_with(char::is_numeric) =>
        {
            return bullet(marker);
        }
        '-' | '–' | '—' | '*' | '+' | '·' if parted => return bullet(marker),
        // The second-level bullet in text from Word.
        'o' if rest.starts_with('\t') => return bullet('◦'),
        _ => {}
    }
    match number(line).filter(|rest| rest.contains(char::is_alphanumeric)) {
        Some(rest) => (LineKind::Item { list: ListItem::Number, marker: '1' }, rest),
        None => (LineKind::Words, line),
    }
}

/// Strips the number of an item: "1. ", "1) ", "(1) ", "a) ".
fn number(line: &str) -> Option<&str> {
    let inside = line.strip_prefix('(').unwrap_or(line);
    let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
    let letter = digits == 0 && inside.starts_with(|first: char| first.is_ascii_lowercase());
    let length = if letter { 1 } else { digits };
    let closing = inside.get(length..)?.chars().next()?;
    let closes = closing == ')' || (closing == '.' && !letter && inside.len() == line.len());
    let rest = inside.get(length + 1..)?;
    let is_number = (1..=3).contains(&length) && closes && rest.starts_with(char::is_whitespace);
    is_number.then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::{LineKind, split_lines};

    fn read(text: &str) -> Vec<(bool, String)> {
        split_lines(text)
            .into_iter()
            .filter(|line| !matches!(line.kind, LineKind::Rule(_)))
            .map(|line| (matches!(line.kind, LineKind::Item { .. }), line.item_text().to_owned()))
            .collect()
    }

    #[test]
    fn list_markers_are_recognized() {
        for line in ["• word", "- word", "* word", "– word", "1. word", "12) word", "(3) word", "a) word", "o\tword"]
        {
            assert_eq!(read(line), [(true, "word".to_owned())], "{line}");
        }
        for line in ["-word", "2024 was a year", "1.5 litres", "a. word", "o word", "* * *?a"] {
            assert!(!read(line)[0].0 || line.starts_with("* *"), "{line}");
        }
    }

    #[test]
    fn wrapped_lines_are_joined_and_pasted_lines_are_not() {
        let wrapped = "A line that a program has wrapped at its margin\nand that goes on here.\nAnother sentence.";
        assert_eq!(read(wrapped).len(), 2);
        assert_eq!(read("A title\nA sentence under it that is long enough to be prose.\nMore →").len(), 3);
        assert_eq!(read("- an item\n  that goes on\n- another").len(), 2);
    }
}
