//! Texts compared word by word.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, DiffableStr, capture_diff_slices};

use super::changes::{TextChange, TextOperation};

/// How much comparing may still cost. What texts that have nothing in common cost grows with the square of their
/// length; whoever asks for a comparison must not be able to keep a server busy with it.
#[derive(Debug)]
pub(super) struct DiffBudget(usize);

impl Default for DiffBudget {
    fn default() -> Self {
        Self(300_000_000)
    }
}

impl DiffBudget {
    /// Whether that much can still be spent; if so, it is.
    fn spend(&mut self, cost: usize) -> bool {
        let rest = self.0.checked_sub(cost);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

/// The changes that lead from one text to the other. Texts too long and too different for the budget are replaced as a
/// whole between what they begin and end with.
pub(super) fn compare(old: &str, new: &str, budget: &mut DiffBudget) -> Vec<TextChange> {
    let (old, new) = (old.tokenize_unicode_words(), new.tokenize_unicode_words());
    let start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (same, old, new) = (&old[..start], &old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, tail) = old.split_at(old.len() - end);
    let new = &new[..new.len() - end];

    let mut changes = TextChanges::default();
    changes.push(TextOperation::Equal, same);
    let length = if old.is_empty() || new.is_empty() { 0 } else { old.len() + new.len() };
    if budget.spend(length.saturating_mul(length)) {
        for operation in capture_diff_slices(Algorithm::Myers, old, new) {
            match operation {
                DiffOp::Equal { old_index, len, .. } => {
                    changes.push(TextOperation::Equal, &old[old_index..old_index + len]);
                }
                other => {
                    changes.push(TextOperation::Delete, &old[other.old_range()]);
                    changes.push(TextOperation::Insert, &new[other.new_range()]);
                }
            }
        }
    } else {
        changes.push(TextOperation::Delete, old);
        changes.push(TextOperation::Insert, new);
    }
    changes.push(TextOperation::Equal, tail);
    changes.0
}

/// A list of changes in which neighbours of the same kind are joined.
#[derive(Default)]
struct TextChanges(Vec<TextChange>);

impl TextChanges {
    fn push(&mut self, op: TextOperation, words: &[&str]) {
        if words.is_empty() {
            return;
        }
        let text = words.concat();
        match self.0.last_mut() {
            Some(last) if last.op == op => last.text.push_str(&text),
            _ => self.0.push(TextChange { op, text }),
        }
    }
}

/// Whether the texts share so many of their words that one may have become the other.
pub(super) fn are_similar(old: &str, new: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.tokenize_unicode_words().into_iter().filter(|word| !word.trim().is_empty()).map(str::to_owned).collect()
    };
    let (old, new) = (words(old), words(new));
    let longer = old.len().max(new.len());
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in old {
        *counts.entry(word).or_default() += 1;
    }
    let shared = new
        .iter()
        .filter(|word| match counts.get_mut(*word) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
        .count();
    // Two of five: less than that reads better as one text removed and another added.
    shared * 5 >= longer * 2
}
