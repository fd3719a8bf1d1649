//! Differences between two contents of an entity, by field, section, block and word.
//!
//! Owns the comparison and the format of its result. Must not know where the contents come from.

mod blocks;
mod changes;
mod fields;
mod pairing;
mod words;

use super::{Content, Id, Section};
use words::DiffBudget;

pub use changes::{
    BlockChange, ChangedItem, ChangedPart, ContentDiff, FieldChange, FieldChangeDetail, MovedItem, PartOutcome,
    SectionChange, TextChange, TextOperation,
};

/// Compares two contents of an entity.
pub fn diff(old: &Content, new: &Content) -> Result<ContentDiff, serde_json::Error> {
    let mut budget = DiffBudget::FULL;
    let fields = fields::compare(&serde_json::to_value(old)?, &serde_json::to_value(new)?, &["sections"], &mut budget);
    let sections = match (old, new) {
        (Content::Article(old), Content::Article(new)) => compare_sections(&old.sections, &new.sections, &mut budget)?,
        _ => Vec::new(),
    };
    Ok(ContentDiff { fields, sections })
}

/// Returns the changes of sections, which are matched by id.
fn compare_sections(
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
