//! Edge cases of the dialect.

use super::read_markdown;
use crate::content::portable_text::{BLOCKS_MAX, Block};
use crate::content::section::ParsedMarkdown;
use crate::content::{Rejection, ViolationCode};
use crate::importing::resolve_id;

fn read(markdown: &str) -> ParsedMarkdown {
    read_markdown("", markdown, &resolve_id)
}

fn texts(blocks: &[Block]) -> Vec<String> {
    let mut texts = Vec::new();
    for block in blocks {
        match block {
            Block::Block(text) => texts.push(text.text()),
            Block::Callout(callout) => texts.extend(self::texts(&callout.content)),
            Block::SuggestedPhrase(_) | Block::CallToAction(_) => {}
        }
    }
    texts
}

#[test]
fn ten_thousand_quotations_or_lists_inside_one_another_are_read() {
    for (marker, level) in [(">", None), ("- ", Some(6))] {
        let read = read(&format!("{}deep", marker.repeat(10_000)));
        assert_eq!(texts(&read.blocks), ["deep"]);
        assert_eq!(read.warnings.len(), 1);
        assert!(matches!(&read.blocks[0], Block::Block(text) if text.level == level));
    }
}

#[test]
fn more_blocks_than_a_body_holds_are_refused() {
    let read = read(&"word\n\n".repeat(BLOCKS_MAX + 1));
    assert_eq!(read.errors.len(), 1);
    assert_eq!(read.errors[0].code, ViolationCode::TooMany);
}

#[test]
fn paragraphs_and_labels_of_calls_to_action_are_limited() {
    for (markdown, start, end) in [
        (format!("short\n\n{}", "long ".repeat(2_001)), "Line 3: Has 10004 characters", "(In the text.)"),
        (format!("[{}](/help \"call-to-action\")", "x".repeat(101)), "Line 1: ", "(In the text of the link.)"),
    ] {
        let Rejection { code, detail } = &read(&markdown).errors[0];
        assert_eq!(*code, ViolationCode::TooLong);
        assert!(detail.starts_with(start) && detail.ends_with(end), "{detail}");
    }
}

#[test]
fn a_control_character_hidden_in_a_reference_is_refused() {
    assert_eq!(read("one&#x2028;two").errors[0].code, ViolationCode::InvalidCharacter);
}

#[test]
fn the_paragraphs_of_a_list_item_become_lines_of_it() {
    let read = read("- one [a](/a)\n\n  two [b](/b)\n  - three\n\n  four\n- five");
    assert_eq!(texts(&read.blocks), ["one a\ntwo b", "three", "four", "five"]);
    assert_eq!(read.warnings.len(), 2, "{:?}", read.warnings);
    assert!(matches!(&read.blocks[0], Block::Block(text) if text.mark_defs.len() == 2));
}

#[test]
fn html_text_is_kept_without_tags() {
    let read = read(
        "<div class=\"x\">one <b>two</b>\n<p>three &amp; four</p></div>\n\n<script>alert(1)</script>\n\nfive <span>six</span>",
    );
    assert_eq!(texts(&read.blocks), ["one two", "three & four", "five six"]);
    assert_eq!(read.warnings.len(), 4, "{:?}", read.warnings);
}

#[test]
fn a_comment_that_is_never_closed_hides_what_follows() {
    let read = read("one\n\n<!-- two\n\nthree");
    assert_eq!(texts(&read.blocks), ["one"]);
    assert_eq!(read.warnings.len(), 1, "{:?}", read.warnings);
}

#[test]
fn a_tag_that_is_never_closed_ends_with_its_paragraph() {
    let read = read("<u>one\n\ntwo");
    assert_eq!(texts(&read.blocks), ["one", "two"]);
    assert_eq!(read.warnings, ["Line 1: An HTML tag is never closed; its mark ends with its paragraph."]);
    assert!(matches!(&read.blocks[1], Block::Block(text) if text.children[0].marks.is_empty()));
}

#[test]
fn an_image_leaves_its_text_and_a_warning() {
    let read = read("See ![two people talking](/talk.png \"Talk\").");
    assert_eq!(texts(&read.blocks), ["See two people talking."]);
    assert_eq!(read.warnings, ["Line 1: The image /talk.png (\"Talk\") was left out; its text stays."]);
}

#[test]
fn a_table_becomes_a_paragraph_for_each_row() {
    let read = read("a | b\n--|--\nc | *d*\n");
    assert_eq!(texts(&read.blocks), ["a | b", "c | d"]);
    assert_eq!(read.warnings.len(), 1);
}

#[test]
fn a_rule_and_the_title_of_a_link_are_left_out_with_warnings() {
    let read = read("[one](/a \"Title\")\n\n---\n\n[](/b)");
    assert_eq!(texts(&read.blocks), ["one"]);
    assert_eq!(
        read.warnings,
        [
            "Line 1: The title \"Title\" of a link was left out.",
            "Line 3: A horizontal rule was left out.",
            "Line 5: The link to /b has no words and was left out.",
        ]
    );
}

#[test]
fn a_callout_in_a_list_is_moved_between_its_items() {
    let read = read("- one\n\n  > [!TIP]\n  > two\n- three");
    assert_eq!(texts(&read.blocks), ["one", "two", "three"]);
    assert_eq!(read.warnings, ["Line 3: The callout was moved out of the list item."]);
}

#[test]
fn warnings_are_listed_up_to_a_bound() {
    let read = read(&"<x>a\n\n".repeat(150));
    assert_eq!(read.warnings.len(), 101);
    assert_eq!(read.warnings[100], "50 more warnings are not listed.");
}

#[test]
fn a_hundred_thousand_characters_of_anything_are_read() {
    // Nonlinear time would make this run practically forever.
    for piece in
        ["<a", "<!--", "[", "![](", "*a **b ", "<u>", "`", "<script>", "[a](/b) ", "<phrase:x>\n", "- a\n\n  b\n\n"]
    {
        let markdown = piece.repeat(100_000 / piece.len());
        read(&markdown);
        read(&format!("<div>{markdown}"));
    }
}
