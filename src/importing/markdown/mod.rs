//! Markdown to Portable Text: `CommonMark` with strike-through, tables, heading attributes and GitHub's alerts,
//! and `phrase:` and `article:` as addresses.
//!
//! Never drops a word in silence: what the profile cannot hold is either changed with a warning or refused.
//! What comes out without errors is what `content` itself accepts, because it is read by `content` at the end.

mod block_builder;
mod body_builder;
mod diagnostics;
mod events;
mod foreign;
mod html;
mod inline;
mod links;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use pulldown_cmark::{Options, Parser};

use super::reference::MarkdownReference;
use crate::content::decode::decode_value;
use crate::content::portable_text::{BLOCKS_MAX, Block, fill_keys, read_body};
use crate::content::section::{MARKDOWN_MAX, ParsedMarkdown};
use crate::content::{Id, Violation, ViolationCode};
use diagnostics::{Diagnostics, SourceLocation};
use events::EventReader;
use links::Resolve;

pub use foreign::{ForeignSections, ForeignText, read_foreign_markdown, read_foreign_sections};

/// What Markdown is parsed with, here and where files are cut into sections.
pub(super) const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH
    .union(Options::ENABLE_TABLES)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM);

/// Reads Markdown. `pointer` says where it stands, for the warnings; `resolve` says what its names stand for.
pub fn read_markdown(
    pointer: &str,
    text: &str,
    resolve: &dyn Fn(MarkdownReference<'_>) -> Option<Id>,
) -> ParsedMarkdown {
    parse_at(SourceLocation { pointer, first_line: 1 }, text, resolve)
}

/// Reads Markdown that starts in that line of a file, from 1.
pub fn read_markdown_of_file(
    first_line: usize,
    text: &str,
    resolve: &dyn Fn(MarkdownReference<'_>) -> Option<Id>,
) -> ParsedMarkdown {
    parse_at(SourceLocation { pointer: "", first_line }, text, resolve)
}

fn parse_at(
    location: SourceLocation<'_>,
    text: &str,
    resolve: &dyn Fn(MarkdownReference<'_>) -> Option<Id>,
) -> ParsedMarkdown {
    // A file may be read for its names before anything else looks at how long its sections are.
    let length = text.chars().count();
    if length > MARKDOWN_MAX {
        let detail = format!("Has {length} characters; at most {MARKDOWN_MAX} are allowed.");
        return ParsedMarkdown { errors: vec![(ViolationCode::TooLong, detail)], ..ParsedMarkdown::default() };
    }
    let (mut blocks, starts, mut diagnostics) = parse_blocks(location, text, resolve, false);
    if blocks.len() > BLOCKS_MAX {
        diagnostics.reject(
            None,
            ViolationCode::TooMany,
            &format!("Has more than {BLOCKS_MAX} blocks, the most allowed."),
        );
        blocks.clear();
    }
    fill_keys(&mut blocks);
    let blocks = decode_blocks(&blocks, &starts, &mut diagnostics);
    let (warnings, errors) = diagnostics.finish();
    ParsedMarkdown { blocks, warnings, errors }
}

/// The blocks of a text, where each of them starts, and what was said about them.
fn parse_blocks<'r>(
    location: SourceLocation<'r>,
    text: &str,
    resolve: Resolve<'r>,
    is_foreign: bool,
) -> (Vec<Block>, Vec<usize>, Diagnostics<'r>) {
    let text = with_line_feeds(text);
    let mut reader = EventReader::new(Diagnostics::new(location, &text), resolve, is_foreign);
    for (event, range) in Parser::new_ext(&text, OPTIONS).into_offset_iter() {
        if reader.is_full() {
            break;
        }
        reader.read(event, range.start);
    }
    reader.finish()
}

/// The text with a line feed for every line break.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

/// Reads the blocks as if they had come as JSON, so that the bounds of a body are written down once.
/// None come out if they go beyond them.
fn decode_blocks(blocks: &[Block], starts: &[usize], diagnostics: &mut Diagnostics<'_>) -> Vec<Block> {
    let body = serde_json::to_value(blocks).unwrap_or_default();
    let violations = match decode_value(&body, read_body) {
        Ok(blocks) => return blocks,
        Err(violations) => violations,
    };
    for Violation { pointer, code, detail } in violations.iter() {
        let mut places = pointer.split('/').skip(1);
        let block = places.next().and_then(|place| place.parse().ok()).and_then(|place: usize| starts.get(place));
        let field = places.filter(|place| place.parse::<usize>().is_err()).last();
        let detail =
            field.map_or_else(|| detail.clone(), |field| format!("{detail} (Of the {}.)", describe_field(field)));
        diagnostics.reject(block.copied(), *code, &detail);
    }
    Vec::new()
}

fn describe_field(field: &str) -> &str {
    match field {
        "children" => "parts of the paragraph that differ in their marks",
        "markDefs" => "links and phrases of the paragraph",
        "content" => "blocks of the callout",
        "text" => "text",
        "label" => "words of the link",
        "url" | "href" => "address",
        other => other,
    }
}
