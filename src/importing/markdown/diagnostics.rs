//! Warnings and errors about the Markdown, each with its line.

use crate::content::portable_text::Block;
use crate::content::section::ParsedMarkdown;
use crate::content::{Rejection, ViolationCode};

/// Maximum number of listed warnings. Further ones are only counted.
const WARNINGS_MAX: usize = 100;

/// The location of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceLocation<'t> {
    /// Its JSON Pointer in the request.
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

    /// Adds a warning about a change or an omission at the offset `at`.
    pub(super) fn warn(&mut self, at: usize, sentence: &str) {
        if self.warnings.len() >= WARNINGS_MAX {
            self.unlisted += 1;
            return;
        }
        let line = self.line(at);
        let pointer = self.location.pointer;
        let prefix = if pointer.is_empty() { format!("Line {line}") } else { format!("{pointer}, line {line}") };
        self.warnings.push(format!("{prefix}: {sentence}"));
    }

    /// Adds an error at an offset, or about the text as a whole. The caller adds the pointer.
    pub(super) fn reject(&mut self, at: Option<usize>, code: ViolationCode, sentence: &str) {
        let prefix = at.map(|at| format!("Line {}: ", self.line(at))).unwrap_or_default();
        self.errors.push(Rejection::new(code, format!("{prefix}{sentence}")));
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

/// Shortens a piece of the input for a message: one line, not too long.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN_MAX: usize = 80;
    let line: String =
        text.chars().take(SHOWN_MAX).map(|character| if character.is_control() { ' ' } else { character }).collect();
    if text.chars().nth(SHOWN_MAX).is_some() { format!("{line}…") } else { line }
}
