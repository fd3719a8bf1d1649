//! Markdown that was not written for Cairn ("foreign"): kept as far as possible, refused only as a last resort.
//!
//! A link that cannot be kept is reported and leaves its text. A link to a file of the import becomes a link to that
//! file's article. Text longer than a section is split into chunks. A block over a limit becomes plain text.

use serde_json::Value;

use super::block_builder::{AnnotationTarget, BlockBuilder, TextContext};
use super::body_builder::LocatedBlocks;
use super::diagnostics::{Diagnostics, SourceLocation};
use super::events::PAGE_BLOCKS_MAX;
use super::parse::{decode_blocks, parse_blocks};
use crate::content::decode::decode_value;
use crate::content::portable_text::{
    BLOCKS_MAX, Block, CallToAction, Span, SpanType, Style, TextBlock, fill_keys, read_body,
};
use crate::content::section::{ParsedMarkdown, SECTIONS_MAX};
use crate::content::{Rejection, ViolationCode};
use crate::importing::markdown_source::{FILE_MAX, SectionFile};
use crate::importing::reference::ResolveReference;

const TOO_LONG: &str = "The page has more text than an article can hold; cut it into several pages.";

/// Maximum number of characters of a plain-text paragraph.
const PLAIN_MAX: usize = 9_000;

/// Parsed foreign Markdown.
#[derive(Debug)]
pub struct ForeignText {
    /// The blocks, in chunks that fit into a section.
    pub chunks: Vec<Vec<Block>>,
    /// Changes and omissions.
    pub warnings: Vec<String>,
    /// Reasons to refuse the text.
    pub errors: Vec<Rejection>,
}

/// The parsed sections of a foreign page.
#[derive(Debug, Default)]
pub struct ForeignSections {
    /// The sections for an article. Those that were too long are split.
    pub sections: Vec<Value>,
    /// Changes and omissions.
    pub warnings: Vec<String>,
    /// Reasons to refuse the page.
    pub errors: Vec<String>,
}

/// Parses the sections of a foreign page. `resolve` resolves its references and relative links.
pub fn read_foreign_sections(files: &[SectionFile], resolve: ResolveReference<'_>) -> ForeignSections {
    let mut read = ForeignSections::default();
    let mut blocks = 0;
    for file in files {
        let ForeignText { chunks, mut warnings, errors } = read_foreign_markdown(file.line, &file.markdown, resolve);
        read.warnings.append(&mut warnings);
        read.errors.extend(errors.into_iter().map(|error| error.detail));
        blocks += chunks.iter().map(Vec::len).sum::<usize>();
        if blocks > PAGE_BLOCKS_MAX && read.errors.is_empty() {
            read.errors.push(TOO_LONG.to_owned());
        }
        if !read.errors.is_empty() {
            read.sections.clear();
            continue;
        }
        let mut object = file.heading_fields();
        if chunks.is_empty() {
            read.sections.push(Value::Object(std::mem::take(&mut object)));
        }
        for chunk in chunks {
            let mut object = std::mem::take(&mut object);
            object.insert("body".to_owned(), serde_json::to_value(chunk).unwrap_or_default());
            read.sections.push(Value::Object(object));
        }
    }
    if read.sections.len() > SECTIONS_MAX && read.errors.is_empty() {
        read.errors.push(TOO_LONG.to_owned());
    }
    read
}

/// Parses foreign Markdown that starts at line `first_line` of its file. `resolve` resolves references and relative links.
pub fn read_foreign_markdown(first_line: usize, text: &str, resolve: ResolveReference<'_>) -> ForeignText {
    if text.len() > FILE_MAX {
        let errors = vec![Rejection::new(ViolationCode::TooLong, TOO_LONG)];
        return ForeignText { chunks: Vec::new(), warnings: Vec::new(), errors };
    }
    let (located, mut diagnostics) = parse_blocks(SourceLocation { pointer: "", first_line }, text, resolve, true);
    let mut chunks = Vec::new();
    if located.blocks.len() > PAGE_BLOCKS_MAX {
        diagnostics.reject(None, ViolationCode::TooMany, TOO_LONG);
    } else {
        let LocatedBlocks { mut blocks, mut starts } = fit_blocks(located, &mut diagnostics);
        while !blocks.is_empty() {
            let end = chunk_end(&blocks);
            let mut blocks: Vec<Block> = blocks.drain(..end).collect();
            fill_keys(&mut blocks);
            let chunk = LocatedBlocks { blocks, starts: starts.drain(..end).collect() };
            chunks.push(decode_blocks(&chunk, &mut diagnostics));
        }
    }
    let ParsedMarkdown { warnings, errors, .. } = diagnostics.finish(Vec::new());
    ForeignText { chunks, warnings, errors }
}

