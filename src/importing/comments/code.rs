//! Code in Markdown: what looks like a comment in it is none.

use std::collections::HashMap;

/// The context of a line.
pub(super) struct LineContext {
    pub(super) after_blank: bool,
    /// In a list an indented line is text of an item.
    pub(super) in_list: bool,
}

impl LineContext {
    /// The length of the first line of a text if it is code by its indent.
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
        let marker = words.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let is_item = marker.starts_with(['-', '*', '+', '.', ')']) && marker.get(1..2).is_none_or(|next| next == " ");
        self.in_list = is_item || (self.in_list && (is_indented || !self.after_blank));
        self.after_blank = false;
        None
    }
}

pub(super) fn has_blank_line(text: &str) -> bool {
    text.split('\n').skip(1).any(|line| line.trim().is_empty()) && text.contains('\n')
}

/// The length of the block of code that starts in the first line of a text, to the end of its last line.
pub(super) fn fenced_code(text: &str) -> Option<usize> {
    let content = |line: &str| line.trim_start_matches(|sign: char| " \t>-*+0123456789.)".contains(sign)).to_owned();
    let (line, _) = text.split_once('\n').unwrap_or((text, ""));
    let line = content(line);
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(sign).len();
    if length < 3 || (sign == '`' && line[length..].contains('`')) {
        return None;
    }
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        let line = line.trim_start_matches(|sign: char| " \t>".contains(sign)).trim_end();
        if index > 0 && line.len() >= length && line.trim_start_matches(sign).is_empty() {
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
