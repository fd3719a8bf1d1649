//! The title of a document, and its kicker.

use super::document::{BlockKind, ParsedBlock, ParsedDocument};
use super::entity::DocumentInfo;
use super::outline::{OutlineHeading, outline};
use crate::importing::text::{abbreviate, one_line, truncate_at_word};

const TITLE_MAX: usize = 200;
const KICKER_MAX: usize = 100;

/// Maximum number of short paragraphs before a heading that is the title.
const BEFORE_TITLE_MAX: usize = 3;

/// Removes the title heading and the kicker before it from the blocks. Returns the level whose headings start sections.
pub(super) fn take_title(parsed: &mut ParsedDocument) -> u8 {
    let first = parsed.blocks.iter().position(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let leads = first.is_some_and(|first| {
        let short =
            |block: &ParsedBlock| block.kind == BlockKind::Paragraph && block.text().chars().count() <= KICKER_MAX;
        first <= BEFORE_TITLE_MAX && parsed.blocks[..first].iter().all(short)
    });
    let same_title = first.zip(parsed.title.as_ref()).is_some_and(|(first, title)| {
        one_line(&parsed.blocks[first].text()).to_lowercase() == one_line(title).to_lowercase()
    });
    let headings: Vec<OutlineHeading> = parsed
        .blocks
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::Heading { level, .. } => Some(level),
            _ => None,
        })
        .enumerate()
        .map(|(index, level)| OutlineHeading { level, is_first: index == 0 && leads })
        .collect();
    let mut decided = outline(&headings, 6);
    if parsed.title.is_some() && decided.has_title && !same_title {
        let followers: Vec<OutlineHeading> =
            headings.iter().map(|heading| OutlineHeading { is_first: false, ..*heading }).collect();
        decided = outline(&followers, 6);
    }
    if let Some(first) = first.filter(|_| leads && (decided.has_title || same_title)) {
        let title = parsed.blocks.remove(first);
        parsed.title.get_or_insert_with(|| title.text());
        if !decided.has_title {
            decided = outline(&headings[1..], 6);
        }
        if first == 1 && parsed.kicker.is_none() {
            parsed.kicker = Some(parsed.blocks.remove(0).text());
        }
    }
    decided.section_level
}

/// Returns the title of the text, else the fallback. If the title is too long, its full text becomes the first paragraph.
pub(super) fn resolve_title(parsed: &mut ParsedDocument, info: &mut DocumentInfo<'_>) -> String {
    let title = parsed.title.take().map(|title| one_line(&title)).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| {
        let title = one_line(&info.fallback_title);
        let title = if title.is_empty() {
            info.publication.keep_as_draft("it has no title");
            "Untitled".to_owned()
        } else {
            title
        };
        parsed.notes.add(0, format!("The text has no title; it was given the title \"{}\".", abbreviate(&title)));
        title
    });
    let (beginning, rest) = truncate_at_word(&title, TITLE_MAX - 1);
    if rest.is_empty() {
        return title;
    }
    parsed.notes.add(0, "The title is too long; its full text became the first paragraph.");
    let cut = format!("{beginning}…");
    parsed.blocks.insert(0, ParsedBlock::paragraph(&title));
    cut
}

/// Turns a kicker that is too long into the first paragraph.
pub(super) fn move_long_kicker(parsed: &mut ParsedDocument) {
    parsed.kicker = parsed.kicker.take().map(|kicker| one_line(&kicker)).filter(|kicker| !kicker.is_empty());
    if let Some(kicker) = parsed.kicker.take_if(|kicker| kicker.chars().count() > KICKER_MAX) {
        parsed.notes.add(0, "The line above the title is too long; it became the first paragraph.");
        parsed.blocks.insert(0, ParsedBlock::paragraph(&kicker));
    }
}
