//! What is left out: elements with all that is in them, each named with its place and the words it had.

use std::collections::BTreeMap;

use super::tokens::StartTag;
use crate::importing::parsed::Notes;
use crate::importing::text::{abbreviate, one_line};

/// More of the text of a style sheet than this is not read.
const SHEET_MAX: usize = 200_000;

/// So much of what is left out is quoted.
const SAMPLE_MAX: usize = 300;

/// An element that is being left out.
#[derive(Debug)]
pub(super) struct SkippedElement {
    name: Box<str>,
    depth: usize,
    line: u64,
    reason: SkipReason,
    /// Where what it shows comes from.
    address: String,
    text: String,
    words: usize,
    /// True if its element was open already, so that the end tag closes that too.
    pub(super) is_rest: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SkipReason {
    /// Worth a note in any case.
    Always(&'static str),
    /// Worth a note if it has words.
    IfText(&'static str),
    /// Counted, and its text is none that anybody reads.
    Code(&'static str),
    /// A sign that belongs to something that is counted.
    Silent,
}

impl SkippedElement {
    pub(super) fn begin(tag: &StartTag<'_>, line: u64, reason: SkipReason) -> Self {
        let address = tag.attribute("src").or_else(|| tag.attribute("data"));
        let address = address.map(|address| format!(" ({})", abbreviate(address))).unwrap_or_default();
        Self { name: tag.name.into(), depth: 1, line, reason, address, text: String::new(), words: 0, is_rest: false }
    }

    /// Begins to leave out the rest of the open element of that name.
    pub(super) fn rest_of(name: &str, line: u64, reason: SkipReason) -> Self {
        let (address, text) = (String::new(), String::new());
        Self { name: name.into(), depth: 1, line, reason, address, text, words: 0, is_rest: true }
    }

    pub(super) fn start(&mut self, name: &str) {
        self.depth += usize::from(*self.name == *name);
    }

    /// Says whether it has ended.
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

    /// The text of a style sheet, if it is one.
    pub(super) fn style_sheet(&self) -> Option<&str> {
        matches!(self.reason, SkipReason::Code("style sheet")).then_some(self.text.as_str())
    }
}

/// The number of skipped elements of one kind.
#[derive(Debug)]
struct CodeCount {
    count: usize,
    /// The line of the first.
    line: u64,
}

/// All that was left out.
#[derive(Debug, Default)]
pub(super) struct SkippedSummary {
    /// The skipped code of each kind.
    code: BTreeMap<&'static str, CodeCount>,
    outside: Option<SkippedElement>,
}

impl SkippedSummary {
    pub(super) fn add(&mut self, skipped: &SkippedElement, notes: &mut Notes) {
        let word_count_text = word_count_text(skipped);
        match skipped.reason {
            SkipReason::Code(kind) => self.count(kind, skipped.line),
            SkipReason::Always(what) => {
                notes.add(skipped.line, format!("{what}{} was left out{word_count_text}.", skipped.address))
            }
            SkipReason::IfText(what) if skipped.words > 0 => {
                notes.add(skipped.line, format!("{what} was left out{word_count_text}."))
            }
            SkipReason::IfText(_) | SkipReason::Silent => {}
        }
    }

    /// Counts something that is code or the like.
    pub(super) fn count(&mut self, kind: &'static str, line: u64) {
        self.code.entry(kind).or_insert(CodeCount { count: 0, line }).count += 1;
    }

    /// Text that stands outside of the main text.
    pub(super) fn outside(&mut self, text: &str, line: u64) {
        if text.trim().is_empty() {
            return;
        }
        let skipped = self.outside.get_or_insert_with(|| SkippedElement {
            name: "".into(),
            depth: 1,
            line,
            reason: SkipReason::IfText("What stands outside of the main text"),
            address: String::new(),
            text: String::new(),
            words: 0,
            is_rest: false,
        });
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
