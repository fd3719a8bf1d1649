//! Markdown that was not written for Cairn: it is kept as well as it can be, and refused only where nothing helps.
//!
//! A link that cannot be kept is noted and leaves its words, and one to a file beside it becomes a link to the article of
//! that file. What is longer than a section may be comes in pieces, and a block that breaks a bound as plain text.

use super::{Notes, blocks_of, checked};
use crate::content::portable_text::{BLOCKS_MAX, Block, Span, SpanType, Style, TextBlock, fill_keys, read_body};
use crate::content::reading::read_root;
use crate::content::{Id, ViolationCode};
use crate::importing::named::Named;

/// The most characters of a paragraph that is kept as plain text.
const PLAIN_MAX: usize = 9_000;

/// Markdown that was not written for Cairn, read.
#[derive(Debug)]
pub struct ForeignText {
    /// Its blocks, as many together as a section can hold.
    pub pieces: Vec<Vec<Block>>,
    /// What was changed or left out.
    pub warnings: Vec<String>,
    /// What cannot be accepted.
    pub refusals: Vec<(ViolationCode, String)>,
}

/// Reads such Markdown; `resolve` says what its names and addresses stand for.
pub fn read_foreign_markdown(text: &str, resolve: &dyn Fn(Named<'_>) -> Option<Id>) -> ForeignText {
    let (blocks, starts, mut notes) = blocks_of("", text, resolve, true);
    let (blocks, starts) = within_bounds(blocks, &starts, &mut notes);
    let mut pieces = Vec::new();
    let (mut blocks, mut starts) = (blocks.as_slice(), starts.as_slice());
    while !blocks.is_empty() {
        let (piece, rest) = blocks.split_at(piece_end(blocks));
        let (piece_starts, starts_of_rest) = starts.split_at(piece.len().min(starts.len()));
        let mut piece = piece.to_vec();
        fill_keys(&mut piece);
        pieces.push(checked(&piece, piece_starts, &mut notes));
        (blocks, starts) = (rest, starts_of_rest);
    }
    let (warnings, refusals) = notes.finish();
    ForeignText { pieces, warnings, refusals }
}

/// Where a piece ends that a section can hold: before a heading, if there is one in its second half.
fn piece_end(blocks: &[Block]) -> usize {
    if blocks.len() <= BLOCKS_MAX {
        return blocks.len();
    }
    let is_heading =
        |block: &Block| matches!(block, Block::Block(text) if !matches!(text.style, Style::Normal | Style::Blockquote));
    let heading = blocks.iter().take(BLOCKS_MAX).enumerate().rev().find(|(_, block)| is_heading(block));
    heading.map(|(place, _)| place).filter(|place| *place > BLOCKS_MAX / 2).unwrap_or(BLOCKS_MAX)
}

/// The blocks, with plain paragraphs in the place of those that break a bound by themselves.
fn within_bounds(blocks: Vec<Block>, starts: &[usize], notes: &mut Notes<'_>) -> (Vec<Block>, Vec<usize>) {
    let mut kept = Vec::with_capacity(blocks.len());
    let mut places = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.into_iter().enumerate() {
        let start = starts.get(index).copied().unwrap_or_default();
        // Keys are made for the body as a whole, later.
        let mut with_keys = vec![block.clone()];
        fill_keys(&mut with_keys);
        let fits = read_root(&serde_json::to_value(&with_keys).unwrap_or_default(), read_body).is_ok();
        let mut alone = match block {
            Block::Block(text) if !fits => {
                notes.warn(start, "What stands here is too long or has too many marks: it is kept as plain text.");
                plain(&text)
            }
            block => vec![block],
        };
        places.extend(std::iter::repeat_n(start, alone.len()));
        kept.append(&mut alone);
    }
    (kept, places)
}

/// The words of a block without their marks, as paragraphs that are not too long.
fn plain(block: &TextBlock) -> Vec<Block> {
    let text: String = block.children.iter().map(|span| span.text.as_str()).collect();
    let characters: Vec<char> = text.chars().collect();
    let paragraph = |text: String| {
        let span = Span { kind: SpanType::Span, key: String::new(), text, marks: Vec::new() };
        let (style, list_item, level) = (block.style, block.list_item, block.level);
        Block::Block(TextBlock {
            key: String::new(),
            style,
            list_item,
            level,
            mark_defs: Vec::new(),
            children: vec![span],
        })
    };
    characters.chunks(PLAIN_MAX).map(|some| paragraph(some.iter().collect())).collect()
}
