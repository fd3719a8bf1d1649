//! Parsing of Markdown into blocks, and their validation by `content`.

use pulldown_cmark::Parser;

use super::body_builder::LocatedBlocks;
use super::diagnostics::{Diagnostics, SourceLocation};
use super::events::EventReader;
use crate::content::Violation;
use crate::content::decode::decode_value;
use crate::content::portable_text::{Block, read_body};
use crate::importing::markdown_source::{OPTIONS, with_line_feeds};
use crate::importing::reference::ResolveReference;

/// Parses a text; returns its blocks and the diagnostics about them.
pub(super) fn parse_blocks<'r>(
    location: SourceLocation<'r>,
    text: &str,
    resolve: ResolveReference<'r>,
    is_foreign: bool,
) -> (LocatedBlocks, Diagnostics<'r>) {
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

/// Decodes the blocks like JSON input, so that the limits of a body are defined once. Returns no blocks if they exceed a
/// limit.
pub(super) fn decode_blocks(located: &LocatedBlocks, diagnostics: &mut Diagnostics<'_>) -> Vec<Block> {
    let body = serde_json::to_value(&located.blocks).unwrap_or_default();
    let violations = match decode_value(&body, read_body) {
        Ok(blocks) => return blocks,
        Err(violations) => violations,
    };
    for Violation { pointer, code, detail } in violations.iter() {
        let mut segments = pointer.split('/').skip(1);
        let block =
            segments.next().and_then(|segment| segment.parse().ok()).and_then(|index: usize| located.starts.get(index));
        let field = segments.filter(|segment| segment.parse::<usize>().is_err()).last();
        let detail =
            field.map_or_else(|| detail.clone(), |field| format!("{detail} (In the {}.)", describe_field(field)));
        diagnostics.reject(block.copied(), *code, &detail);
    }
    Vec::new()
}

fn describe_field(field: &str) -> &str {
    match field {
        "children" => "parts of the paragraph with different marks",
        "markDefs" => "links and phrases of the paragraph",
        "content" => "blocks of the callout",
        "text" => "text",
        "label" => "text of the link",
        "url" | "href" => "address",
        other => other,
    }
}
