//! Portable Text as plain text, for search, previews and readers without markup.
//!
//! Paragraphs stand apart by an empty line, list items by a line break. Of a phrase only the words to say are
//! written: words to avoid, without a label in the reader's language, would read as advice.

use super::lists::{List, Node, nest_lists};
use super::marks::{Decorator, Mark, Step, link_of, marks_of, nest};
use super::quoted;
use crate::content::portable_text::{ListItem, PublishedBlock, PublishedCallToAction, PublishedTextBlock};

/// The body as plain text, without a line feed at its end.
pub fn to_text(body: &[PublishedBlock]) -> String {
    let parts: Vec<String> = nest_lists(body).iter().map(node_text).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn node_text(node: &Node<'_>) -> String {
    match node {
        Node::Block(PublishedBlock::Block(block)) => block_text(block),
        Node::Block(PublishedBlock::SuggestedPhrase(phrase)) => quoted(&phrase.phrase.text),
        Node::Block(PublishedBlock::Callout(callout)) => to_text(&callout.content),
        Node::Block(PublishedBlock::CallToAction(call)) => call_to_action_text(call),
        Node::List(list) => {
            let mut lines = Vec::new();
            write_list(list, &mut lines);
            lines.join("\n")
        }
    }
}

fn write_list(list: &List<'_>, lines: &mut Vec<String>) {
    let indent = "  ".repeat(usize::from(list.level.saturating_sub(1)));
    for (index, item) in list.items.iter().enumerate() {
        let sign = match list.kind {
            ListItem::Bullet => "• ".to_owned(),
            ListItem::Number => format!("{}. ", index + 1),
        };
        let under_the_words = format!("\n{indent}{}", " ".repeat(sign.chars().count()));
        lines.push(format!("{indent}{sign}{}", block_text(item.block).replace('\n', &under_the_words)));
        for nested in &item.nested {
            write_list(nested, lines);
        }
    }
}

/// Struck words say the opposite without a sign that they are struck; other decorators change nothing of the sense.
const STRUCK: Mark = Mark::Decorator(Decorator::StrikeThrough);
const STRIKE: &str = "~~";

fn block_text(block: &PublishedTextBlock) -> String {
    let told = |mark: &Mark| *mark == STRUCK || link_of(*mark, block).is_some();
    let marks: Vec<Vec<Mark>> =
        block.children.iter().map(|span| marks_of(span, block).into_iter().filter(told).collect()).collect();
    let mut out = String::new();
    let mut starts: Vec<usize> = Vec::new();
    for step in nest(&marks) {
        match step {
            Step::Open(mark) => {
                if mark == STRUCK {
                    out.push_str(STRIKE);
                }
                starts.push(out.len());
            }
            Step::Leaf(index) => out.push_str(&block.children[index].text),
            Step::Close(mark) => {
                let start = starts.pop().unwrap_or_default();
                if mark == STRUCK {
                    out.push_str(STRIKE);
                } else if let Some(link) = link_of(mark, block) {
                    let address = address_behind(&out[start..], &link.href);
                    out.push_str(&address);
                }
            }
        }
    }
    out
}

fn call_to_action_text(call: &PublishedCallToAction) -> String {
    let text = call.text.as_ref().map(|text| format!("{text} ")).unwrap_or_default();
    format!("{text}{}{}", call.label, address_behind(&call.label, &call.url))
}

/// The address of a link as it stands behind its words; nothing for a path, which means nothing
/// outside the site, or for an address that the words already are.
pub(super) fn address_behind(words: &str, href: &str) -> String {
    let scheme = href.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let on_the_web = matches!(scheme.as_deref(), Some("http" | "https"));
    if on_the_web && words.trim() != href { format!(" ({href})") } else { String::new() }
}
