//! What properties and fuzzers found, each mended.

use super::importers::{assert_valid, read};

const FINDS: &[(&str, &str)] = &[
    ("markdown", "a\u{e}b"),
    ("markdown", "&#1;"),
    ("markdown", "# \n"),
    ("markdown", "# a\n\n# &#7;\n"),
    ("markdown", "---\ntitle: \"\\a\"\nsummary: \"\\a\"\n---\n"),
    ("markdown", "<phrase:nobody> said so"),
];

#[test]
fn what_was_found_once_is_read() {
    for (format, text) in FINDS {
        let (things, _) = read(format, text);
        assert!(!things.is_empty(), "{format}: {text:?}");
        assert_valid(&things, text);
    }
}
