//! One thing to import, as its file has it, and what the fields of it say about the import.

use serde_json::{Map, Value};

use crate::content::id::InvalidId;
use crate::content::{Id, Kind, Slug, Timestamp};
use crate::importing::{ImportSource, ImportStatus, Note, SectionFile};

/// One thing to import, as its file has it.
#[derive(Debug)]
pub(super) struct ImportEntry {
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
    pub(super) has_generated_slug: bool,
    /// Slugs to take where its own is another article's, the best first.
    pub(super) other_slugs: Vec<Slug>,
    /// Whether it is published by an import that publishes.
    pub(super) import_status: ImportStatus,
    /// When it became public where it comes from.
    pub(super) public_since: Option<Timestamp>,
    /// Whether it is only needed by others, and left as it is where it is there.
    pub(super) is_implied: bool,
    /// Whether its Markdown was not written for Cairn.
    pub(super) is_foreign: bool,
    /// The place of its file, by which links of other files lead to it.
    pub(super) file: Option<FileLocation>,
    /// What could not be kept when its file was read.
    pub(super) notes: Vec<Note>,
}

/// The place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileLocation {
    /// The root of its import; empty if there is none.
    pub(super) root: String,
    /// Its path below the root.
    pub(super) path: String,
}

impl FileLocation {
    /// The place of a document.
    pub(super) fn of(source: &ImportSource<'_>) -> Self {
        Self { root: source.root.as_str().to_owned(), path: source.name.to_owned() }
    }

    /// The root and the path in one.
    pub(super) fn name(&self) -> String {
        if self.root.is_empty() { self.path.clone() } else { format!("{}/{}", self.root, self.path) }
    }
}

impl ImportEntry {
    /// An entry that has nothing to say but its fields.
    pub(super) fn new(place: String, kind: Kind, source_id: String, fields: Map<String, Value>) -> Self {
        Self {
            place,
            kind,
            source_id,
            id: None,
            fields,
            sections: Vec::new(),
            has_generated_slug: false,
            other_slugs: Vec::new(),
            import_status: ImportStatus::Ready,
            public_since: None,
            is_implied: false,
            is_foreign: false,
            file: None,
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

/// Reads `draft` from the fields. Refuses members of the API's answers that look like it: input ignores them, so that
/// `status: draft` would be published.
pub(super) fn take_draft(fields: &mut Map<String, Value>) -> Result<ImportStatus, String> {
    for name in ["status", "workflow"] {
        if let Some(value) = fields.get(name).filter(|value| **value != "published" && !value.is_null()) {
            return Err(format!(
                "\"{name}\" is {value}, which an import does not go by; write \"draft: true\" or leave it out"
            ));
        }
    }
    match fields.shift_remove("draft") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(ImportStatus::Ready),
        Some(Value::Bool(true)) => Ok(ImportStatus::Draft),
        Some(_) => Err("\"draft\" must be true or false".to_owned()),
    }
}
