//! Markdown that was not written for Cairn: it is kept as well as it can be, and refused only where nothing helps.
//!
//! A link that cannot be kept is noted and leaves its words, and one to a file beside it becomes a link to the article of
//! that file. What is longer than a section may be comes in pieces, and a block that breaks a bound as plain text.

use serde_json::Value;

use super::draft::{Draft, Origin, Target};
use super::events::PAGE_BLOCKS_MAX;
use super::{Notes, Place, blocks_of, checked};
use crate::content::portable_text::{
    BLOCKS_MAX, Block, CallToAction, Span, SpanType, Style, TextBlock, fill_keys, read_body,
};
use crate::content::reading::read_root;
use crate::content::section::SECTIONS_MAX;
use crate::content::{Id, ViolationCode};
use crate::importing::document::{FILE_MAX, SectionFile};
use crate::importing::named::Named;

const TOO_MUCH: &str = "The page has more text than an article can hold; cut it into several pages.";

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

/// The sections of a page that was not written for Cairn, read.
#[derive(Debug, Default)]
pub struct ForeignSections {
    /// What an article has: those that are too long became several.
    pub sections: Vec<Value>,
    /// What was changed or left out.
    pub warnings: Vec<String>,
    /// What cannot be accepted.
    pub refusals: Vec<String>,
}

/// Reads the sections of such a page; `resolve` says what its names and addresses stand for.
pub fn read_foreign_sections(files: &[SectionFile], resolve: &dyn Fn(Named<'_>) -> Option<Id>) -> ForeignSections {
    let mut read = ForeignSections::default();
    let mut blocks = 0;
    for file in files {
        let ForeignText { pieces, mut warnings, refusals } = read_foreign_markdown(file.line, &file.markdown, resolve);
        read.warnings.append(&mut warnings);
        read.refusals.extend(refusals.into_iter().map(|(_, detail)| detail));
        blocks += pieces.iter().map(Vec::len).sum::<usize>();
        if blocks > PAGE_BLOCKS_MAX && read.refusals.is_empty() {
            read.refusals.push(TOO_MUCH.to_owned());
        }
        if !read.refusals.is_empty() {
            read.sections.clear();
            continue;
        }
        let mut object = file.heading_fields();
        if pieces.is_empty() {
            read.sections.push(Value::Object(std::mem::take(&mut object)));
        }
        for piece in pieces {
            let mut object = std::mem::take(&mut object);
            object.insert("body".to_owned(), serde_json::to_value(piece).unwrap_or_default());
            read.sections.push(Value::Object(object));
        }
    }
    if read.sections.len() > SECTIONS_MAX && read.refusals.is_empty() {
        read.refusals.push(TOO_MUCH.to_owned());
    }
    read
}

/// Reads such Markdown, which starts in that line of its file; `resolve` says what its names and addresses stand for.
pub fn read_foreign_markdown(first_line: usize, text: &str, resolve: &dyn Fn(Named<'_>) -> Option<Id>) -> ForeignText {
    if text.len() > FILE_MAX {
        let refusals = vec![(ViolationCode::TooLong, TOO_MUCH.to_owned())];
        return ForeignText { pieces: Vec::new(), warnings: Vec::new(), refusals };
    }
    let (blocks, starts, mut notes) = blocks_of(Place { pointer: "", first_line }, text, resolve, true);
    if blocks.len() > PAGE_BLOCKS_MAX {
        notes.refuse(None, ViolationCode::TooMany, TOO_MUCH);
        let (warnings, refusals) = notes.finish();
        return ForeignText { pieces: Vec::new(), warnings, refusals };
    }
    let (mut blocks, mut starts) = within_bounds(blocks, &starts, &mut notes);
    let mut pieces = Vec::new();
    while !blocks.is_empty() {
        let end = piece_end(&blocks);
        let mut piece: Vec<Block> = blocks.drain(..end).collect();
        let piece_starts: Vec<usize> = starts.drain(..end).collect();
        fill_keys(&mut piece);
        pieces.push(checked(&piece, &piece_starts, &mut notes));
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

/// The blocks, with others in the place of those that break a bound by themselves: plain paragraphs, what stands in a
/// callout, a paragraph with a link.
fn within_bounds(blocks: Vec<Block>, starts: &[usize], notes: &mut Notes<'_>) -> (Vec<Block>, Vec<usize>) {
    let mut kept = Vec::with_capacity(blocks.len());
    let mut places = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.into_iter().enumerate() {
        let start = starts.get(index).copied().unwrap_or_default();
        for block in fitting(block, start, notes) {
            kept.push(block);
            places.push(start);
        }
    }
    (kept, places)
}

fn fitting(block: Block, start: usize, notes: &mut Notes<'_>) -> Vec<Block> {
    // Keys are made for the body as a whole, later.
    let mut with_keys = vec![block.clone()];
    fill_keys(&mut with_keys);
    if read_root(&serde_json::to_value(&with_keys).unwrap_or_default(), read_body).is_ok() {
        return vec![block];
    }
    match block {
        Block::Block(text) => {
            notes.warn(start, "What stands here is too long or has too many marks: it is kept as plain text.");
            plain(&text)
        }
        Block::Callout(callout) => {
            notes.warn(start, "The callout is too long: what it says stands by itself.");
            callout.content.into_iter().flat_map(|block| fitting(block, start, notes)).collect()
        }
        Block::CallToAction(CallToAction { text, label, url, .. }) => {
            notes.warn(start, "The words of the call to action are too many: it became a paragraph.");
            let mut draft = Draft::new(start, Origin::Paragraph);
            draft.push(&text.map(|text| text + " ").unwrap_or_default(), Vec::new());
            let mark = draft.annotate(Target::Url(url));
            draft.push(&label, vec![mark]);
            let Draft { spans, mark_defs, .. } = draft;
            let (key, style) = (String::new(), Style::Normal);
            let text = TextBlock { key, style, list_item: None, level: None, mark_defs, children: spans };
            fitting(Block::Block(text), start, notes)
        }
        phrase @ Block::SuggestedPhrase(_) => vec![phrase],
    }
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
