//! What is said about the Markdown: warnings and errors, each with its line.

use crate::content::portable_text::Block;
use crate::content::section::ParsedMarkdown;
use crate::content::{Rejection, ViolationCode};

/// More warnings than this are counted, not listed.
const WARNINGS_MAX: usize = 100;

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceLocation<'t> {
    /// The pointer to it, in what was sent.
    pub(super) pointer: &'t str,
    /// The line of its file where it starts, from 1.
    pub(super) first_line: usize,
}

pub(super) struct Diagnostics<'t> {
    location: SourceLocation<'t>,
    line_starts: Vec<usize>,
    warnings: Vec<String>,
    unlisted: usize,
    errors: Vec<Rejection>,
}

impl<'t> Diagnostics<'t> {
    pub(super) fn new(location: SourceLocation<'t>, text: &str) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { location, line_starts, warnings: Vec::new(), unlisted: 0, errors: Vec::new() }
    }

    /// Adds a warning that something at the offset `at` was changed or left out.
    pub(super) fn warn(&mut self, at: usize, sentence: &str) {
        if self.warnings.len() >= WARNINGS_MAX {
            self.unlisted += 1;
            return;
        }
        let line = self.line(at);
        let pointer = self.location.pointer;
        let place = if pointer.is_empty() { format!("Line {line}") } else { format!("{pointer}, line {line}") };
        self.warnings.push(format!("{place}: {sentence}"));
    }

    /// Adds an error: something cannot be accepted, at an offset or in the text as a whole. The pointer is
    /// not named: whoever refuses the input adds it.
    pub(super) fn reject(&mut self, at: Option<usize>, code: ViolationCode, sentence: &str) {
        let place = at.map(|at| format!("Line {}: ", self.line(at))).unwrap_or_default();
        self.errors.push(Rejection::new(code, format!("{place}{sentence}")));
    }

    /// Returns the blocks with the diagnostics about them.
    pub(super) fn finish(mut self, blocks: Vec<Block>) -> ParsedMarkdown {
        if self.unlisted > 0 {
            self.warnings.push(format!("{} more warnings are not listed.", self.unlisted));
        }
        ParsedMarkdown { blocks, warnings: self.warnings, errors: self.errors }
    }

    fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at) + self.location.first_line - 1
    }
}

/// A piece of the input as it is named in a sentence: one line, not too long.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN_MAX: usize = 80;
    let line: String =
        text.chars().take(SHOWN_MAX).map(|character| if character.is_control() { ' ' } else { character }).collect();
    if text.chars().nth(SHOWN_MAX).is_some() { format!("{line}…") } else { line }
}
