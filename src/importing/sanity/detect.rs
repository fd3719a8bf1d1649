//! Detection of Portable Text in the values of a document.

use serde_json::Value;

/// Returns true if a value is Portable Text: a list with at least one block of text.
pub(super) fn is_portable_text(value: &Value) -> bool {
    value.as_array().is_some_and(|blocks| blocks.iter().any(is_text_block))
}

pub(super) fn is_text_block(block: &Value) -> bool {
    block.get("children").is_some_and(Value::is_array)
}

/// Returns true if a value is a section: an object with Portable Text in it.
pub(super) fn is_section(value: &Value) -> bool {
    value.as_object().is_some_and(|section| section.values().any(is_portable_text))
}
