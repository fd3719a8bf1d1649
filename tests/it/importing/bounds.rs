//! A megabyte of anything is read in one go: no panic, no hang.

use super::reading::{assert_valid, read};

/// Without optimisation a megabyte of everything takes minutes, and a sixth of it shows the same.
const SIZE: usize = if cfg!(debug_assertions) { 150_000 } else { 1_000_000 };

fn repeated(piece: &str) -> String {
    piece.repeat(SIZE / piece.len())
}

/// Pieces that nest, repeat or never end.
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
            "~~",
            "a\n\n",
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
            let (things, _) = read(format, &text);
            assert_valid(&things, piece);
        }
    }
}
