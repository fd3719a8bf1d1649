//! Author credits from the formats of other programs.

use serde_json::{Value, json};

use super::text::truncate_at_word;

const NAME_MAX: usize = 200;

/// Builds a credit from a name; a name that is too long is truncated.
pub(super) fn credit(name: &str) -> Value {
    json!({"name": truncate_at_word(name, NAME_MAX).0})
}
