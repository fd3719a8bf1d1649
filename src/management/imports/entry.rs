//! One thing to import, as its file has it, and what the fields of it say about the import.

use serde_json::{Map, Value};

use crate::content::id::InvalidId;
use crate::content::{Id, Kind, Slug, Timestamp};
use crate::importing::{Note, SectionFile, Standing};

/// One thing to import, as its file has it.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it stands, for messages.
    pub(super) place: String,
    /// What it is.
    pub(super) kind: Kind,
    /// Its lasting name in the files.
    pub(super) source_id: String,
    /// Its id, if its file says it: what is new gets it.
    pub(super) id: Option<Id>,
    /// Its fields, references still by name.
    pub(super) fields: Map<String, Value>,
    /// The sections of an article.
    pub(super) sections: Vec<SectionFile>,
    /// Whether its slug was made by the importer, so that another will do.
    pub(super) made_slug: bool,
    /// Slugs to take where its own is another article's, the best first.
    pub(super) other_slugs: Vec<Slug>,
    /// Whether it is published by an import that publishes.
    pub(super) standing: Standing,
    /// When it became public where it comes from.
    pub(super) public_since: Option<Timestamp>,
    /// Whether it is only needed by others, and left as it is where it is there.
    pub(super) is_implied: bool,
    /// Whether its Markdown was not written for Cairn.
    pub(super) is_foreign: bool,
    /// The name of its file, by which links of other files lead to it.
    pub(super) file_name: Option<String>,
    /// What could not be kept when its file was read.
    pub(super) notes: Vec<Note>,
}

impl Entry {
    /// An entry that has nothing to say but its fields.
    pub(super) fn new(place: String, kind: Kind, source_id: String, fields: Map<String, Value>) -> Self {
        Self {
            place,
            kind,
            source_id,
            id: None,
            fields,
            sections: Vec::new(),
            made_slug: false,
            other_slugs: Vec::new(),
            standing: Standing::Ready,
            public_since: None,
            is_implied: false,
            is_foreign: false,
            file_name: None,
            notes: Vec::new(),
        }
    }
}

/// The id that the fields say.
pub(super) fn take_id(fields: &mut Map<String, Value>) -> Result<Option<Id>, String> {
    match fields.shift_remove("id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => id.parse().map(Some).map_err(|error: InvalidId| error.to_string()),
        Some(_) => Err("\"id\" must be text".to_owned()),
    }
}

/// Whether the fields say that the thing is not to be published.
pub(super) fn take_draft(fields: &mut Map<String, Value>) -> Result<Standing, String> {
    match fields.shift_remove("draft") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(Standing::Ready),
        Some(Value::Bool(true)) => Ok(Standing::Draft),
        Some(_) => Err("\"draft\" must be true or false".to_owned()),
    }
}
