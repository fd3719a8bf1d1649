//! The spans of a block as Markdown can say them: one annotation at most, code innermost, like neighbours joined.

use std::borrow::Cow;

use super::MarkdownFlavour;
use super::inline::target;
use crate::content::portable_text::PublishedTextBlock;
use crate::rendering::marks::{Decorator, Mark, marks_of};

/// Text with the same marks throughout.
#[derive(Debug, Clone)]
pub(super) struct Piece<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) code: bool,
    pub(super) annotation: Option<usize>,
    decorators: Vec<Decorator>,
}

impl Piece<'_> {
    /// Its decorators but `code`, which in Markdown holds no other.
    pub(super) fn marks(&self) -> Vec<Mark> {
        self.decorators.iter().copied().map(Mark::Decorator).collect()
    }

    fn is_like(&self, other: &Self) -> bool {
        (self.code, self.annotation, &self.decorators) == (other.code, other.annotation, &other.decorators)
    }
}

/// The pieces of a block, none of them empty.
pub(super) fn pieces(block: &PublishedTextBlock, flavour: MarkdownFlavour) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(block.children.len());
    for span in block.children.iter().filter(|span| !span.text.is_empty()) {
        let mut piece =
            Piece { text: Cow::Borrowed(&*span.text), code: false, annotation: None, decorators: Vec::new() };
        for mark in marks_of(span, block) {
            match mark {
                Mark::Decorator(Decorator::Code) => piece.code = true,
                Mark::Decorator(decorator) => piece.decorators.push(decorator),
                Mark::Annotation(_, index) if piece.annotation.is_none() => {
                    piece.annotation = target(block, index, flavour).map(|_| index);
                }
                Mark::Annotation(..) => {}
            }
        }
        piece.decorators.sort_unstable();
        pieces.push(piece);
    }
    let pieces = joined(pieces);
    match flavour {
        MarkdownFlavour::RoundTrip => pieces,
        MarkdownFlavour::Readable => joined(without_marked_space(&pieces)),
    }
}

fn joined(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut joined: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if last.is_like(&piece) => last.text.to_mut().push_str(&piece.text),
            _ => joined.push(piece),
        }
    }
    joined
}

/// Takes white space at the edges out of the marks that end there: it looks the same, and delimiters
/// do not work next to it.
fn without_marked_space<'b>(pieces: &[Piece<'b>]) -> Vec<Piece<'b>> {
    let mut moved = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        if piece.code || piece.decorators.is_empty() {
            moved.push(piece.clone());
            continue;
        }
        let before = index.checked_sub(1).and_then(|before| pieces.get(before));
        let words = piece.text.trim();
        let words_from = piece.text.len() - piece.text.trim_start().len();
        let words_to = words_from + words.len();
        moved.push(space(piece, 0..words_from, before));
        moved.push(Piece { text: Cow::Owned(words.to_owned()), ..piece.clone() });
        moved.push(space(piece, words_to..piece.text.len(), pieces.get(index + 1)));
    }
    moved.retain(|piece| !piece.text.is_empty());
    moved
}

fn space<'b>(piece: &Piece<'b>, range: std::ops::Range<usize>, neighbour: Option<&Piece<'b>>) -> Piece<'b> {
    let shared = |decorator: &Decorator| neighbour.is_some_and(|piece| piece.decorators.contains(decorator));
    Piece {
        text: Cow::Owned(piece.text[range].to_owned()),
        decorators: piece.decorators.iter().copied().filter(shared).collect(),
        ..piece.clone()
    }
}
