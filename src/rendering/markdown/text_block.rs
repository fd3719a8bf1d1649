//! Blocks of text: paragraphs, headings, quotations and code.

use super::inline::{self, LineMode};
use super::link::MarkdownFlavour;
use crate::content::portable_text::{PublishedTextBlock, Style};

/// Returns a block of text with the prefix of its style; empty if it has no text.
pub(super) fn styled(block: &PublishedTextBlock, flavour: MarkdownFlavour) -> String {
    let sign = match block.style {
        Style::Normal | Style::Blockquote => "",
        Style::H3 => "### ",
        Style::H4 => "#### ",
        Style::H5 => "##### ",
        Style::H6 => "###### ",
    };
    let mode = if sign.is_empty() { LineMode::MultiLine } else { LineMode::SingleLine };
    let text = inline::block_text(block, flavour, mode);
    if text.is_empty() {
        String::new()
    } else if block.style == Style::Blockquote {
        quote(&text)
    } else {
        format!("{sign}{text}")
    }
}

/// Returns lines of code as a fenced block, or `None` if the block is not code.
pub(super) fn fenced(block: &PublishedTextBlock) -> Option<String> {
    let code = block.text();
    let all_code = block.children.iter().all(|span| span.text.is_empty() || span.marks == ["code"]);
    if block.style != Style::Normal || !all_code || !code.contains('\n') {
        return None;
    }
    let fence = "`".repeat(inline::longest_run(&code, '`').max(2) + 1);
    Some(format!("{fence}\n{code}\n{fence}"))
}

/// Returns the text with each line quoted.
pub(in crate::rendering) fn quote(text: &str) -> String {
    let lines: Vec<String> =
        text.split('\n').map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect();
    lines.join("\n")
}
