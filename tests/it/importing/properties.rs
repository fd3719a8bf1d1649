//! Property tests of the importers: no word is lost silently, and editors could send the result.

use proptest::prelude::*;
use serde_json::Value;

use super::importers::{assert_valid, read};
use super::words::{assert_kept, texts_of, words};

/// Joins the pieces and numbers their words, so that each word is unique and has no meaning in any format.
fn numbered(pieces: &[&str]) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut words = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if piece.contains("WORD") {
            let word = format!("w{index}x");
            text.push_str(&piece.replace("WORD", &word));
            words.push(word);
        } else {
            text.push_str(piece);
        }
    }
    (text, words)
}

const HTML_PIECES: &[&str] = &[
    "WORD",
    " WORD ",
    "WORD\n\n",
    "<p>",
    "</p>",
    "<h1>",
    "</h1>",
    "<h2 id=WORD>",
    "</h2>",
    "<h3>",
    "</h3>",
    "<ul>",
    "</ul>",
    "<ol>",
    "</ol>",
    "<li>",
    "</li>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href='/x'>",
    "<a href=javascript:x>",
    "</a>",
    "<blockquote>",
    "</blockquote>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<br>",
    "<br><br>",
    "<pre>",
    "</pre>",
    "<div>",
    "</div>",
    "<span style='font-weight:700'>",
    "</span>",
    "<main>",
    "</main>",
    "<q>",
    "</q>",
    "<p style='mso-list:l0 level2 lfo1'>",
    "<p class=MsoTitle>",
    "&nbsp;",
    "&amp;",
    "\n",
    "<img alt=WORD>",
    "<form>",
    "</form>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<!-- WORD",
    "-->",
    "<a class=button href=/b>",
    "“Say WORD to me”",
    "You could say: ",
    "<hr>",
    "<article>",
    "</article>",
    "<caption>",
    "<th>",
    "<details><summary>",
    "</details>",
    "<div role=heading aria-level=2>",
    "</font>",
    "<o:p>",
    "</o:p>",
    "<![if x]>",
    "<![endif]>",
    "[gallery]",
    "[x a=b]",
];

const TEXT_PIECES: &[&str] = &[
    "WORD",
    " WORD",
    "Word WORD",
    "\n",
    "\n\n",
    "• ",
    "- ",
    "1. ",
    "  - ",
    "WORD: ",
    "More resources to read",
    "View →",
    "===\n",
    "---\n",
    "|",
    "“Say WORD again”",
    "You could say: ",
    "Read more WORD",
    "Explore WORD",
    "https://example.org/WORD",
    "me@example.org",
    ".",
    "?",
    "A sentence with WORD that is long enough to be prose, and then some more of it.",
    "\t",
    "\u{b}",
];

const MARKDOWN_PIECES: &[&str] = &[
    "WORD",
    " WORD ",
    "\n",
    "\n\n",
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "    ",
    "`",
    "```\n",
    "*",
    "**",
    "~~",
    "[WORD](/x)",
    "![WORD](/x.png)",
    "| WORD | b |\n|---|---|\n",
    "<b>",
    "</b>",
    "<div>",
    "</div>\n",
    "{#x}",
    "\\",
    "---\n",
    "===\n",
    "&amp;",
    "- [ ] ",
    "[x]: /y\n",
    "[x]",
];

