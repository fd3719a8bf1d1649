//! Loads bundles and exports into working copies, in the caller's transaction.

use std::collections::HashMap;
use std::io::BufRead;

use super::bundle::ImportBundle;
use super::decode::DecodedEntry;
use super::error::ImportError;
use super::names::NameIndex;
use super::options::ImportContext;
use super::plan::ImportPlan;
use super::publish::{self, PublishCandidate};
use super::report::{ImportNote, ImportOutcome, ImportReport, ImportedEntity};
use super::restore;
use super::save::{self, EntryContent, SaveContext};
use crate::content::Id;
use crate::db::{self, Connection};
use crate::importing::{ImportStatus, STAYS_A_DRAFT};

/// An export of Cairn to import.
pub struct ExportSource {
    /// Its name in messages.
    pub location: String,
    /// Its lines.
    pub lines: Box<dyn BufRead + Send>,
}

/// The input of one import.
pub struct ImportSources<'s> {
    /// Exports of Cairn.
    pub exports: Vec<ExportSource>,
    /// The entries of all other files.
    pub bundle: &'s ImportBundle,
}

/// Imports exports, then a bundle, in the caller's transaction.
pub fn load(
    connection: &mut Connection,
    context: &ImportContext<'_>,
    sources: ImportSources<'_>,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::default();
    for mut export in sources.exports {
        let done = report.documents.len();
        let context = ImportContext { progress: &|count| (context.progress)(done + count), ..*context };
        report.append(restore::restore(connection, &context, &export.location, &mut export.lines)?);
    }
    let done = report.documents.len();
    let context = ImportContext { progress: &|count| (context.progress)(done + count), ..*context };
    let plan = ImportPlan::of(connection, sources.bundle)?;
    report.append(load_bundle(connection, &context, sources.bundle, plan)?);
    Ok(report)
}

/// Runs [`load`] in a transaction that is always rolled back, and reports what it would do.
pub fn load_dry_run(
    connection: &mut Connection,
    context: &ImportContext<'_>,
    sources: ImportSources<'_>,
) -> Result<ImportReport, ImportError> {
    let mut report = db::dry_run(connection, |connection| load(connection, context, sources))?;
    report.dry_run = true;
    Ok(report)
}

/// Imports a bundle by its plan, in the caller's transaction. With `dry_run`, all changes are rolled back.
pub(super) fn load_planned(
    connection: &mut Connection,
    context: &ImportContext<'_>,
    bundle: &ImportBundle,
    plan: ImportPlan,
    dry_run: bool,
) -> Result<ImportReport, ImportError> {
    if !dry_run {
        return load_bundle(connection, context, bundle, plan);
    }
    let mut report = db::dry_run(connection, |connection| load_bundle(connection, context, bundle, plan))?;
    report.dry_run = true;
    Ok(report)
}

fn load_bundle(
    connection: &mut Connection,
    context: &ImportContext<'_>,
    bundle: &ImportBundle,
    plan: ImportPlan,
) -> Result<ImportReport, ImportError> {
    let ImportPlan { names, read, .. } = plan;
    let contents: Vec<_> = read
        .contents
        .into_iter()
        .filter_map(|DecodedEntry { index, id, content }| {
            Some(EntryContent { entry: bundle.entries.get(index)?, id, content })
        })
        .collect();
    let mut outcomes: HashMap<Id, ImportOutcome> = HashMap::with_capacity(contents.len());
    save::save_all(&mut SaveContext { connection, import: context, outcomes: &mut outcomes }, contents)?;
    let mut published = publish::PublishedBatch::default();
    if context.options.publish {
        let candidates = bundle.entries.iter().filter_map(|entry| {
            let id = names.id(entry.kind, &entry.source_id)?;
            let is_as_in_file =
                outcomes.get(&id).map_or(read.as_implied.contains(&id), |outcome| *outcome != ImportOutcome::Skipped);
            let is_empty = read.empty.contains(&id);
            let import_status = if is_empty { ImportStatus::Draft } else { entry.import_status };
            let is_explained = is_empty || entry.notes.iter().any(|note| note.detail.starts_with(STAYS_A_DRAFT));
            is_as_in_file.then_some(PublishCandidate { kind: entry.kind, id, import_status, is_explained })
        });
        published = publish::publish(connection, context, candidates)?;
    }
    Ok(report(bundle, &names, &outcomes, read.notes, published))
}

fn report(
    bundle: &ImportBundle,
    names: &NameIndex,
    outcomes: &HashMap<Id, ImportOutcome>,
    mut notes: HashMap<Id, Vec<String>>,
    mut published: publish::PublishedBatch,
) -> ImportReport {
    let mut report = ImportReport { notes: bundle.notes.clone(), ..ImportReport::default() };
    for entry in &bundle.entries {
        let Some(id) = names.id(entry.kind, &entry.source_id) else { continue };
        // An entry that only other entries need is not decoded if it exists already.
        let outcome = outcomes.get(&id).copied().unwrap_or(ImportOutcome::Unchanged);
        let mut entity_notes: Vec<ImportNote> =
            entry.notes.iter().map(|note| ImportNote::of(&entry.location, note)).collect();
        let later = notes.remove(&id).unwrap_or_default().into_iter().chain(published.notes.remove(&id));
        entity_notes.extend(later.map(|detail| ImportNote { location: entry.location.clone(), detail }));
        report.add(ImportedEntity {
            location: entry.location.clone(),
            kind: entry.kind,
            source_id: Some(entry.source_id.clone()),
            id,
            outcome,
            published: published.ids.contains(&id),
            notes: entity_notes,
        });
    }
    report
}
