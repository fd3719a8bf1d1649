//! Comparison of fields: JSON values, member by member.

use serde_json::Value;

use super::changes::{ChangedItem, FieldChange, FieldChangeDetail, MovedItem};
use super::pairing;
use super::words::{self, DiffBudget};
use crate::content::decode::member_pointer;

/// The members that contain prose. All other strings are compared as one value.
const PROSE: &[&str] =
    &["title", "kicker", "summary", "heading", "text", "insteadOf", "why", "excerpt", "name", "description", "label"];

/// Returns the fields in which two objects differ, except the members in `excluded`.
pub(super) fn compare(old: &Value, new: &Value, excluded: &[&str], budget: &mut DiffBudget) -> Vec<FieldChange> {
    let mut comparison = FieldComparison { budget, changes: Vec::new() };
    comparison.compare_members(old, new, excluded, "");
    comparison.changes
}

struct FieldComparison<'b> {
    budget: &'b mut DiffBudget,
    changes: Vec<FieldChange>,
}

impl FieldComparison<'_> {
    fn compare_members(&mut self, old: &Value, new: &Value, excluded: &[&str], pointer: &str) {
        let (Value::Object(old), Value::Object(new)) = (old, new) else { return };
        let added = new.keys().filter(|name| !old.contains_key(*name));
        for name in old.keys().chain(added).filter(|name| !excluded.contains(&name.as_str())) {
            let pointer = member_pointer(pointer, name);
            let change = match (old.get(name), new.get(name)) {
                (old, new) if old == new => continue,
                (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) => {
                    self.compare_members(old, new, &[], &pointer);
                    continue;
                }
                (Some(Value::Array(old)), Some(Value::Array(new))) => compare_lists(old, new),
                (Some(Value::String(old)), Some(Value::String(new))) if PROSE.contains(&name.as_str()) => {
                    FieldChangeDetail::Text { text: words::compare(old, new, self.budget) }
                }
                (from, to) => FieldChangeDetail::Value { from: from.cloned(), to: to.cloned() },
            };
            self.changes.push(FieldChange { pointer, change });
        }
    }
}

fn compare_lists(old: &[Value], new: &[Value]) -> FieldChangeDetail {
    let names = |items: &[Value]| -> Vec<String> { items.iter().map(ToString::to_string).collect() };
    let pairing = pairing::pair(&names(old), &names(new));
    let item = |items: &[Value], index: usize| ChangedItem { index, value: items[index].clone() };
    FieldChangeDetail::List {
        added: pairing.added.iter().map(|index| item(new, *index)).collect(),
        removed: pairing.removed.iter().map(|index| item(old, *index)).collect(),
        moved: pairing
            .pairs
            .iter()
            .filter(|pair| pair.moved)
            .map(|pair| MovedItem { from: pair.from, to: pair.to, value: new[pair.to].clone() })
            .collect(),
    }
}
