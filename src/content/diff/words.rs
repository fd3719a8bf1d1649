//! Comparison of texts by word.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, DiffableStr, capture_diff_slices};

use super::changes::{TextChange, TextOperation};

/// The remaining cost allowed for comparisons, in squared words: comparing unrelated texts takes time in proportion to
/// the square of their length. The limit keeps a client from occupying the server with a comparison.
#[derive(Debug)]
pub(super) struct DiffBudget(usize);

impl DiffBudget {
    /// The budget of a comparison of two contents.
    pub(super) const FULL: Self = Self(300_000_000);

    /// Deducts `cost` and returns true, or returns false if less than that remains.
    fn spend(&mut self, cost: usize) -> bool {
        let rest = self.0.checked_sub(cost);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

/// Returns the changes from one text to the other. Beyond the budget, the part between the common beginning and the
/// common end is replaced as a whole.
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

/// A list of changes that merges neighbours of the same kind.
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

/// Returns true if the texts share so many words that `new` may be a changed version of `old`.
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
    // At least two in five words; below that, one removed and one added text are easier to read.
    shared * 5 >= longer * 2
}
