//! Traces of a review in a document of a word processor: comments, and words that were deleted while changes were
//! tracked. None of it is text.
//!
//! Owns how Word, Google Docs and `LibreOffice` mark these, and the is_page_heading and feet of their pages.

use super::skipped::SkipReason;
use super::tokens::StartTag;

/// Returns the reason to leave an element out, if it belongs to a review.
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
        ("div", "footer") => Some(SkipReason::IfText("The foot of the page")),
        ("div", "header") => Some(SkipReason::IfText("The head of the page")),
        ("span" | "div" | "p", "comment" | "annotation") => Some(SkipReason::Code("comment")),
        _ => None,
    }
}

/// Returns true if an insertion or a deletion is a tracked change: a word processor says whose it is. On other pages
/// readers see it struck through.
pub(super) fn is_tracked(tag: &StartTag<'_>, is_from_word_processor: bool) -> bool {
    is_from_word_processor || tag.attribute("cite").is_some_and(|cite| cite.trim_start().starts_with("mailto:"))
}

/// Returns true if a link leads from a comment of Google Docs back to its words: the text after it is the comment.
pub(super) fn begins_comment(tag: &StartTag<'_>) -> bool {
    tag.name == "a" && tag.attribute("href").is_some_and(|href| href.starts_with("#cmnt_ref"))
}

/// Returns true if a link leads from words to a comment of Google Docs: it holds a sign and no words.
fn is_comment_sign(tag: &StartTag<'_>) -> bool {
    tag.name == "a" && tag.attribute("href").is_some_and(|href| href.starts_with("#cmnt") && !begins_comment(tag))
}

/// Returns the value of `mso-element` in a style of Word.
fn mso_element(style: &str) -> Option<String> {
    let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    let mut elements = declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case("mso-element"));
    elements.next().map(|(_, value)| value.trim().to_ascii_lowercase())
}

/// Returns true if a tag says that a word processor wrote the page.
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
