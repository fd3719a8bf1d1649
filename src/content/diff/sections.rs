//! Comparison of sections, which are matched by id.

use super::changes::{ChangedPart, SectionChange};
use super::words::DiffBudget;
use super::{blocks, fields, pairing};
use crate::content::{Id, Section};

/// Returns the changes of sections.
pub(super) fn compare(
    old: &[Section],
    new: &[Section],
    budget: &mut DiffBudget,
) -> Result<Vec<SectionChange>, serde_json::Error> {
    let ids = |sections: &[Section]| -> Vec<Id> { sections.iter().map(|section| section.id).collect() };
    let pairing = pairing::pair(&ids(old), &ids(new));
    let mut changes = Vec::new();
    for pair in pairing.pairs {
        let (before, after) = (&old[pair.from], &new[pair.to]);
        let fields = fields::compare(&serde_json::to_value(before)?, &serde_json::to_value(after)?, &["body"], budget);
        let blocks = blocks::compare(&before.body, &after.body, budget)?;
        let differs = !fields.is_empty() || !blocks.is_empty();
        if let Some(part) = ChangedPart::in_both(pair, differs) {
            changes.push(SectionChange { id: after.id, part, section: None, fields, blocks });
        }
    }
    let whole = |section: &Section, part| SectionChange {
        id: section.id,
        part,
        section: Some(section.clone()),
        fields: Vec::new(),
        blocks: Vec::new(),
    };
    changes.extend(pairing.added.iter().map(|to| whole(&new[*to], ChangedPart::added(*to))));
    changes.sort_by_key(|change| change.part.to);
    changes.extend(pairing.removed.iter().map(|from| whole(&old[*from], ChangedPart::removed(*from))));
    Ok(changes)
}