fn pieces(of: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(of), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn html_keeps_every_word(pieces in pieces(HTML_PIECES)) {
        // Text in a comment is not content.
        let commented = pieces.iter().any(|piece| piece.starts_with("<!--"));
        let (text, words) = numbered(&pieces);
        let (entities, notes) = read("html", &text);
        assert_valid(&entities, &text);
        if !commented {
            let shown: Vec<String> = words.into_iter().filter(|word| !text.contains(&format!("id={word}"))).collect();
            assert_kept(&shown, &entities, &notes, &text);
        }
    }

    #[test]
    fn plain_text_keeps_every_word(pieces in pieces(TEXT_PIECES)) {
        let (text, _) = numbered(&pieces);
        let (entities, notes) = read("text", &text);
        assert_valid(&entities, &text);
        assert_kept(&words(&text), &entities, &notes, &text);
    }

    #[test]
    fn any_plain_text_keeps_every_word(text in "\\PC{0,300}|(?s).{0,300}") {
        let (entities, notes) = read("text", &text);
        assert_valid(&entities, &text);
        let plain: String = text.chars().filter(|character| !character.is_control() || character.is_whitespace()).collect();
        assert_kept(&words(&plain), &entities, &notes, &text);
    }

    #[test]
    fn pages_in_markdown_keep_every_word(pieces in pieces(MARKDOWN_PIECES)) {
        let (text, words) = numbered(&pieces);
        prop_assume!(!text.starts_with("---\n"));
        let (entities, notes) = read("markdown", &text);
        assert_valid(&entities, &text);
        assert_kept(&words, &entities, &notes, &text);
    }

    #[test]
    fn posts_of_wordpress_keep_every_word(pieces in pieces(HTML_PIECES), blocks in any::<bool>()) {
        let (text, words) = numbered(&pieces);
        let blocks = if blocks { "<!-- wp:paragraph -->" } else { "" };
        let xml = format!(
            "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>\
             <item><title>T</title><content:encoded><![CDATA[{blocks}{}]]></content:encoded><wp:status>publish</wp:status>\
             <wp:post_type>post</wp:post_type></item></channel></rss>",
            text.replace("]]>", "]] >").replace("<![", "<! [")
        );
        let (entities, notes) = read("wordpress", &xml);
        assert_valid(&entities, &xml);
        if !pieces.iter().any(|piece| piece.starts_with("<!--") || piece.starts_with("<![")) {
            let shown: Vec<String> = words.into_iter().filter(|word| !text.contains(&format!("id={word}"))).collect();
            assert_kept(&shown, &entities, &notes, &text);
        }
    }

    #[test]
    fn anything_is_read_by_every_importer(text in "(?s).{0,400}") {
        for format in ["html", "text", "markdown", "wordpress", "sanity"] {
            let (entities, _) = read(format, &text);
            assert_valid(&entities, &text);
        }
    }

    #[test]
    fn documents_of_sanity_keep_every_word(blocks in proptest::collection::vec(block(), 1..8)) {
        let mut wanted = String::new();
        for (index, block) in blocks.iter().enumerate() {
            texts_of(block, &mut wanted);
            wanted.push_str(if index > 0 { " " } else { "" });
        }
        let document = serde_json::json!({"_id": "a", "_type": "post", "title": "T", "body": blocks});
        let text = document.to_string();
        let (entities, notes) = read("sanity", &text);
        assert_valid(&entities, &text);
        let spoken: Vec<String> = words(&wanted).into_iter().filter(|word| word.starts_with("say")).collect();
        assert_kept(&spoken, &entities, &notes, &text);
    }
}

fn block() -> impl Strategy<Value = Value> {
    let style = proptest::sample::select(vec!["normal", "h1", "h2", "h4", "blockquote", "odd", ""]);
    let list = proptest::sample::select(vec!["", "", "bullet", "number", "checkbox"]);
    let spans =
        proptest::collection::vec((0..1000_u32, proptest::sample::select(vec!["", "strong", "em", "glow", "k"])), 1..4);
    let kind = proptest::sample::select(vec!["block", "block", "block", "note"]);
    (style, list, 0..9_u32, spans, kind).prop_map(|(style, list, level, spans, kind)| {
        let children: Vec<Value> = spans
            .iter()
            .map(|(word, mark)| serde_json::json!({"_type": "span", "text": format!("say{word} "), "marks": if mark.is_empty() { vec![] } else { vec![*mark] }}))
            .collect();
        let block = serde_json::json!({
            "_type": "block", "style": style, "listItem": list, "level": level, "children": children,
            "markDefs": [{"_key": "k", "_type": "link", "href": "https://example.org"}]
        });
        if kind == "note" { serde_json::json!({"_type": "note", "content": [block]}) } else { block }
    })
}
