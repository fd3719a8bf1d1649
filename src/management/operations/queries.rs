//! The query parameters of operations: `note` of a save, stored with the revision, and `force`.

use serde_json::Value;
use utoipa::IntoParams;

use crate::content::decode::decode_value_at;
use crate::content::text::TextRule;
use crate::http::{QueryReader, ReadQuery};

/// The maximum length of a note, in characters.
const NOTE_MAX: usize = 1000;

/// The query parameter of a save, for the OpenAPI document.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameter, which is read into `SaveQuery`")]
pub(crate) struct SaveParams {
    /// The note of this version, stored with its revision. Unchanged content makes no version and stores no note.
    #[param(
        min_length = 1,
        max_length = 1000,
        nullable = false,
        pattern = r"^[^\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]*[^\s\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF][^\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFFFE\uFFFF]*$"
    )]
    note: Option<String>,
}

/// The query of a save.
#[derive(Debug)]
pub(crate) struct SaveQuery {
    /// The note.
    pub(crate) note: Option<String>,
}

impl ReadQuery for SaveQuery {
    fn read(reader: &mut QueryReader) -> Self {
        let note = reader.text("note").map(Value::String);
        let rule = TextRule::lines(NOTE_MAX).read();
        let note = note.and_then(|note| match decode_value_at(&note, String::new(), |item| rule(item)) {
            Ok(note) => Some(note),
            Err(violations) => {
                for violation in violations.iter() {
                    reader.reject("note", violation.code.as_str(), &format!("has a bad value: {}", violation.detail));
                }
                None
            }
        });
        Self { note }
    }
}

/// The query parameter of operations that can remove references to an entity.
#[derive(Debug, Clone, Copy, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ForceQuery {
    /// True to continue if others refer to it: the references are removed. Needs the role `editor`.
    #[param(value_type = Option<bool>, default = false)]
    pub(super) force: bool,
}

impl ReadQuery for ForceQuery {
    fn read(reader: &mut QueryReader) -> Self {
        Self { force: reader.flag("force") }
    }
}
