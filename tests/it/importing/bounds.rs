//! The importers read a megabyte of any input without a panic or a hang.

use cairn::content::portable_text::BLOCKS_MAX;
use cairn::content::section::ParsedMarkdown;
use cairn::importing::{SectionFile, read_article_file, read_foreign_sections, read_markdown, resolve_id};

use super::importers::{assert_valid, read};

/// Size of an input in bytes. Without optimization a megabyte of each takes minutes, and a sixth of it shows the same.
const SIZE: usize = if cfg!(debug_assertions) { 150_000 } else { 1_000_000 };

fn repeated(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

/// Pieces that nest, repeat or never end, by format.
const PIECES: &[(&str, &[&str])] = &[
    (
        "html",
        &[
            "<div>",
            "<b>",
            "<p><b x=1><i>",
            "<a href=/x>a",
            "<ul><li>",
            "<table><tr><td>",
            "<p>a",
            "<h1>a",
            "<h2>a<p>b",
            "<!--",
            "<script>",
            "<",
            "<a ",
            "&amp;",
            "a&nbsp; ",
            "<br>",
            "</p>",
            "<li>a",
            "<blockquote>",
            "<style>.a{font-weight:700}",
            "<td>",
            "<tr>a",
            "<b>a</b>c",
            "<svg><title>",
            "<nav>",
            "<img>",
            "“",
            "You could say: “Aa bb cc dd.” ",
            "<select>",
            "<pre>\n",
            "<p style='mso-list:l0 level9'>a",
            "<span style=\"x:y;",
        ],
    ),
    (
        "text",
        &[
            "a",
            "a\n",
            "a\n\n",
            "- a\n",
            "• a: b\n",
            " ",
            "\n",
            "Heading\n\nA long sentence that is prose by its length, is it not.\n\n",
            "“",
            "\"a ",
            "More resources\n\n",
            "View →\n",
            "https://a.example ",
            "a@b.c ",
            "1. ",
            "====\n",
            "You could say: “Aa bb cc dd.” ",
            "\t- a\n",
            "|",
        ],
    ),
    (
        "markdown",
        &[
            "> ",
            "- ",
            "*a **b ",
            "[",
            "![](",
            "<div>\n\n",
            "`",
            "a | b\n",
            "# a\n",
            "\\",
            "[a]: /b\n",
            "<a",
            "&amp;",
            "1. a\n   ",
            "1. a\n",
            "~~",
            "a\n\n",
            "# a\n\n",
            "### a\n\n",
            "* a\n  ",
            "**a",
            "**a** b ",
            "> a\n\n",
            "> [!NOTE]\n> a\n>\n",
            "[a](/b) ",
            "<b>a</b>",
            "```\na\n```\n",
            "<!-- a -->\n\n",
            "[a](/b \"call-to-action\")\n\n",
        ],
    ),
    (
        "wordpress",
        &[
            "<item>",
            "<a>",
            "&amp;",
            "<![CDATA[",
            "<item><title>a</title></item>",
            "<wp:author>",
            "<a b='c' ",
            "<!--",
            "[a b=c]",
        ],
    ),
    ("sanity", &["[", "{\"a\":", "{\"_id\":\"a\"}\n", "[{},", "\"a\",", "{\"body\":[{\"children\":[]}]}\n"]),
];

/// Markdown of editors that exceeds a section is refused, and parsed no further than necessary to detect that.
#[test]
fn a_megabyte_of_any_markdown_of_an_editor_is_read_or_refused() {
    let (_, pieces) = PIECES.iter().find(|(format, _)| *format == "markdown").unwrap();
    for piece in *pieces {
        let ParsedMarkdown { blocks, errors, .. } = read_markdown("/markdown", &repeated(piece), &resolve_id);
        assert!(blocks.len() <= BLOCKS_MAX, "{piece:?}");
        assert!(blocks.is_empty() || errors.is_empty(), "{piece:?}: {errors:?}");
    }
}

#[test]
fn a_megabyte_of_anything_is_read() {
    for (format, pieces) in PIECES {
        for piece in *pieces {
            let text = match *format {
                "wordpress" => format!(
                    "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">{}",
                    repeated(piece)
                ),
                _ => repeated(piece),
            };
            let (entities, _) = read(format, &text);
            assert_valid(&entities, piece);
        }
    }
}

#[test]
fn a_file_that_is_too_long_for_one_article_is_refused() {
    let refusal = read_article_file(&"a".repeat(400_001)).unwrap_err();
    let sentence = "the file has 400001 bytes; at most 400000 are read as one article: cut it into several";
    assert_eq!(refusal.to_string(), sentence);
}

#[test]
fn a_page_of_more_paragraphs_than_a_book_is_refused() {
    let files = [0, 1].map(|_| SectionFile { heading: None, anchor: None, markdown: "a\n\n".repeat(5_001), line: 1 });
    let read = read_foreign_sections(&files, &|_| None);
    assert_eq!(read.errors, ["The page has more text than an article can hold; cut it into several pages."]);
    assert!(read.sections.is_empty());
}
