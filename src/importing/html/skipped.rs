//! Skipped elements: each is reported with its line and its text.

use std::collections::BTreeMap;

use super::tokens::StartTag;
use crate::importing::parsed::Notes;
use crate::importing::text::{abbreviate, one_line};

/// Maximum number of bytes read from a style sheet.
const SHEET_MAX: usize = 200_000;

/// Maximum number of bytes of skipped text kept for the note.
const SAMPLE_MAX: usize = 300;

/// An element that is being skipped.
#[derive(Debug)]
pub(super) struct SkippedElement {
    name: Box<str>,
    depth: usize,
    line: u64,
    reason: SkipReason,
    /// The URL of its content, in parentheses.
    address: String,
    text: String,
    words: usize,
    /// True if the element was already open: its end tag must close it too.
    pub(super) is_rest: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SkipReason {
    /// Always reported.
    Always(&'static str),
    /// Reported if it contains words.
    IfText(&'static str),
    /// Counted only; its text is not for readers.
    Code(&'static str),
    /// A marker of an element that is counted elsewhere; not reported.
    Silent,
}

impl SkippedElement {
    pub(super) fn begin(tag: &StartTag<'_>, line: u64, reason: SkipReason) -> Self {
        let address = tag.attribute("src").or_else(|| tag.attribute("data"));
        let address = address.map(|address| format!(" ({})", abbreviate(address))).unwrap_or_default();
        Self { address, is_rest: false, ..Self::rest_of(tag.name, line, reason) }
    }

    /// Starts to skip the rest of the open element with this name.
    pub(super) fn rest_of(name: &str, line: u64, reason: SkipReason) -> Self {
        let (address, text) = (String::new(), String::new());
        Self { name: name.into(), depth: 1, line, reason, address, text, words: 0, is_rest: true }
    }

    pub(super) fn start(&mut self, name: &str) {
        self.depth += usize::from(*self.name == *name);
    }

    /// Handles an end tag; returns true if the skipped element ends.
    pub(super) fn end(&mut self, name: &str) -> bool {
        self.depth -= usize::from(*self.name == *name && self.depth > 0);
        self.depth == 0
    }

    pub(super) fn text(&mut self, text: &str) {
        let max = if matches!(self.reason, SkipReason::Code("style sheet")) { SHEET_MAX } else { SAMPLE_MAX };
        if self.text.len() < max {
            self.text.push_str(text);
        }
        if !matches!(self.reason, SkipReason::Code(_)) {
            self.words += text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        }
    }

    /// Returns the text of the element if it is a style sheet.
    pub(super) fn style_sheet(&self) -> Option<&str> {
        matches!(self.reason, SkipReason::Code("style sheet")).then_some(self.text.as_str())
    }
}

/// The number of skipped elements of one kind.
#[derive(Debug)]
struct CodeCount {
    count: usize,
    /// The line of the first one.
    line: u64,
}

/// Everything that was skipped.
#[derive(Debug, Default)]
pub(super) struct SkippedSummary {
    /// The skipped code by kind.
    code: BTreeMap<&'static str, CodeCount>,
    outside: Option<SkippedElement>,
}

impl SkippedSummary {
    pub(super) fn add(&mut self, skipped: &SkippedElement, notes: &mut Notes) {
        let word_count_text = word_count_text(skipped);
        match skipped.reason {
            SkipReason::Code(kind) => self.count(kind, skipped.line),
            SkipReason::Always(what) => {
                notes.add(skipped.line, format!("{what}{} was left out{word_count_text}.", skipped.address));
            }
            SkipReason::IfText(what) if skipped.words > 0 => {
                notes.add(skipped.line, format!("{what} was left out{word_count_text}."));
            }
            SkipReason::IfText(_) | SkipReason::Silent => {}
        }
    }

    /// Counts an element of a kind that is not text.
    pub(super) fn count(&mut self, kind: &'static str, line: u64) {
        self.code.entry(kind).or_insert(CodeCount { count: 0, line }).count += 1;
    }

    /// Adds text outside of the main content.
    pub(super) fn outside(&mut self, text: &str, line: u64) {
        if text.trim().is_empty() {
            return;
        }
        let reason = SkipReason::IfText("Text outside of the main content");
        let skipped = self.outside.get_or_insert_with(|| SkippedElement::rest_of("", line, reason));
        skipped.text(text);
        skipped.text.push(' ');
    }

    pub(super) fn finish(mut self, notes: &mut Notes) {
        if let Some(outside) = self.outside.take() {
            self.add(&outside, notes);
        }
        for (kind, CodeCount { count, line }) in self.code {
            let sentence = match count {
                1 => format!("A {kind} was left out."),
                _ => format!("{count} {kind}s were left out."),
            };
            notes.add(line, sentence);
        }
    }
}

fn word_count_text(skipped: &SkippedElement) -> String {
    match skipped.words {
        0 => String::new(),
        1 => format!(", with one word: “{}”", one_line(&skipped.text)),
        words => format!(", with {words} words: “{}”", abbreviate(&skipped.text)),
    }
}
