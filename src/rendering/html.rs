//! Portable Text as HTML, with the markup of the standard renderer (`@portabletext/to-html`) and Cairn's own blocks.
//!
//! Safe by construction: all text and attributes are escaped here, tags and attribute names are constants, and URLs
//! that `content` would reject are omitted. The only added words are a label before words to avoid, because few screen
//! readers announce struck-through text.

use super::labels::Labels;
use super::marks::{Decorator, Mark, MarkEvent, link_of, marks_of, nest};
use super::nested_lists::{BodyNode, NestedList, nest_lists};
use crate::content::Locale;
use crate::content::link::check_href;
use crate::content::portable_text::{
    ListItem, PublishedBlock, PublishedCallToAction, PublishedCallout, PublishedMarkDef, PublishedSuggestedPhrase,
    PublishedTextBlock, Style,
};

/// Returns a body in the language of `locale` as HTML.
pub fn to_html(body: &[PublishedBlock], locale: &Locale) -> String {
    let mut out = String::new();
    write_body(body, Labels::of(locale), &mut out);
    out
}

fn write_body(body: &[PublishedBlock], labels: Labels, out: &mut String) {
    for node in nest_lists(body) {
        match node {
            BodyNode::Block(PublishedBlock::Block(block)) => write_styled(block, out),
            BodyNode::Block(PublishedBlock::SuggestedPhrase(phrase)) => write_phrase(phrase, labels, out),
            BodyNode::Block(PublishedBlock::Callout(callout)) => write_callout(callout, labels, out),
            BodyNode::Block(PublishedBlock::CallToAction(call)) => write_call_to_action(call, out),
            BodyNode::List(list) => write_list(&list, out),
        }
    }
}

fn write_styled(block: &PublishedTextBlock, out: &mut String) {
    if block.children.is_empty() {
        return;
    }
    let tag = match block.style {
        Style::Normal => "p",
        Style::H3 => "h3",
        Style::H4 => "h4",
        Style::H5 => "h5",
        Style::H6 => "h6",
        Style::Blockquote => "blockquote",
    };
    out.extend(["<", tag, ">"]);
    write_children(block, out);
    out.extend(["</", tag, ">"]);
}

fn write_list(list: &NestedList<'_>, out: &mut String) {
    let tag = match list.kind {
        ListItem::Bullet => "ul",
        ListItem::Number => "ol",
    };
    out.extend(["<", tag, ">"]);
    for item in &list.items {
        out.push_str("<li>");
        if item.block.style == Style::Normal {
            write_children(item.block, out);
        } else {
            write_styled(item.block, out);
        }
        for nested in &item.nested {
            write_list(nested, out);
        }
        out.push_str("</li>");
    }
    out.extend(["</", tag, ">"]);
}

fn write_children(block: &PublishedTextBlock, out: &mut String) {
    let marks: Vec<Vec<Mark>> = block.children.iter().map(|span| marks_of(span, block)).collect();
    for event in nest(&marks) {
        match event {
            MarkEvent::Open(mark) => open_mark(mark, block, out),
            MarkEvent::Close(mark) => close_mark(mark, block, out),
            MarkEvent::Text(index) => write_lines(&block.children[index].text, out),
        }
    }
}

fn open_mark(mark: Mark, block: &PublishedTextBlock, out: &mut String) {
    match mark {
        Mark::Decorator(Decorator::Strong) => out.push_str("<strong>"),
        Mark::Decorator(Decorator::Em) => out.push_str("<em>"),
        Mark::Decorator(Decorator::Code) => out.push_str("<code>"),
        Mark::Decorator(Decorator::Underline) => out.push_str("<span style=\"text-decoration:underline\">"),
        Mark::Decorator(Decorator::StrikeThrough) => out.push_str("<del>"),
        Mark::Annotation { index, .. } => {
            if let Some(link) = link_of(mark, block) {
                open_link(&link.href, out);
            } else if let Some(PublishedMarkDef::Phrase(phrase)) = block.mark_defs.get(index) {
                out.push_str("<span class=\"phrase\" data-phrase-id=\"");
                escape(&phrase.phrase_id.to_string(), out);
                out.push_str("\">");
            }
        }
    }
}

fn close_mark(mark: Mark, block: &PublishedTextBlock, out: &mut String) {
    match mark {
        Mark::Decorator(Decorator::Strong) => out.push_str("</strong>"),
        Mark::Decorator(Decorator::Em) => out.push_str("</em>"),
        Mark::Decorator(Decorator::Code) => out.push_str("</code>"),
        Mark::Decorator(Decorator::Underline) => out.push_str("</span>"),
        Mark::Decorator(Decorator::StrikeThrough) => out.push_str("</del>"),
        Mark::Annotation { .. } => match link_of(mark, block) {
            Some(link) => close_link(&link.href, out),
            None => out.push_str("</span>"),
        },
    }
}

/// Opens a link. URLs were validated on write; one that fails today's validation is written as plain text.
pub(super) fn open_link(href: &str, out: &mut String) {
    if check_href(href).is_ok() {
        out.push_str("<a href=\"");
        escape(href, out);
        out.push_str("\">");
    }
}

pub(super) fn close_link(href: &str, out: &mut String) {
    if check_href(href).is_ok() {
        out.push_str("</a>");
    }
}

fn write_phrase(block: &PublishedSuggestedPhrase, labels: Labels, out: &mut String) {
    let phrase = &block.phrase;
    out.extend(["<blockquote class=\"phrase phrase--", phrase.tone.as_str(), "\" data-phrase-id=\""]);
    escape(&block.phrase_id.to_string(), out);
    out.push_str("\"><p>");
    write_lines(&phrase.text, out);
    out.push_str("</p>");
    if let Some(instead_of) = &phrase.instead_of {
        // Struck through, so that words to avoid are not mistaken for words to say.
        out.push_str("<p class=\"phrase__instead-of\"><span class=\"phrase__label\">");
        out.extend([labels.instead_of, ":</span> <s>"]);
        write_lines(instead_of, out);
        out.push_str("</s></p>");
    }
    if let Some(why) = &phrase.why {
        out.push_str("<p class=\"phrase__why\">");
        write_lines(why, out);
        out.push_str("</p>");
    }
    out.push_str("</blockquote>");
}

fn write_callout(callout: &PublishedCallout, labels: Labels, out: &mut String) {
    out.extend(["<aside class=\"callout callout--", callout.tone.as_str(), "\" role=\"note\">"]);
    write_body(&callout.content, labels, out);
    out.push_str("</aside>");
}

fn write_call_to_action(call: &PublishedCallToAction, out: &mut String) {
    out.push_str("<p class=\"call-to-action\">");
    if let Some(text) = &call.text {
        write_lines(text, out);
        out.push(' ');
    }
    open_link(&call.url, out);
    write_lines(&call.label, out);
    close_link(&call.url, out);
    out.push_str("</p>");
}

pub(super) fn write_lines(text: &str, out: &mut String) {
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push_str("<br/>");
        }
        escape(line, out);
    }
}

pub(super) fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            other => out.push(other),
        }
    }
}
