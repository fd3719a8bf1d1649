//! The report of an import, entity by entity.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Id, Kind};
use crate::importing::Note;
use crate::string_enum;

string_enum! {
    /// The outcome for one entity.
    ImportOutcome {
        /// The entity is new.
        Created = "created",
        /// The entity was unchanged since an earlier import, or was overwritten with `force`, and has the imported
        /// content now.
        Updated = "updated",
        /// The entity existed with the same content.
        Unchanged = "unchanged",
        /// The entity was edited since it was imported, or cannot be edited now, and was not changed.
        Skipped = "skipped",
    }
}

/// The report of an import.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportReport)]
pub struct ImportReport {
    /// True if nothing was written and this is only a preview.
    pub dry_run: bool,
    /// The number of created entities.
    pub created: usize,
    /// The number of updated entities.
    pub updated: usize,
    /// The number of entities that existed with the same content.
    pub unchanged: usize,
    /// The number of entities that differ and were skipped.
    pub skipped: usize,
    /// The number of published entities.
    pub published: usize,
    /// All entities, in the order of the files.
    pub documents: Vec<ImportedEntity>,
    /// Notes that belong to no single entity.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub notes: Vec<ImportNote>,
}

/// The outcome for one entity.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportedDocument)]
pub struct ImportedEntity {
    /// The file and the position in it.
    pub location: String,
    /// The kind.
    pub kind: Kind,
    /// The name in the files.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// The id. In a dry run, a new entity gets another id when it is imported.
    pub id: Id,
    /// The outcome.
    pub outcome: ImportOutcome,
    /// True if it was published.
    pub published: bool,
    /// Notes about lost content and remaining work.
    pub notes: Vec<ImportNote>,
}

/// A note about an imported entity or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportNote {
    /// The file and the position in it.
    pub location: String,
    /// The note.
    pub detail: String,
}

impl ImportNote {
    /// Converts a note of a converter about a file.
    pub(super) fn of(location: &str, note: &Note) -> Self {
        let location = match note.line {
            Some(line) => format!("{location}, line {line}"),
            None => location.to_owned(),
        };
        Self { location, detail: note.detail.clone() }
    }
}

impl ImportReport {
    /// Adds the report of another import.
    pub(super) fn append(&mut self, other: Self) {
        self.notes.extend(other.notes);
        other.documents.into_iter().for_each(|imported| self.add(imported));
    }

    /// Adds the outcome for one entity.
    pub(super) fn add(&mut self, imported: ImportedEntity) {
        match imported.outcome {
            ImportOutcome::Created => self.created += 1,
            ImportOutcome::Updated => self.updated += 1,
            ImportOutcome::Unchanged => self.unchanged += 1,
            ImportOutcome::Skipped => self.skipped += 1,
        }
        self.published += usize::from(imported.published);
        self.documents.push(imported);
    }
}
