//! Comparison of blocks. Blocks are matched by key. A key generated from the text changes with the text; such blocks
//! are matched by position and similarity.

use std::collections::HashSet;

use super::changes::{BlockChange, ChangedPart, FieldChange, FieldChangeDetail, TextChange, TextOperation};
use super::words::{self, DiffBudget};
use super::{fields, pairing};
use crate::content::portable_text::{Block, Span, TextBlock};

/// Returns the changes of blocks.
pub(super) fn compare(
    old: &[Block],
    new: &[Block],
    budget: &mut DiffBudget,
) -> Result<Vec<BlockChange>, serde_json::Error> {
    let names = |blocks: &[Block]| -> Vec<(std::mem::Discriminant<Block>, String)> {
        blocks.iter().map(|block| (std::mem::discriminant(block), block.key().to_owned())).collect()
    };
    let pairing = pairing::pair(&names(old), &names(new)).match_similar(|from, to| may_match(&old[from], &new[to]));
    let mut changes = Vec::new();
    for pair in pairing.pairs {
        let (before, after) = (&old[pair.from], &new[pair.to]);
        let BlockDifferences { fields, blocks } = compare_pair(before, after, budget)?;
        if let Some(part) = ChangedPart::in_both(pair, !fields.is_empty() || !blocks.is_empty()) {
            changes.push(BlockChange { key: after.key().to_owned(), part, block: None, fields, blocks });
        }
    }
    let whole = |block: &Block, part| BlockChange {
        key: block.key().to_owned(),
        part,
        block: Some(block.clone()),
        fields: Vec::new(),
        blocks: Vec::new(),
    };
    changes.extend(pairing.added.iter().map(|to| whole(&new[*to], ChangedPart::added(*to))));
    changes.sort_by_key(|change| change.part.to);
    changes.extend(pairing.removed.iter().map(|from| whole(&old[*from], ChangedPart::removed(*from))));
    Ok(changes)
}

/// Returns true if `new` may be a changed version of `old` under another key.
fn may_match(old: &Block, new: &Block) -> bool {
    match (old, new) {
        (Block::Block(old), Block::Block(new)) => words::are_similar(&old.text(), &new.text()),
        (Block::Callout(old), Block::Callout(new)) => {
            let plain = |block: &Block| if let Block::Block(text) = block { Some(text.text()) } else { None };
            let text = |blocks: &[Block]| blocks.iter().filter_map(plain).collect::<Vec<_>>().join("\n");
            words::are_similar(&text(&old.content), &text(&new.content))
        }
        (Block::CallToAction(old), Block::CallToAction(new)) => old.label == new.label || old.url == new.url,
        _ => false,
    }
}

/// The differences between two blocks.
struct BlockDifferences {
    fields: Vec<FieldChange>,
    blocks: Vec<BlockChange>,
}

fn compare_pair(old: &Block, new: &Block, budget: &mut DiffBudget) -> Result<BlockDifferences, serde_json::Error> {
    let excluded = match new {
        Block::Block(_) => ["children", "markDefs"].as_slice(),
        Block::Callout(_) => &["content"],
        Block::SuggestedPhrase(_) | Block::CallToAction(_) => &[],
    };
    let mut fields = fields::compare(&serde_json::to_value(old)?, &serde_json::to_value(new)?, excluded, budget);
    let mut blocks = Vec::new();
    match (old, new) {
        (Block::Block(old), Block::Block(new)) => compare_text(old, new, budget, &mut fields)?,
        (Block::Callout(old), Block::Callout(new)) => blocks = compare(&old.content, &new.content, budget)?,
        _ => {}
    }
    Ok(BlockDifferences { fields, blocks })
}

fn compare_text(
    old: &TextBlock,
    new: &TextBlock,
    budget: &mut DiffBudget,
    fields: &mut Vec<FieldChange>,
) -> Result<(), serde_json::Error> {
    let value = |from, to| FieldChangeDetail::Value { from: Some(from), to: Some(to) };
    let (old_text, new_text) = (old.text(), new.text());
    let changes = words::compare(&old_text, &new_text, budget);
    if old_text != new_text {
        fields.push(FieldChange {
            pointer: "/children".to_owned(),
            change: FieldChangeDetail::Text { text: changes.clone() },
        });
    }
    if marks_differ(&changes, &old.children, &new.children) {
        let change = value(serde_json::to_value(&old.children)?, serde_json::to_value(&new.children)?);
        fields.push(FieldChange { pointer: "/children".to_owned(), change });
    }
    if old.mark_defs != new.mark_defs {
        let change = value(serde_json::to_value(&old.mark_defs)?, serde_json::to_value(&new.mark_defs)?);
        fields.push(FieldChange { pointer: "/markDefs".to_owned(), change });
    }
    Ok(())
}

/// Returns true if marks changed: unchanged text has other marks, or inserted text has marks that neither its
/// neighbours nor the text that it replaces have.
fn marks_differ(changes: &[TextChange], old: &[Span], new: &[Span]) -> bool {
    let (old, new) = (marks_by_byte(old), marks_by_byte(new));
    let (mut in_old, mut in_new) = (0, 0);
    let mut replaced: &[&[String]] = &[];
    for piece in changes {
        let length = piece.text.len();
        match piece.op {
            TextOperation::Equal => {
                if old[in_old..in_old + length] != new[in_new..in_new + length] {
                    return true;
                }
                in_old += length;
                in_new += length;
                replaced = &[];
            }
            TextOperation::Delete => {
                replaced = &old[in_old..in_old + length];
                in_old += length;
            }
            TextOperation::Insert => {
                let before = in_new.checked_sub(1).map(|index| new[index]);
                let after = new.get(in_new + length).copied();
                let known: HashSet<&[String]> = replaced.iter().copied().chain(before).chain(after).collect();
                let fits = |marks: &&[String]| if known.is_empty() { marks.is_empty() } else { known.contains(marks) };
                if !new[in_new..in_new + length].iter().all(fits) {
                    return true;
                }
                in_new += length;
            }
        }
    }
    false
}

/// Returns the marks of each byte of the text.
fn marks_by_byte(spans: &[Span]) -> Vec<&[String]> {
    spans.iter().flat_map(|span| std::iter::repeat_n(span.marks.as_slice(), span.text.len())).collect()
}
