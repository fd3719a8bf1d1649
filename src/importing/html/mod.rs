//! HTML: pages, fragments, and clipboard data of word processors.
//!
//! Owns the meaning of HTML elements and styles. It builds no tree: the stack of open elements is bounded, so the memory
//! stays in proportion to the input. Every text that is left out is reported in a note.

mod element_actions;
mod elements;
mod layout;
mod metadata;
mod reader;
mod skipped;
mod stack;
mod structure;
mod styles;
mod text_flow;
mod tokens;
mod tracked_changes;
mod urls;

use super::parsed::{BlockKind, ConvertedEntity, DocumentInfo, ParsedBlock, ParsedDocument, credit, into_entities};
use super::publication::Publication;
use super::source::ImportSource;
use layout::PageLayout;
use metadata::PageMetadata;
use reader::HtmlReader;

pub(super) use text_flow::LineBreaks;

/// Reads a page or a fragment as one article.
pub fn read_html(source: &ImportSource<'_>, html: &str) -> Vec<ConvertedEntity> {
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    let (mut parsed, metadata) = read(html, LineBreaks::Spaces);
    lift_title(&mut parsed);
    let locale = source.locale_of(metadata.language.as_deref());
    parsed.summary = metadata.description;
    let mut fields = serde_json::Map::new();
    if let Some(author) = metadata.author {
        fields.insert("authors".to_owned(), serde_json::json!([credit(&author)]));
    }
    let info = DocumentInfo {
        name: source.source_id(),
        line: 0,
        locale: &locale,
        fallback_title: metadata.title.unwrap_or_else(|| source.title()),
        slug: None,
        fields,
        publication: source.publication(Publication::from_metadata(&metadata.members)),
    };
    into_entities(parsed, info)
}

/// Parses HTML into a document and the metadata of the page.
pub(super) fn read(html: &str, line_breaks: LineBreaks) -> (ParsedDocument, PageMetadata) {
    let layout = tokens::tokenize(html, PageLayout::default());
    tokens::tokenize(html, HtmlReader::new(layout, line_breaks)).finish()
}

/// Makes the only level-1 heading the title if little precedes it, such as breadcrumbs and a date.
fn lift_title(parsed: &mut ParsedDocument) {
    const WORDS_BEFORE_MAX: usize = 60;
    let is_first = |block: &ParsedBlock| matches!(block.kind, BlockKind::Heading { level: 1, .. });
    let is_title = |block: &ParsedBlock| matches!(block.kind, BlockKind::Heading { level: 0, .. });
    if parsed.blocks.iter().any(is_title) {
        return;
    }
    let Some(index) = parsed.blocks.iter().position(is_first) else { return };
    let before = parsed.blocks[..index].iter().map(|block| block.text().split_whitespace().count());
    let alone = parsed.blocks.iter().filter(|block| is_first(block)).count() == 1;
    if index > 1 && alone && before.sum::<usize>() <= WORDS_BEFORE_MAX {
        parsed.title = Some(parsed.blocks.remove(index).text());
    }
}
