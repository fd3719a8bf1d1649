//! Properties of every body and every Markdown text.

use cairn::content::decode::decode_value;
use cairn::content::link::check_href;
use cairn::content::portable_text::{Block, read_body};
use cairn::importing::{read_markdown, resolve_id};
use cairn::rendering::{MarkdownFlavour, to_html, to_markdown, to_text};
use proptest::prelude::*;

use super::bodies::{body, markdown_soup};
use super::normal_form::normal;
use super::{english, published};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn markdown_for_the_round_trip_reads_back_as_the_same_blocks(body in body()) {
        let markdown = to_markdown(&published(&body), MarkdownFlavour::RoundTrip);
        let read = read_markdown("", &markdown, &resolve_id);
        prop_assert_eq!(&read.errors, &[], "{}", markdown);
        prop_assert_eq!(&read.warnings, &Vec::<String>::new(), "{}", markdown);
        prop_assert_eq!(normal(&read.blocks), normal(&body), "{}", markdown);
    }

    #[test]
    fn readable_markdown_loses_no_word(body in body()) {
        let markdown = to_markdown(&published(&body), MarkdownFlavour::Readable);
        let read = read_markdown("", &markdown, &resolve_id);
        prop_assert_eq!(&read.errors, &[], "{}", markdown);
        let text = letters(&to_text(&published(&read.blocks), &english()));
        for words in texts(&body) {
            prop_assert!(text.contains(&letters(&words)), "{:?} is not in {}", words, markdown);
        }
    }

    #[test]
    fn text_keeps_every_word(body in body()) {
        let text = letters(&to_text(&published(&body), &english()));
        for words in texts(&body) {
            prop_assert!(text.contains(&letters(&words)), "{words:?} is not in {text}");
        }
    }

    #[test]
    fn html_has_only_known_tags_and_escaped_text(body in body()) {
        let html = to_html(&published(&body), &english());
        let unescaped = check_html(&html)?;
        for words in texts(&body) {
            prop_assert!(letters(&unescaped).contains(&letters(&words)), "{words:?} is not in {html}");
        }
    }

    #[test]
    fn accepted_markdown_is_a_valid_body(markdown in markdown_soup()) {
        let read = read_markdown("/markdown", &markdown, &resolve_id);
        if read.errors.is_empty() {
            let json = serde_json::to_value(&read.blocks).unwrap();
            prop_assert_eq!(decode_value(&json, read_body).unwrap(), read.blocks);
        }
    }

    #[test]
    fn parsed_markdown_survives_a_round_trip(markdown in markdown_soup()) {
        let first = read_markdown("", &markdown, &resolve_id);
        if first.errors.is_empty() {
            let again = to_markdown(&published(&first.blocks), MarkdownFlavour::RoundTrip);
            let second = read_markdown("", &again, &resolve_id);
            prop_assert_eq!(&second.errors, &[], "{}", again);
            prop_assert_eq!(normal(&second.blocks), normal(&first.blocks), "{}", again);
        }
    }
}

/// Returns the text of HTML without its tags. Fails on an unknown tag or attribute, an incorrectly closed tag, or an
/// unsafe URL.
pub(super) fn check_html(html: &str) -> Result<String, TestCaseError> {
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start + 1..end];
        let name = tag.trim_matches('/').split(' ').next().unwrap();
        prop_assert!(KNOWN_TAGS.contains(&name), "{}", tag);
        if let Some(closed) = tag.strip_prefix('/') {
            let opened = open.pop();
            prop_assert_eq!(opened.as_deref(), Some(closed), "{}", html);
        } else if !["br", "meta", "link"].contains(&name) {
            open.push(name.to_owned());
        }
        for (index, part) in tag.split('"').enumerate().filter(|_| !tag.starts_with('/')) {
            let before = part.trim().trim_end_matches('=').trim_end_matches('/');
            let attribute = before.rsplit(' ').next().unwrap();
            let is_name = index % 2 == 0 && !attribute.is_empty() && attribute != name;
            prop_assert!(!is_name || KNOWN_ATTRIBUTES.contains(&attribute), "{}", tag);
            if index % 2 == 0 && attribute == "href" {
                let address = unescaped(tag.split('"').nth(index + 1).unwrap());
                prop_assert!(check_href(&address).is_ok(), "{}", tag);
            }
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    prop_assert!(open.is_empty(), "{}", html);
    prop_assert!(!text.contains(['<', '>', '"', '\'']), "{}", text);
    Ok(unescaped(&text))
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    text.replace("&amp;", "&")
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
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "main",
    "article",
    "header",
    "h1",
    "div",
    "section",
    "h2",
    "nav",
    "footer",
    "time",
];
const KNOWN_ATTRIBUTES: &[&str] = &[
    "href",
    "class",
    "data-phrase-id",
    "role",
    "style",
    "lang",
    "dir",
    "charset",
    "name",
    "content",
    "rel",
    "id",
    "datetime",
];

/// Returns a text without white space, to compare only the words.
fn letters(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Returns the texts of a body by span, because the URL of a link may follow a span.
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
