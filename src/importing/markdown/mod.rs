//! Conversion of Markdown to Portable Text: `CommonMark` with strike-through, tables, heading attributes, GitHub's alerts,
//! and the address schemes `phrase:` and `article:`.
//!
//! Never drops text silently: content outside of the profile is changed with a warning, or refused. The result is decoded
//! by `content`, so a result without errors is always valid.

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

/// Parses Markdown. `pointer` is its JSON Pointer, for the warnings.
pub fn read_markdown(pointer: &str, text: &str, resolve: ResolveReference<'_>) -> ParsedMarkdown {
    parse_at(SourceLocation { pointer, first_line: 1 }, text, resolve)
}

/// Parses Markdown that starts at line `first_line` of its file, from 1.
pub fn read_markdown_of_file(first_line: usize, text: &str, resolve: ResolveReference<'_>) -> ParsedMarkdown {
    parse_at(SourceLocation { pointer: "", first_line }, text, resolve)
}

fn parse_at(location: SourceLocation<'_>, text: &str, resolve: ResolveReference<'_>) -> ParsedMarkdown {
    // An import parses a file to collect names before any other length check.
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
