//! Sections compared: found again by their ids.

use super::words::Effort;
use super::{Part, SectionChange, blocks, fields, pairing};
use crate::content::{Id, Section};

/// What became of sections.
pub(super) fn compare(
    old: &[Section],
    new: &[Section],
    effort: &mut Effort,
) -> Result<Vec<SectionChange>, serde_json::Error> {
    let ids = |sections: &[Section]| -> Vec<Id> { sections.iter().map(|section| section.id).collect() };
    let pairing = pairing::pair(&ids(old), &ids(new));
    let mut changes = Vec::new();
    for pair in pairing.pairs {
        let (before, after) = (&old[pair.from], &new[pair.to]);
        let fields = fields::compare(&serde_json::to_value(before)?, &serde_json::to_value(after)?, &["body"], effort);
        let blocks = blocks::compare(&before.body, &after.body, effort)?;
        let differs = !fields.is_empty() || !blocks.is_empty();
        if let Some(part) = Part::kept(pair, differs) {
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
    changes.extend(pairing.added.iter().map(|to| whole(&new[*to], Part::added(*to))));
    changes.sort_by_key(|change| change.part.to);
    changes.extend(pairing.removed.iter().map(|from| whole(&old[*from], Part::removed(*from))));
    Ok(changes)
}
