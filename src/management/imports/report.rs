//! What an import did, thing by thing.

use serde::Serialize;
use utoipa::ToSchema;

use crate::content::{Id, Kind};
use crate::importing::Note;
use crate::string_enum;

string_enum! {
    /// What became of one thing in an import.
    ImportOutcome {
        /// It was not there before.
        Created = "created",
        /// It was as an earlier import had left it, or was to be replaced by force, and is now as it was imported.
        Updated = "updated",
        /// It was there, just so.
        Unchanged = "unchanged",
        /// It was edited since it was imported, or cannot be edited now, and stays as it is.
        Skipped = "skipped",
    }
}

/// What an import did.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportReport)]
pub struct ImportReport {
    /// Whether nothing was kept: this is what would have been done.
    pub dry_run: bool,
    /// How many were created.
    pub created: usize,
    /// How many were replaced.
    pub updated: usize,
    /// How many were there already, just so.
    pub unchanged: usize,
    /// How many were there, differ, and were skipped.
    pub skipped: usize,
    /// How many were published.
    pub published: usize,
    /// Every thing, in the order of the files.
    pub documents: Vec<ImportedEntity>,
    /// What is to be known of no thing in particular.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub notes: Vec<ImportNote>,
}

/// What became of one thing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ImportedDocument)]
pub struct ImportedEntity {
    /// Where it stands in the files.
    pub location: String,
    /// What it is.
    pub kind: Kind,
    /// Its name in the files.
    #[schema(nullable = false)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Its id. In a dry run, what is new gets another one when it is imported.
    pub id: Id,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// Whether it was published.
    pub published: bool,
    /// What could not be kept as it was, or is left to do.
    pub notes: Vec<ImportNote>,
}

/// Something to know about one imported thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportNote {
    /// Which file, and where in it.
    pub location: String,
    /// What was changed or left out.
    pub detail: String,
}

impl ImportNote {
    /// A note of a converter about what stands in that place.
    pub(super) fn of(place: &str, note: &Note) -> Self {
        let location = match note.line {
            Some(line) => format!("{place}, line {line}"),
            None => place.to_owned(),
        };
        Self { location, detail: note.detail.clone() }
    }
}

impl ImportReport {
    /// Adds what another import did.
    pub(super) fn append(&mut self, other: Self) {
        self.notes.extend(other.notes);
        other.documents.into_iter().for_each(|imported| self.add(imported));
    }

    /// Adds what became of one thing.
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
