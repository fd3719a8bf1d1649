//! Differences between two contents of an entity, by field, section, block and word.
//!
//! Owns the comparison and the format of its result. Must not know where the contents come from.

mod blocks;
mod changes;
mod fields;
mod pairing;
mod sections;
mod words;

use super::Content;

pub use changes::{
    BlockChange, ChangedItem, ChangedPart, ContentDiff, FieldChange, FieldChangeDetail, MovedItem, PartOutcome,
    SectionChange, TextChange, TextOperation,
};

/// Compares two contents of an entity.
pub fn diff(old: &Content, new: &Content) -> Result<ContentDiff, serde_json::Error> {
    let mut budget = words::DiffBudget::default();
    let fields = fields::compare(&serde_json::to_value(old)?, &serde_json::to_value(new)?, &["sections"], &mut budget);
    let sections = match (old, new) {
        (Content::Article(old), Content::Article(new)) => sections::compare(&old.sections, &new.sections, &mut budget)?,
        _ => Vec::new(),
    };
    Ok(ContentDiff { fields, sections })
}
