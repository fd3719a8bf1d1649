//! What holds for every body and for every Markdown.

use cairn::content::portable_text::{Block, read_body};
use cairn::content::reading::read_root;
use cairn::importing::{read_markdown, resolve_ids};
use cairn::rendering::{MarkdownFlavour, to_html, to_markdown, to_text};
use proptest::prelude::*;

use super::bodies::{body, markdown_soup};
use super::normal_form::normal;
use super::published;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn markdown_for_the_round_trip_reads_back_as_the_same_blocks(body in body()) {
        let markdown = to_markdown(&published(&body), MarkdownFlavour::RoundTrip);
        let read = read_markdown("", &markdown, &resolve_ids);
        prop_assert_eq!(&read.refusals, &[], "{}", markdown);
        prop_assert_eq!(&read.warnings, &Vec::<String>::new(), "{}", markdown);
        prop_assert_eq!(normal(&read.blocks), normal(&body), "{}", markdown);
    }

    #[test]
    fn readable_markdown_loses_no_word(body in body()) {
        let markdown = to_markdown(&published(&body), MarkdownFlavour::Readable);
        let read = read_markdown("", &markdown, &resolve_ids);
        prop_assert_eq!(&read.refusals, &[], "{}", markdown);
        let text = letters(&to_text(&published(&read.blocks)));
        for words in texts(&body) {
            prop_assert!(text.contains(&letters(&words)), "{:?} is not in {}", words, markdown);
        }
    }

    #[test]
    fn text_keeps_every_word(body in body()) {
        let text = letters(&to_text(&published(&body)));
        for words in texts(&body) {
            prop_assert!(text.contains(&letters(&words)), "{words:?} is not in {text}");
        }
    }

    #[test]
    fn html_has_nothing_but_known_tags_and_escaped_text(body in body()) {
        let html = to_html(&published(&body));
        let mut open: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut rest = html.as_str();
        while let Some(start) = rest.find('<') {
            text.push_str(&rest[..start]);
            let end = start + rest[start..].find('>').unwrap();
            let tag = &rest[start + 1..end];
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            prop_assert!(KNOWN_TAGS.contains(&name), "{tag}");
            if let Some(closed) = tag.strip_prefix('/') {
                let opened = open.pop();
                prop_assert_eq!(opened.as_deref(), Some(closed), "{}", &html);
            } else if name != "br" {
                open.push(name.to_owned());
            }
            let attributes = tag[name.len().min(tag.len())..].replace("\" ", "\"\n");
            for attribute in attributes.lines().map(str::trim).filter(|attribute| !attribute.is_empty() && !tag.starts_with('/') && name != "br") {
                let attribute_name = attribute.split('=').next().unwrap();
                prop_assert!(KNOWN_ATTRIBUTES.contains(&attribute_name), "{tag}");
            }
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        prop_assert!(open.is_empty(), "{html}");
        prop_assert!(!text.contains(['<', '>', '"', '\'']), "{text}");
        let unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        for words in texts(&body) {
            prop_assert!(letters(&unescaped).contains(&letters(&words)), "{words:?} is not in {html}");
        }
    }

    #[test]
    fn whatever_markdown_becomes_is_a_body(markdown in markdown_soup()) {
        let read = read_markdown("/markdown", &markdown, &resolve_ids);
        if read.refusals.is_empty() {
            let json = serde_json::to_value(&read.blocks).unwrap();
            prop_assert_eq!(read_root(&json, read_body).unwrap(), read.blocks);
        }
    }

    #[test]
    fn markdown_read_once_reads_the_same_again(markdown in markdown_soup()) {
        let first = read_markdown("", &markdown, &resolve_ids);
        if first.refusals.is_empty() {
            let again = to_markdown(&published(&first.blocks), MarkdownFlavour::RoundTrip);
            let second = read_markdown("", &again, &resolve_ids);
            prop_assert_eq!(&second.refusals, &[], "{}", again);
            prop_assert_eq!(normal(&second.blocks), normal(&first.blocks), "{}", again);
        }
    }
}

const KNOWN_TAGS: &[&str] = &[
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "code",
    "span",
    "del",
    "a",
    "br",
    "aside",
    "s",
];
const KNOWN_ATTRIBUTES: &[&str] = &["href", "class", "data-phrase-id", "role", "style"];

/// A text without white space, for comparing words only.
fn letters(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The texts of a body that no link interrupts: an address may stand between those.
fn texts(body: &[Block]) -> Vec<String> {
    let mut texts = Vec::new();
    for block in body {
        match block {
            Block::Block(text) => texts.extend(text.children.iter().map(|span| span.text.clone())),
            Block::SuggestedPhrase(_) => texts.push("I’m not asking you to <decide> today.".to_owned()),
            Block::Callout(callout) => texts.extend(self::texts(&callout.content)),
            Block::CallToAction(call) => texts.extend(call.text.iter().chain([&call.label]).cloned()),
        }
    }
    texts
}
