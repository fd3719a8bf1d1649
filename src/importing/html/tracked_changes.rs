//! Review data in documents of word processors: comments, and deletions recorded by change tracking. None of it is
//! content.
//!
//! Owns how Word, Google Docs and `LibreOffice` mark these, and how they mark page headers and footers.

use super::skipped::SkipReason;
use super::tokens::StartTag;

/// Returns the reason to skip an element that belongs to a review.
pub(super) fn skip_reason(tag: &StartTag<'_>, is_from_word_processor: bool) -> Option<SkipReason> {
    let has_class = |wanted: &[&str]| {
        let classes = tag.attribute("class").unwrap_or_default().split_whitespace();
        classes.into_iter().any(|class| wanted.iter().any(|wanted| class.eq_ignore_ascii_case(wanted)))
    };
    let element = tag.attribute("style").and_then(mso_element);
    if element.as_deref() == Some("comment") || has_class(&["msocomtxt", "MsoCommentText", "MsoCommentSubject"]) {
        return Some(SkipReason::Code("comment"));
    }
    if has_class(&["MsoCommentReference", "msocomanchor", "msocomoff"]) || is_comment_sign(tag) {
        return Some(SkipReason::Silent);
    }
    if has_class(&["msoDel"]) || (tag.name == "del" && is_tracked(tag, is_from_word_processor)) {
        return Some(SkipReason::Code("deletion"));
    }
    let title = tag.attribute("title").filter(|_| is_from_word_processor).unwrap_or_default().to_ascii_lowercase();
    match (tag.name, title.as_str()) {
        ("div", "footer") => Some(SkipReason::IfText("The page footer")),
        ("div", "header") => Some(SkipReason::IfText("The page header")),
        ("span" | "div" | "p", "comment" | "annotation") => Some(SkipReason::Code("comment")),
        _ => None,
    }
}

/// Returns true if an insertion or a deletion is a tracked change: in a word processor's document, or with an author. On
/// other pages it is content that readers see underlined or struck through.
pub(super) fn is_tracked(tag: &StartTag<'_>, is_from_word_processor: bool) -> bool {
    is_from_word_processor || tag.attribute("cite").is_some_and(|cite| cite.trim_start().starts_with("mailto:"))
}

/// Returns true for the link from a Google Docs comment back to the commented text. The comment follows it.
pub(super) fn begins_comment(tag: &StartTag<'_>) -> bool {
    tag.name == "a" && tag.attribute("href").is_some_and(|href| href.starts_with("#cmnt_ref"))
}

/// Returns true for the link from the commented text to a Google Docs comment: it contains a marker, no words.
fn is_comment_sign(tag: &StartTag<'_>) -> bool {
    tag.name == "a" && tag.attribute("href").is_some_and(|href| href.starts_with("#cmnt") && !begins_comment(tag))
}

/// Returns the value of `mso-element` in a Word style.
fn mso_element(style: &str) -> Option<String> {
    let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    let mut elements = declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case("mso-element"));
    elements.next().map(|(_, value)| value.trim().to_ascii_lowercase())
}

/// Returns true if a tag identifies the page as the output of a word processor.
pub(super) fn is_from_word_processor(tag: &StartTag<'_>) -> bool {
    let says = |name: &str, words: &[&str]| {
        let value = tag.attribute(name).unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    };
    match tag.name {
        "html" => tag.attribute("xmlns:w").is_some() || tag.attribute("xmlns:o").is_some(),
        "meta" => {
            tag.has_value("name", "generator")
                && says("content", &["libreoffice", "openoffice", "microsoft word", "onlyoffice"])
        }
        "body" => says("class", &["doc-content"]),
        "b" => says("id", &["docs-internal-guid"]),
        _ => false,
    }
}
