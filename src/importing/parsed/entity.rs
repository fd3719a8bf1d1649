//! The entities that a foreign document is converted to.

use serde_json::{Map, Value};

use super::notes::Note;
use crate::content::{Kind, Locale, Timestamp};
use crate::importing::publication::Publication;
use crate::importing::source::SourceId;

/// The decision whether an import that publishes publishes an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStatus {
    /// It is published.
    Ready,
    /// It stays a draft, because its source says so.
    Draft,
    /// It is published only with an entity that refers to it: nobody has reviewed it yet.
    Proposed,
}

/// An entity made of a foreign document.
#[derive(Debug)]
pub struct ConvertedEntity {
    /// What it is.
    pub kind: Kind,
    /// Its lasting name.
    pub source_id: String,
    /// Its fields, references by name.
    pub fields: Map<String, Value>,
    /// Whether it is published by an import that publishes.
    pub import_status: ImportStatus,
    /// When it became public where it comes from.
    pub public_since: Option<Timestamp>,
    /// What could not be kept.
    pub notes: Vec<Note>,
}

/// The entities made of a file of many documents.
#[derive(Debug, Default)]
pub struct ConvertedFile {
    /// What is to be imported.
    pub entities: Vec<ConvertedEntity>,
    /// What is said about the file as a whole.
    pub notes: Vec<Note>,
}

/// The origin of a parsed document, and its metadata.
#[derive(Debug)]
pub(in crate::importing) struct DocumentInfo<'o> {
    /// The lasting name of the article.
    pub name: SourceId,
    /// The line where it starts in a file of several documents; 0 if it is the whole file.
    pub line: u64,
    /// Its language.
    pub locale: &'o Locale,
    /// Its title, where the text has none.
    pub fallback_title: String,
    /// Its word in addresses, where the source has one.
    pub slug: Option<String>,
    /// Further fields of the article.
    pub fields: Map<String, Value>,
    /// The publication that its metadata describe.
    pub publication: Publication,
}
