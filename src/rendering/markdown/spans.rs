//! The spans of a block as Markdown can express them: at most one annotation, code innermost, equal neighbours merged.

use std::borrow::Cow;

use super::link::{MarkdownFlavour, link_destination};
use crate::content::portable_text::PublishedTextBlock;
use crate::rendering::marks::{Decorator, Mark, marks_of};

/// Text whose characters all have the same marks.
#[derive(Debug, Clone)]
pub(super) struct InlineSpan<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) code: bool,
    pub(super) annotation: Option<usize>,
    decorators: Vec<Decorator>,
}

impl InlineSpan<'_> {
    /// Returns the decorators except `code`, which cannot contain others in Markdown.
    pub(super) fn marks(&self) -> Vec<Mark> {
        self.decorators.iter().copied().map(Mark::Decorator).collect()
    }

    fn is_like(&self, other: &Self) -> bool {
        (self.code, self.annotation, &self.decorators) == (other.code, other.annotation, &other.decorators)
    }
}

/// Returns the non-empty spans of a block.
pub(super) fn inline_spans(block: &PublishedTextBlock, flavour: MarkdownFlavour) -> Vec<InlineSpan<'_>> {
    let mut spans = Vec::with_capacity(block.children.len());
    for child in block.children.iter().filter(|child| !child.text.is_empty()) {
        let mut span =
            InlineSpan { text: Cow::Borrowed(&*child.text), code: false, annotation: None, decorators: Vec::new() };
        for mark in marks_of(child, block) {
            match mark {
                Mark::Decorator(Decorator::Code) => span.code = true,
                Mark::Decorator(decorator) => span.decorators.push(decorator),
                Mark::Annotation { index, .. } if span.annotation.is_none() => {
                    span.annotation = link_destination(block, index, flavour).map(|_| index);
                }
                Mark::Annotation { .. } => {}
            }
        }
        span.decorators.sort_unstable();
        spans.push(span);
    }
    let spans = merge_like_spans(spans);
    match flavour {
        MarkdownFlavour::RoundTrip => spans,
        MarkdownFlavour::Readable => merge_like_spans(move_space_out_of_marks(&spans)),
    }
}

fn merge_like_spans(spans: Vec<InlineSpan<'_>>) -> Vec<InlineSpan<'_>> {
    let mut joined: Vec<InlineSpan<'_>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.is_like(&span) => last.text.to_mut().push_str(&span.text),
            _ => joined.push(span),
        }
    }
    joined
}

/// Moves white space at the edges of marks out of them. It looks the same, and delimiters do not work next to white space.
fn move_space_out_of_marks<'b>(spans: &[InlineSpan<'b>]) -> Vec<InlineSpan<'b>> {
    let mut moved = Vec::with_capacity(spans.len());
    for (index, span) in spans.iter().enumerate() {
        if span.code || span.decorators.is_empty() {
            moved.push(span.clone());
            continue;
        }
        let before = index.checked_sub(1).and_then(|before| spans.get(before));
        let words = span.text.trim();
        let words_from = span.text.len() - span.text.trim_start().len();
        let words_to = words_from + words.len();
        moved.push(space(span, 0..words_from, before));
        moved.push(InlineSpan { text: Cow::Owned(words.to_owned()), ..span.clone() });
        moved.push(space(span, words_to..span.text.len(), spans.get(index + 1)));
    }
    moved.retain(|span| !span.text.is_empty());
    moved
}

fn space<'b>(
    span: &InlineSpan<'b>,
    range: std::ops::Range<usize>,
    neighbour: Option<&InlineSpan<'b>>,
) -> InlineSpan<'b> {
    let shared = |decorator: &Decorator| neighbour.is_some_and(|span| span.decorators.contains(decorator));
    InlineSpan {
        text: Cow::Owned(span.text[range].to_owned()),
        decorators: span.decorators.iter().copied().filter(shared).collect(),
        ..span.clone()
    }
}
