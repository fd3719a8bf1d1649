//! From Markdown to blocks, and the check of the blocks against the rules of `content`.

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

/// Decodes the blocks as if they had come as JSON, so that the limits of a body are defined once. Returns no blocks if
/// they exceed a limit.
pub(super) fn decode_blocks(located: &LocatedBlocks, diagnostics: &mut Diagnostics<'_>) -> Vec<Block> {
    let body = serde_json::to_value(&located.blocks).unwrap_or_default();
    let violations = match decode_value(&body, read_body) {
        Ok(blocks) => return blocks,
        Err(violations) => violations,
    };
    for Violation { pointer, code, detail } in violations.iter() {
        let mut places = pointer.split('/').skip(1);
        let block =
            places.next().and_then(|place| place.parse().ok()).and_then(|place: usize| located.starts.get(place));
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
