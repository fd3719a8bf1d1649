//! Portable Text as Markdown: `CommonMark` with GitHub's alerts and `~~`.
//!
//! Owns the blocks; `lists` writes list items, `inline` writes text. `importing` reads [`MarkdownFlavour::RoundTrip`]
//! back as the same blocks, apart from keys. Markdown cannot express, and so loses:
//!
//! - a block without text (it is not written) and a span without text;
//! - a second annotation on the same words (only the first is written), and an annotation without words;
//! - an annotation shared by spans with other text between them: each span gets its own;
//! - white space around the text of a call to action.

mod escape;
mod flanking;
mod inline;
mod link;
mod lists;
mod spans;
mod text_block;

use super::labels::quoted;
use crate::content::portable_text::{
    CalloutTone, PublishedBlock, PublishedCallToAction, PublishedCallout, PublishedSuggestedPhrase, PublishedTextBlock,
};
use inline::LineMode;
use text_block::{fenced, styled};

pub use link::MarkdownFlavour;
pub(super) use text_block::quote;

/// Returns the body as Markdown, without a line feed at the end.
pub fn to_markdown(body: &[PublishedBlock], flavour: MarkdownFlavour) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = body;
    while let Some((first, after)) = rest.split_first() {
        let list_length = rest.iter().take_while(|block| list_item(block).is_some()).count();
        let part = if list_length > 0 {
            let (items, after) = rest.split_at(list_length);
            rest = after;
            lists::list(items.iter().filter_map(list_item), flavour)
        } else {
            rest = after;
            block(first, flavour)
        };
        if !part.is_empty() {
            parts.push(part);
        }
    }
    parts.join("\n\n")
}

/// Returns a line of text as a heading.
pub(super) fn heading(level: usize, text: &str) -> String {
    format!("{} {}", "#".repeat(level), inline::plain(text, LineMode::SingleLine))
}

/// Returns text as a paragraph.
pub(super) fn paragraph(text: &str) -> String {
    inline::plain(text, LineMode::MultiLine)
}

/// Returns a link as a paragraph.
pub(super) fn link_paragraph(text: &str, href: &str) -> String {
    inline::write_link("", text, href, "")
}

fn list_item(block: &PublishedBlock) -> Option<&PublishedTextBlock> {
    match block {
        PublishedBlock::Block(text) if text.list_item.is_some() => Some(text),
        _ => None,
    }
}

fn block(block: &PublishedBlock, flavour: MarkdownFlavour) -> String {
    match block {
        PublishedBlock::Block(text) => fenced(text).unwrap_or_else(|| styled(text, flavour)),
        PublishedBlock::SuggestedPhrase(phrase) => suggested_phrase(phrase, flavour),
        PublishedBlock::Callout(callout) => alert(callout, flavour),
        PublishedBlock::CallToAction(call) => call_to_action(call, flavour),
    }
}

fn suggested_phrase(block: &PublishedSuggestedPhrase, flavour: MarkdownFlavour) -> String {
    match flavour {
        MarkdownFlavour::RoundTrip => format!("<phrase:{}>", block.phrase_id),
        MarkdownFlavour::Readable => quote(&paragraph(&quoted(&block.phrase.text))),
    }
}

fn alert(callout: &PublishedCallout, flavour: MarkdownFlavour) -> String {
    let name = match callout.tone {
        CalloutTone::Info => "NOTE",
        CalloutTone::Warning => "WARNING",
        CalloutTone::Urgent => "CAUTION",
    };
    let content = to_markdown(&callout.content, flavour);
    if content.is_empty() { String::new() } else { format!("> [!{name}]\n{}", quote(&content)) }
}

fn call_to_action(call: &PublishedCallToAction, flavour: MarkdownFlavour) -> String {
    let title = match flavour {
        MarkdownFlavour::RoundTrip => " \"call-to-action\"",
        MarkdownFlavour::Readable => "",
    };
    inline::write_link(call.text.as_deref().unwrap_or_default().trim(), &call.label, &call.url, title)
}
