//! Code in Markdown: comment syntax inside of it is not a comment.

use std::collections::HashMap;

/// The context of a line.
pub(super) struct LineContext {
    pub(super) after_blank: bool,
    /// In a list, an indented line is part of an item.
    pub(super) in_list: bool,
}

impl LineContext {
    /// Returns the length of the first line in bytes if it is indented code.
    pub(super) fn indented_code(&mut self, text: &str) -> Option<usize> {
        let (line, _) = text.split_once('\n').unwrap_or((text, ""));
        let is_indented = line.starts_with("    ") || line.starts_with('\t');
        let words = line.trim();
        if words.is_empty() {
            self.after_blank = true;
            return None;
        }
        if is_indented && self.after_blank && !self.in_list {
            return Some(text.len().min(line.len() + 1));
        }
        let marker = words.trim_start_matches(|character: char| character.is_ascii_digit());
        let is_item = marker.starts_with(['-', '*', '+', '.', ')']) && marker.get(1..2).is_none_or(|next| next == " ");
        self.in_list = is_item || (self.in_list && (is_indented || !self.after_blank));
        self.after_blank = false;
        None
    }
}

pub(super) fn has_blank_line(text: &str) -> bool {
    text.split('\n').skip(1).any(|line| line.trim().is_empty()) && text.contains('\n')
}

/// Returns the length in bytes of the fenced code block that starts at the first line, up to the end of its last line.
pub(super) fn fenced_code(text: &str) -> Option<usize> {
    let content =
        |line: &str| line.trim_start_matches(|character: char| " \t>-*+0123456789.)".contains(character)).to_owned();
    let (line, _) = text.split_once('\n').unwrap_or((text, ""));
    let line = content(line);
    let fence = line.chars().next().filter(|fence| matches!(fence, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(fence).len();
    if length < 3 || (fence == '`' && line[length..].contains('`')) {
        return None;
    }
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        let line = line.trim_start_matches(|character: char| " \t>".contains(character)).trim_end();
        if index > 0 && line.len() >= length && line.trim_start_matches(fence).is_empty() {
            break;
        }
    }
    Some(end)
}

/// Returns the offsets of the runs of backticks, by their length.
pub(super) fn backtick_runs(text: &str) -> HashMap<usize, Vec<usize>> {
    let mut runs: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('`').map(|found| at + found) {
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        runs.entry(length).or_default().push(start);
        at = start + length;
    }
    runs
}
