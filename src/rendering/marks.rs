//! Nests the flat marks of spans.
//!
//! The order is that of the standard Portable Text renderers: the longest mark is outermost. Of marks that end
//! together, annotations come first, by key, and then decorators. Must not know how a mark is written.

use crate::content::portable_text::{PublishedLink, PublishedMarkDef, PublishedSpan, PublishedTextBlock};

/// A mark that needs no definition. Of two that end together, the one with the lower value is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decorator {
    Strong,
    Em,
    Code,
    Underline,
    StrikeThrough,
}

impl Decorator {
    fn from_name(word: &str) -> Option<Self> {
        Some(match word {
            "strong" => Self::Strong,
            "em" => Self::Em,
            "code" => Self::Code,
            "underline" => Self::Underline,
            "strike-through" => Self::StrikeThrough,
            _ => return None,
        })
    }
}

/// A mark of a span. An annotation has the rank of its key in the block and its index in `markDefs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Annotation { rank: usize, index: usize },
    Decorator(Decorator),
}

/// An event in writing marked text from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkEvent {
    Open(Mark),
    Close(Mark),
    /// The text of the span at this index.
    Text(usize),
}

/// Returns the marks of a span without duplicates. Undefined marks are omitted.
pub(super) fn marks_of(span: &PublishedSpan, block: &PublishedTextBlock) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(span.marks.len());
    for word in &span.marks {
        let mark = Decorator::from_name(word).map(Mark::Decorator).or_else(|| annotation(word, block));
        marks.extend(mark.filter(|mark| !marks.contains(mark)));
    }
    marks
}

fn annotation(key: &str, block: &PublishedTextBlock) -> Option<Mark> {
    let index = block.mark_defs.iter().position(|mark_def| key_of(mark_def) == key)?;
    let rank = block.mark_defs.iter().filter(|mark_def| key_of(mark_def) < key).count();
    Some(Mark::Annotation { rank, index })
}

/// Returns the link of a mark, if it is one.
pub(super) fn link_of(mark: Mark, block: &PublishedTextBlock) -> Option<&PublishedLink> {
    match mark {
        Mark::Annotation { index, .. } => match block.mark_defs.get(index) {
            Some(PublishedMarkDef::Link(link)) => Some(link),
            _ => None,
        },
        Mark::Decorator(_) => None,
    }
}

fn key_of(mark_def: &PublishedMarkDef) -> &str {
    match mark_def {
        PublishedMarkDef::Link(link) => &link.key,
        PublishedMarkDef::Phrase(phrase) => &phrase.key,
    }
}

/// Converts the marks of consecutive spans to properly nested open and close events.
pub(super) fn nest(spans: &[Vec<Mark>]) -> Vec<MarkEvent> {
    let lengths = run_lengths(spans);
    let mut events = Vec::with_capacity(spans.len());
    let mut open: Vec<Mark> = Vec::new();
    for (index, marks) in spans.iter().enumerate() {
        let kept = open.iter().take_while(|mark| marks.contains(mark)).count();
        events.extend(open.drain(kept..).rev().map(MarkEvent::Close));
        let with_lengths = lengths[index].iter().copied().zip(marks.iter().copied());
        let mut new_marks: Vec<(usize, Mark)> = with_lengths.filter(|(_, mark)| !open.contains(mark)).collect();
        new_marks.sort_by(|(length, mark), (other_length, other)| other_length.cmp(length).then(mark.cmp(other)));
        for (_, mark) in new_marks {
            events.push(MarkEvent::Open(mark));
            open.push(mark);
        }
        events.push(MarkEvent::Text(index));
    }
    events.extend(open.into_iter().rev().map(MarkEvent::Close));
    events
}

/// Returns for each mark of each span the number of consecutive spans, from that one, that have it.
fn run_lengths(spans: &[Vec<Mark>]) -> Vec<Vec<usize>> {
    let mut lengths: Vec<Vec<usize>> = spans.iter().map(|marks| vec![1; marks.len()]).collect();
    for index in (1..spans.len()).rev() {
        for (place, mark) in spans[index - 1].iter().enumerate() {
            if let Some(next) = spans[index].iter().position(|other| other == mark) {
                lengths[index - 1][place] = lengths[index][next] + 1;
            }
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;
    use MarkEvent::{Close, Open, Text};

    const STRONG: Mark = Mark::Decorator(Decorator::Strong);
    const EM: Mark = Mark::Decorator(Decorator::Em);

    #[test]
    fn the_longest_mark_is_outermost() {
        let events = nest(&[vec![STRONG, EM], vec![EM]]);
        assert_eq!(events, [Open(EM), Open(STRONG), Text(0), Close(STRONG), Text(1), Close(EM)]);
    }

    #[test]
    fn a_mark_that_ends_after_its_parent_is_closed_and_reopened() {
        let events = nest(&[vec![STRONG], vec![STRONG, EM], vec![EM]]);
        let expected =
            [Open(STRONG), Text(0), Open(EM), Text(1), Close(EM), Close(STRONG), Open(EM), Text(2), Close(EM)];
        assert_eq!(events, expected);
    }
}
