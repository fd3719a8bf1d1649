//! Fields compared: values of JSON, member by member.

use serde_json::Value;

use super::words::{self, Effort};
use super::{Change, ChangedItem, FieldChange, MovedItem, pairing};

/// The members that hold text in sentences; what else is text is a name of something, and one value.
const PROSE: &[&str] =
    &["title", "kicker", "summary", "heading", "text", "insteadOf", "why", "excerpt", "name", "description", "label"];

/// The fields in which two objects differ, but for the members in `aside`.
pub(super) fn compare(old: &Value, new: &Value, aside: &[&str], effort: &mut Effort) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    compare_members(old, new, aside, "", effort, &mut changes);
    changes
}

fn compare_members(
    old: &Value,
    new: &Value,
    aside: &[&str],
    pointer: &str,
    effort: &mut Effort,
    changes: &mut Vec<FieldChange>,
) {
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return };
    let come = new.keys().filter(|name| !old.contains_key(*name));
    for name in old.keys().chain(come).filter(|name| !aside.contains(&name.as_str())) {
        let at = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        let change = match (old.get(name), new.get(name)) {
            (old, new) if old == new => continue,
            (Some(old @ Value::Object(_)), Some(new @ Value::Object(_))) => {
                compare_members(old, new, &[], &at, effort, changes);
                continue;
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => lists(old, new),
            (Some(Value::String(old)), Some(Value::String(new))) if PROSE.contains(&name.as_str()) => {
                Change::Text { text: words::compare(old, new, effort) }
            }
            (from, to) => Change::Value { from: from.cloned(), to: to.cloned() },
        };
        changes.push(FieldChange { pointer: at, change });
    }
}

fn lists(old: &[Value], new: &[Value]) -> Change {
    let names = |items: &[Value]| -> Vec<String> { items.iter().map(ToString::to_string).collect() };
    let pairing = pairing::pair(&names(old), &names(new));
    let item = |items: &[Value], index: usize| ChangedItem { index, value: items[index].clone() };
    Change::List {
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
