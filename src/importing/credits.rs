//! Authors as other programs name them.

use serde_json::{Value, json};

use super::text::truncate_at_word;

const NAME_MAX: usize = 200;

/// An author by name, as editors send one; a name that is too long loses its end.
pub(super) fn credit(name: &str) -> Value {
    json!({"name": truncate_at_word(name, NAME_MAX).0})
}
