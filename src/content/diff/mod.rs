//! What differs between two contents of one thing: field by field, section by section, block by block, word by word.
//!
//! Owns how contents are compared and the shape that this is told in. Must not know where they come from.

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

/// Compares two contents of one thing.
pub fn diff(old: &Content, new: &Content) -> Result<ContentDiff, serde_json::Error> {
    let mut budget = words::DiffBudget::default();
    let fields = fields::compare(&serde_json::to_value(old)?, &serde_json::to_value(new)?, &["sections"], &mut budget);
    let sections = match (old, new) {
        (Content::Article(old), Content::Article(new)) => sections::compare(&old.sections, &new.sections, &mut budget)?,
        _ => Vec::new(),
    };
    Ok(ContentDiff { fields, sections })
}