/// Returns the length of a chunk that fits into a section. It ends before a heading if one is in its second half.
fn chunk_end(blocks: &[Block]) -> usize {
    if blocks.len() <= BLOCKS_MAX {
        return blocks.len();
    }
    let is_heading =
        |block: &Block| matches!(block, Block::Block(text) if !matches!(text.style, Style::Normal | Style::Blockquote));
    let heading = blocks.iter().take(BLOCKS_MAX).enumerate().rev().find(|(_, block)| is_heading(block));
    heading.map(|(index, _)| index).filter(|index| *index > BLOCKS_MAX / 2).unwrap_or(BLOCKS_MAX)
}

/// Replaces each block that exceeds a limit by itself: text by plain paragraphs, a callout by its content, a call to
/// action by a paragraph with a link.
fn fit_blocks(located: LocatedBlocks, diagnostics: &mut Diagnostics<'_>) -> LocatedBlocks {
    let mut fitted = LocatedBlocks::default();
    for (index, block) in located.blocks.into_iter().enumerate() {
        let start = located.starts.get(index).copied().unwrap_or_default();
        for block in fit_block(block, start, diagnostics) {
            fitted.blocks.push(block);
            fitted.starts.push(start);
        }
    }
    fitted
}

fn fit_block(block: Block, start: usize, diagnostics: &mut Diagnostics<'_>) -> Vec<Block> {
    // The real keys are generated later, for the body as a whole.
    let mut with_keys = vec![block.clone()];
    fill_keys(&mut with_keys);
    if decode_value(&serde_json::to_value(&with_keys).unwrap_or_default(), read_body).is_ok() {
        return vec![block];
    }
    match block {
        Block::Block(text) => {
            diagnostics.warn(start, "The block is too long or has too many marks; it became plain text.");
            plain_paragraphs(&text)
        }
        Block::Callout(callout) => {
            diagnostics.warn(start, "The callout is too long; its content became normal text.");
            callout.content.into_iter().flat_map(|block| fit_block(block, start, diagnostics)).collect()
        }
        Block::CallToAction(CallToAction { text, label, url, .. }) => {
            diagnostics.warn(start, "The call to action has too many words; it became a paragraph.");
            let mut builder = BlockBuilder::new(Style::Normal, start, TextContext::Paragraph);
            builder.push(&text.map(|text| text + " ").unwrap_or_default(), Vec::new());
            let mark = builder.annotate(AnnotationTarget::Url(url));
            builder.push(&label, vec![mark]);
            let BlockBuilder { spans, mark_defs, .. } = builder;
            let (key, style) = (String::new(), Style::Normal);
            let text = TextBlock { key, style, list_item: None, level: None, mark_defs, children: spans };
            fit_block(Block::Block(text), start, diagnostics)
        }
        phrase @ Block::SuggestedPhrase(_) => vec![phrase],
    }
}

/// Returns the text of a block without marks, split into paragraphs within the limit.
fn plain_paragraphs(block: &TextBlock) -> Vec<Block> {
    let text = block.text();
    let characters: Vec<char> = text.chars().collect();
    let paragraph = |text: String| {
        let span = Span { kind: SpanType::Span, key: String::new(), text, marks: Vec::new() };
        let TextBlock { style, list_item, level, .. } = *block;
        let (key, mark_defs, children) = (String::new(), Vec::new(), vec![span]);
        Block::Block(TextBlock { key, style, list_item, level, mark_defs, children })
    };
    characters.chunks(PLAIN_MAX).map(|some| paragraph(some.iter().collect())).collect()
}
