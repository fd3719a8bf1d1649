//! Regression tests for inputs found by property tests and fuzzers.

use super::importers::{assert_valid, read};
use super::words::{assert_kept, words};

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

#[test]
fn a_long_link_line_of_a_card_is_in_the_notes_as_a_whole() {
    let text = "- |- 1. ===\n---\n  - w7x\u{b}\n\n.View →You could say: You could say: You could say: \n\n\u{b}More resources to read\n\n\u{b}?.me@example.org.More resources to readw25x\u{b}\n\nw28x: https://example.org/w29xhttps://example.org/w30x w31xhttps://example.org/w32x.View →";
    let (entities, notes) = read("text", text);
    assert_valid(&entities, text);
    assert_kept(&words(text), &entities, &notes, text);
}
