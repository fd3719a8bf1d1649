//! Generators for arbitrary bodies of the profile, and for Markdown that combines all constructs.
//!
//! A span has at most one annotation, because Markdown links do not nest.

use cairn::content::portable_text::{
    ArticleLink, Block, CallToAction, Callout, CalloutTone, LinkMark, ListItem, MarkDef, PhraseMark, Span, SpanType,
    Style, SuggestedPhrase, TextBlock, UrlLink, fill_keys,
};
use proptest::prelude::*;

use super::{ARTICLE_ID, PHRASE_ID, id};

/// Generates text that is difficult in Markdown: all special characters, all kinds of white space, letters of several
/// scripts.
fn hard_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z ,.’]{0,20}",
        3 => r"[ -~\t\n¿“”éÑ中。🙂\u{a0}\u{3000}Ⓐ]{0,14}",
        1 => r"(  |\n|#|-|\+|\*|_|`|~|=|>|<|\||:|!|\[|\]|\(|\)|&amp;|&#32;|\\|1\.|1\)|\{#x\}|<u>|</u>|<br>|a| ){0,8}",
    ]
}

fn words() -> impl Strategy<Value = String> {
    r"[ -~“”é中]{0,20}[a-z*]".prop_map(|text| text)
}

fn href() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://example.org/a_(b)?x=1&amp;y=*2*#c".to_owned()),
        Just("mailto:help@example.org".to_owned()),
        Just("/help/[x]".to_owned()),
        Just("#next".to_owned()),
        "https://example\\.org/[a-z0-9()_*~!&;=-]{0,12}",
    ]
}

fn mark_def(key: &'static str) -> impl Strategy<Value = MarkDef> {
    prop_oneof![
        href().prop_map(move |href| MarkDef::Link(LinkMark::Url(UrlLink { key: key.to_owned(), href }))),
        any::<bool>().prop_map(move |anchored| {
            let anchor = anchored.then(|| "next-steps".parse().unwrap());
            MarkDef::Link(LinkMark::Article(ArticleLink { key: key.to_owned(), article_id: id(ARTICLE_ID), anchor }))
        }),
        Just(MarkDef::Phrase(PhraseMark { key: key.to_owned(), phrase_id: id(PHRASE_ID) })),
    ]
}

fn span() -> impl Strategy<Value = Span> {
    let decorators = proptest::sample::subsequence(vec!["strong", "em", "code", "underline", "strike-through"], 0..=5);
    let annotation = prop_oneof![3 => Just(None), 1 => Just(Some("a")), 1 => Just(Some("b"))];
    let decorators = prop_oneof![2 => Just(Vec::new()), 3 => decorators.prop_shuffle()];
    (hard_text(), decorators, annotation).prop_map(|(text, decorators, annotation)| Span {
        kind: SpanType::Span,
        key: String::new(),
        text,
        marks: decorators.into_iter().chain(annotation).map(str::to_owned).collect(),
    })
}

fn text_block() -> impl Strategy<Value = Block> {
    let style = proptest::sample::select(Style::ALL);
    let list = prop_oneof![
        2 => Just(None),
        1 => (proptest::sample::select(ListItem::ALL), 1_u8..=6).prop_map(Some),
        1 => (proptest::sample::select(ListItem::ALL), 1_u8..=2).prop_map(Some),
    ];
    (
        prop_oneof![Just(Style::Normal), style],
        list,
        mark_def("a"),
        mark_def("b"),
        proptest::collection::vec(span(), 1..6),
    )
        .prop_map(|(style, list, first, second, children)| {
            Block::Block(TextBlock {
                key: String::new(),
                style,
                list_item: list.map(|(kind, _)| kind),
                level: list.map(|(_, level)| level),
                mark_defs: vec![first, second],
                children,
            })
        })
}

fn leaf_block() -> impl Strategy<Value = Block> {
    let phrase = Block::SuggestedPhrase(SuggestedPhrase { key: String::new(), phrase_id: id(PHRASE_ID) });
    let call = (proptest::option::of(("[a-z]{1,3}", hard_text())), words(), href()).prop_map(|(text, label, url)| {
        let text = text.map(|(word, text)| format!("{word}{text}"));
        Block::CallToAction(CallToAction { key: String::new(), text, label, url })
    });
    prop_oneof![8 => text_block(), 1 => Just(phrase), 1 => call]
}

pub(crate) fn body() -> impl Strategy<Value = Vec<Block>> {
    let callout = (proptest::sample::select(CalloutTone::ALL), proptest::collection::vec(leaf_block(), 1..4))
        .prop_map(|(tone, content)| Block::Callout(Callout { key: String::new(), tone, content }));
    proptest::collection::vec(prop_oneof![6 => leaf_block(), 1 => callout], 0..7).prop_map(|mut blocks| {
        fill_keys(&mut blocks);
        blocks
    })
}

/// Generates Markdown that combines all constructs.
pub(crate) fn markdown_soup() -> impl Strategy<Value = String> {
    let pieces = vec![
        "#",
        "## ",
        "### ",
        "- ",
        "  - ",
        "1. ",
        "7. ",
        "> ",
        "> [!NOTE]\n",
        "> [!CAUTION]\n> ",
        "\n",
        "\n\n",
        "    ",
        "```",
        "`",
        "*",
        "**",
        "~~",
        "<u>",
        "</u>",
        "<strong>",
        "</em>",
        "<br>",
        "<div>",
        "</div>\n",
        "<!-- x -->",
        "<script>",
        "[",
        "]",
        "](https://example.org)",
        "](/a \"call-to-action\")",
        "](phrase:",
        PHRASE_ID,
        ")",
        "<phrase:0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01>",
        "](article:0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02#a-b)",
        "![alt](/i.png)",
        "a | b\n--|--\nc | d\n",
        "---\n",
        "===\n",
        "word",
        " ",
        "é中🙂",
        "&amp;",
        "&#10;",
        "&#0;",
        "\\",
        "&#x2028;",
        "<a@b.org>",
        "{#x}",
        "[r]: /u\n",
        "[r]",
        "_",
        "!",
        "\t",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}
