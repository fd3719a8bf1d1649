//! One entity to import, as its file describes it, and the fields that control the import.

use serde_json::{Map, Value};

use crate::content::id::InvalidId;
use crate::content::{Id, Kind, Slug, Timestamp};
use crate::importing::{ImportSource, ImportStatus, Note, SectionFile};

/// One entity to import, as its file describes it.
#[derive(Debug)]
pub(super) struct ImportEntry {
    /// Its file and the position in it, for messages.
    pub(super) location: String,
    /// Its kind.
    pub(super) kind: Kind,
    /// Its permanent name in the files.
    pub(super) source_id: String,
    /// Its id, if the file states one. A new entity gets this id.
    pub(super) id: Option<Id>,
    /// Its fields, with references by name.
    pub(super) fields: Map<String, Value>,
    /// The sections of an article.
    pub(super) sections: Vec<SectionFile>,
    /// True if the importer generated the slug, so that another slug may be used.
    pub(super) has_generated_slug: bool,
    /// Alternative slugs if another article has the slug, the best first.
    pub(super) other_slugs: Vec<Slug>,
    /// The publication state according to the file.
    pub(super) import_status: ImportStatus,
    /// The time of the first publish in the source system.
    pub(super) public_since: Option<Timestamp>,
    /// True if only other entries need it. If the entity exists, it is not changed.
    pub(super) is_implied: bool,
    /// True if its Markdown was not written for Cairn.
    pub(super) is_foreign: bool,
    /// The path of its file, which links in other files can point to.
    pub(super) file: Option<FileLocation>,
    /// The parts of the file that were lost in the conversion.
    pub(super) notes: Vec<Note>,
}

/// The path of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileLocation {
    /// The root of its import; empty if there is none.
    pub(super) root: String,
    /// Its path below the root.
    pub(super) path: String,
}

impl FileLocation {
    /// Returns the path of a document.
    pub(super) fn of(source: &ImportSource<'_>) -> Self {
        Self { root: source.root.as_str().to_owned(), path: source.name.to_owned() }
    }

    /// Returns the root and the path as one name.
    pub(super) fn name(&self) -> String {
        if self.root.is_empty() { self.path.clone() } else { format!("{}/{}", self.root, self.path) }
    }
}

impl ImportEntry {
    /// Returns an entry that has only fields.
    pub(super) fn new(location: String, kind: Kind, source_id: String, fields: Map<String, Value>) -> Self {
        Self {
            location,
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

/// Removes the id from the fields and returns it.
pub(super) fn take_id(fields: &mut Map<String, Value>) -> Result<Option<Id>, String> {
    match fields.shift_remove("id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => id.parse().map(Some).map_err(|error: InvalidId| error.to_string()),
        Some(_) => Err("\"id\" must be text".to_owned()),
    }
}

/// Removes `draft` from the fields and parses it. Returns an error for similar members of API responses: imports ignore
/// them, so `status: draft` would be published.
pub(super) fn take_draft(fields: &mut Map<String, Value>) -> Result<ImportStatus, String> {
    for name in ["status", "workflow"] {
        if let Some(value) = fields.get(name).filter(|value| **value != "published" && !value.is_null()) {
            return Err(format!(
                "\"{name}\" is {value}, but an import ignores \"{name}\"; write \"draft: true\" or remove it"
            ));
        }
    }
    match fields.shift_remove("draft") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(ImportStatus::Ready),
        Some(Value::Bool(true)) => Ok(ImportStatus::Draft),
        Some(_) => Err("\"draft\" must be true or false".to_owned()),
    }
}
