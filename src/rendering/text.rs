//! Portable Text as plain text, for search, previews and clients without markup.
//!
//! Paragraphs are separated by an empty line, list items by a line break. No markup is written: phrases are in
//! quotation marks, and words to avoid and struck-through words have a label in the language of the text.

use super::labels::{Labels, OPENING_QUOTES, quoted};
use super::marks::{Decorator, Mark, MarkEvent, link_of, marks_of, nest};
use super::nested_lists::{BodyNode, NestedList, nest_lists};
use crate::content::Locale;
use crate::content::portable_text::{
    EmbeddedPhrase, ListItem, PublishedBlock, PublishedCallToAction, PublishedTextBlock,
};

/// Returns a body in the language of `locale` as plain text, without a line feed at its end.
pub fn to_text(body: &[PublishedBlock], locale: &Locale) -> String {
    body_text(body, Labels::of(locale))
}

fn body_text(body: &[PublishedBlock], labels: Labels) -> String {
    let parts: Vec<String> =
        nest_lists(body).iter().map(|node| node_text(node, labels)).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn node_text(node: &BodyNode<'_>, labels: Labels) -> String {
    match node {
        BodyNode::Block(PublishedBlock::Block(block)) => block_text(block, labels),
        BodyNode::Block(PublishedBlock::SuggestedPhrase(block)) => phrase_text(&block.phrase, labels),
        BodyNode::Block(PublishedBlock::Callout(callout)) => body_text(&callout.content, labels),
        BodyNode::Block(PublishedBlock::CallToAction(call)) => call_to_action_text(call),
        BodyNode::List(list) => {
            let mut lines = Vec::new();
            write_list(list, labels, &mut lines);
            lines.join("\n")
        }
    }
}

fn phrase_text(phrase: &EmbeddedPhrase, labels: Labels) -> String {
    let mut text = quoted(&phrase.text);
    if let Some(instead_of) = &phrase.instead_of {
        text.extend(["\n", labels.instead_of, ": ", &quoted(instead_of)]);
    }
    text
}

fn write_list(list: &NestedList<'_>, labels: Labels, lines: &mut Vec<String>) {
    let indent = "  ".repeat(usize::from(list.level.saturating_sub(1)));
    for (index, item) in list.items.iter().enumerate() {
        let sign = match list.kind {
            ListItem::Bullet => "• ".to_owned(),
            ListItem::Number => format!("{}. ", index + 1),
        };
        let under_the_words = format!("\n{indent}{}", " ".repeat(sign.chars().count()));
        lines.push(format!("{indent}{sign}{}", block_text(item.block, labels).replace('\n', &under_the_words)));
        for nested in &item.nested {
            write_list(nested, labels, lines);
        }
    }
}

/// Without a label, struck-through words would have the opposite meaning. Other decorators do not change the meaning.
const STRUCK: Mark = Mark::Decorator(Decorator::StrikeThrough);

fn block_text(block: &PublishedTextBlock, labels: Labels) -> String {
    let changes_text = |mark: &Mark| *mark == STRUCK || matches!(mark, Mark::Annotation { .. });
    let marks: Vec<Vec<Mark>> =
        block.children.iter().map(|span| marks_of(span, block).into_iter().filter(changes_text).collect()).collect();
    let mut out = String::new();
    let mut starts: Vec<usize> = Vec::new();
    for event in nest(&marks) {
        match event {
            MarkEvent::Open(mark) => {
                if mark == STRUCK {
                    out.extend(["[", labels.crossed_out, ": "]);
                }
                starts.push(out.len());
            }
            MarkEvent::Text(index) => out.push_str(&block.children[index].text),
            MarkEvent::Close(mark) => {
                let start = starts.pop().unwrap_or_default();
                if mark == STRUCK {
                    out.push(']');
                } else if let Some(link) = link_of(mark, block) {
                    let address = trailing_url(&out[start..], &link.href);
                    out.push_str(&address);
                } else {
                    quote_from(start, &mut out);
                }
            }
        }
    }
    out
}

/// Puts the text from `start` in quotation marks, unless it already is.
fn quote_from(start: usize, out: &mut String) {
    if out[..start].trim_end().ends_with(OPENING_QUOTES) || out[start..].trim().is_empty() {
        return;
    }
    let words = quoted(out[start..].trim());
    let (lead, tail) = (out[start..].len() - out[start..].trim_start().len(), out.trim_end().len());
    let tail = out[tail..].to_owned();
    out.truncate(start + lead);
    out.push_str(&words);
    out.push_str(&tail);
}

fn call_to_action_text(call: &PublishedCallToAction) -> String {
    let text = call.text.as_ref().map(|text| format!("{text} ")).unwrap_or_default();
    format!("{text}{}{}", call.label, trailing_url(&call.label, &call.url))
}

/// Returns the URL to append to the words of a link. Empty for a path, which has no meaning outside the site, and if
/// the words are the URL.
pub(super) fn trailing_url(words: &str, href: &str) -> String {
    let scheme = href.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let on_the_web = matches!(scheme.as_deref(), Some("http" | "https"));
    if on_the_web && words.trim() != href { format!(" ({href})") } else { String::new() }
}
