//! The entities made from a foreign document.

use serde_json::{Map, Value, json};

use super::notes::Note;
use crate::content::{Kind, Locale, Timestamp};
use crate::importing::publication::Publication;
use crate::importing::source::SourceId;
use crate::importing::text::truncate_at_word;

const CREDIT_NAME_MAX: usize = 200;

/// The status of an entity in an import that publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportStatus {
    /// Published.
    Ready,
    /// Stays a draft, because its source says so.
    Draft,
    /// Published only together with an entity that refers to it, since it has not been reviewed.
    Proposed,
}

/// An entity made from a foreign document.
#[derive(Debug)]
pub struct ConvertedEntity {
    /// The kind.
    pub kind: Kind,
    /// The source id.
    pub source_id: String,
    /// The fields, with names as references.
    pub fields: Map<String, Value>,
    /// The status in an import that publishes.
    pub import_status: ImportStatus,
    /// The time when the source published it.
    pub public_since: Option<Timestamp>,
    /// Changes and omissions.
    pub notes: Vec<Note>,
}

impl ConvertedEntity {
    /// Creates an entity without notes, whose source does not say when it was published.
    pub(in crate::importing) fn new<const N: usize>(
        kind: Kind,
        source_id: String,
        members: [(&str, Value); N],
        import_status: ImportStatus,
    ) -> Self {
        let fields = members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { kind, source_id, fields, import_status, public_since: None, notes: Vec::new() }
    }
}

/// The entities made from a file with many documents.
#[derive(Debug, Default)]
pub struct ConvertedFile {
    /// The entities to import.
    pub entities: Vec<ConvertedEntity>,
    /// Notes about the file as a whole.
    pub notes: Vec<Note>,
}

/// The origin of a parsed document, and its metadata.
#[derive(Debug)]
pub(in crate::importing) struct DocumentInfo<'o> {
    /// The source id of the article.
    pub name: SourceId,
    /// The line where it starts in a file with several documents; 0 if it is the whole file.
    pub line: u64,
    /// The language.
    pub locale: &'o Locale,
    /// The title if the text has none.
    pub fallback_title: String,
    /// The slug in the source, if there is one.
    pub slug: Option<String>,
    /// Further fields of the article.
    pub fields: Map<String, Value>,
    /// The publication that the metadata describe.
    pub publication: Publication,
}

/// Builds a credit from a name; a name that is too long is truncated.
pub(in crate::importing) fn credit(name: &str) -> Value {
    json!({"name": truncate_at_word(name, CREDIT_NAME_MAX).0})
}
