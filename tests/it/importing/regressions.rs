//! Regression tests for inputs found by property tests and fuzzers.

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
fn past_failures_are_read() {
    for (format, text) in FINDS {
        let (entities, _) = read(format, text);
        assert!(!entities.is_empty(), "{format}: {text:?}");
        assert_valid(&entities, text);
    }
}
