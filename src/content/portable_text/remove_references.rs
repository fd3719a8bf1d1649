//! Removal of references from a body.

use std::collections::HashSet;

use super::blocks::{Block, Callout, LinkMark, MarkDef, TextBlock};
use crate::content::Id;

/// Removes references to `targets`. A block that is a phrase is removed, and so is a callout that is then empty. The
/// words of inline phrases and of article links stay.
pub(in crate::content) fn without_references(body: &[Block], targets: &HashSet<Id>) -> Vec<Block> {
    body.iter().filter_map(|block| block_without(block, targets)).collect()
}

fn block_without(block: &Block, targets: &HashSet<Id>) -> Option<Block> {
    Some(match block {
        Block::Block(text) => Block::Block(text_without(text, targets)),
        Block::SuggestedPhrase(phrase) if targets.contains(&phrase.phrase_id) => return None,
        Block::Callout(callout) => {
            let content = without_references(&callout.content, targets);
            if content.is_empty() {
                return None;
            }
            Block::Callout(Callout { content, ..callout.clone() })
        }
        Block::SuggestedPhrase(_) | Block::CallToAction(_) => block.clone(),
    })
}

fn text_without(text: &TextBlock, targets: &HashSet<Id>) -> TextBlock {
    let mut text = text.clone();
    let (gone, kept): (Vec<_>, Vec<_>) =
        text.mark_defs.into_iter().partition(|mark_def| target_of(mark_def).is_some_and(|id| targets.contains(&id)));
    text.mark_defs = kept;
    let gone: HashSet<&str> = gone.iter().map(MarkDef::key).collect();
    for span in &mut text.children {
        span.marks.retain(|mark| !gone.contains(mark.as_str()));
    }
    text
}

fn target_of(mark_def: &MarkDef) -> Option<Id> {
    match mark_def {
        MarkDef::Link(LinkMark::Article(link)) => Some(link.article_id),
        MarkDef::Phrase(phrase) => Some(phrase.phrase_id),
        MarkDef::Link(LinkMark::Url(_)) => None,
    }
}
