//! The destinations of links, which depend on the flavour of Markdown.

use super::escape::is_reference;
use crate::content::link::check_href;
use crate::content::portable_text::{PublishedLink, PublishedMarkDef, PublishedTextBlock};

/// The purpose of the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkdownFlavour {
    /// For people and programs: phrases are words, links to articles are URLs.
    Readable,
    /// For a later import into Cairn: phrases and articles are referenced by id.
    RoundTrip,
}

/// Returns the destination of an annotation, or `None` if only its words are written.
pub(super) fn link_destination(block: &PublishedTextBlock, index: usize, flavour: MarkdownFlavour) -> Option<String> {
    match (block.mark_defs.get(index)?, flavour) {
        (PublishedMarkDef::Phrase(_), MarkdownFlavour::Readable) => None,
        (PublishedMarkDef::Phrase(phrase), MarkdownFlavour::RoundTrip) => Some(format!("phrase:{}", phrase.phrase_id)),
        (PublishedMarkDef::Link(PublishedLink { article_id: Some(id), anchor, .. }), MarkdownFlavour::RoundTrip) => {
            Some(anchor.as_ref().map_or_else(|| format!("article:{id}"), |anchor| format!("article:{id}#{anchor}")))
        }
        (PublishedMarkDef::Link(link), _) => check_href(&link.href).is_ok().then(|| destination(&link.href)),
    }
}

pub(super) fn destination(href: &str) -> String {
    let mut out = String::with_capacity(href.len());
    for (index, character) in href.char_indices() {
        if matches!(character, '(' | ')') || (character == '&' && is_reference(&href[index + 1..])) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
