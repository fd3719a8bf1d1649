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
mod open_marks;
mod parse;
#[cfg(test)]
mod tests;

use super::reference::ResolveReference;
use crate::content::portable_text::{BLOCKS_MAX, fill_keys};
use crate::content::section::{MARKDOWN_MAX, ParsedMarkdown};
use crate::content::{Rejection, ViolationCode};
use diagnostics::SourceLocation;
use parse::{decode_blocks, parse_blocks};

pub use foreign::{ForeignSections, ForeignText, read_foreign_markdown, read_foreign_sections};

/// Reads Markdown. `pointer` is its JSON Pointer, for the warnings.
pub fn read_markdown(pointer: &str, text: &str, resolve: ResolveReference<'_>) -> ParsedMarkdown {
    parse_at(SourceLocation { pointer, first_line: 1 }, text, resolve)
}

/// Reads Markdown that starts in line `first_line` of its file, counted from 1.
pub fn read_markdown_of_file(first_line: usize, text: &str, resolve: ResolveReference<'_>) -> ParsedMarkdown {
    parse_at(SourceLocation { pointer: "", first_line }, text, resolve)
}

fn parse_at(location: SourceLocation<'_>, text: &str, resolve: ResolveReference<'_>) -> ParsedMarkdown {
    // A file may be read for its names before anything else looks at how long its sections are.
    let length = text.chars().count();
    if length > MARKDOWN_MAX {
        let detail = format!("Has {length} characters; at most {MARKDOWN_MAX} are allowed.");
        let error = Rejection::new(ViolationCode::TooLong, detail);
        return ParsedMarkdown { errors: vec![error], ..ParsedMarkdown::default() };
    }
    let (mut located, mut diagnostics) = parse_blocks(location, text, resolve, false);
    if located.blocks.len() > BLOCKS_MAX {
        let detail = format!("Has more than {BLOCKS_MAX} blocks, the most allowed.");
        diagnostics.reject(None, ViolationCode::TooMany, &detail);
        located.blocks.clear();
    }
    fill_keys(&mut located.blocks);
    let blocks = decode_blocks(&located, &mut diagnostics);
    diagnostics.finish(blocks)
}
