//! Loads bundles and exports into working copies, in the caller's transaction.
//!
//! A bundle is planned first: the ids of its names, and the decoded content of each entry. Planning only reads, so it runs
//! before the write lock is taken. A plan is valid until something that it depends on is written.

use std::collections::HashMap;
use std::io::BufRead;

use super::bundle::ImportBundle;
use super::decode::{DecodedBundle, DecodedEntry, collect_names_in_markdown, decode_entries};
use super::error::ImportError;
use super::names::{NameIndex, collect_names};
use super::options::ImportContext;
use super::publish::{self, PublishCandidate};
use super::report::{ImportNote, ImportOutcome, ImportReport, ImportedEntity};
use super::restore;
use super::save::{self, EntryContent, SaveContext};
use crate::audit;
use crate::content::{Action, Id};
use crate::db::{self, Connection, Error};
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
    let report = db::dry_run(connection, |connection| load(connection, context, sources))?;
    Ok(ImportReport { dry_run: true, ..report })
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
    let report = db::dry_run(connection, |connection| load_bundle(connection, context, bundle, plan))?;
    Ok(ImportReport { dry_run: true, ..report })
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

/// The maximum number of audit rows since the plan was made that are compared with it.
const LOOKED_AT_MAX: i64 = 1_000;

/// A bundle, decoded against one state of the database.
pub(super) struct ImportPlan {
    names: NameIndex,
    read: DecodedBundle,
    /// The last row of the audit log at that time. Every change of a working copy appends one.
    last_audited: Option<i64>,
}

impl ImportPlan {
    /// Decodes the bundle, or returns all errors in it.
    pub(super) fn of(connection: &mut Connection, bundle: &ImportBundle) -> Result<Self, ImportError> {
        let last_audited = audit::last(connection)?;
        let mut names = NameIndex::of(connection, bundle)?;
        names.look_up(connection, bundle.entries.iter().flat_map(|entry| collect_names(&entry.fields)).collect())?;
        names.look_up(connection, collect_names_in_markdown(bundle))?;
        let read = decode_entries(connection, bundle, &names)?;
        Ok(Self { names, read, last_audited })
    }

    /// Returns true if the plan is still valid: since then, no entity was created and none that it names was changed.
    pub(super) fn is_current(&self, connection: &mut Connection) -> Result<bool, Error> {
        let done = audit::since(connection, self.last_audited.unwrap_or_default(), LOOKED_AT_MAX)?;
        if done.is_empty() {
            return Ok(true);
        }
        let named = self.names.ids();
        let is_named = |subject: &str| subject.parse().is_ok_and(|id| named.contains(&id));
        let matters = |(action, subject): &(Action, String)| {
            matches!(action, Action::Create | Action::Restore) || is_named(subject)
        };
        let is_complete = i64::try_from(done.len()).is_ok_and(|count| count < LOOKED_AT_MAX);
        Ok(is_complete && !done.iter().any(matters))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use crate::audit::NewAuditRecord;
    use crate::content::{Actor, Locale, SubjectKind};
    use crate::db::{Database, DatabaseAddress};
    use crate::management::imports::{ImportRoot, SourceFile};

    const NAMED: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de01";
    const OTHER: &str = "0193a5c8-7d1e-7c3a-9b1f-2f64a1c0de02";

    #[test]
    fn a_plan_is_current_until_an_entity_is_created_or_one_that_it_names_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&DatabaseAddress::file(folder.path().join("cairn.db")), 1).unwrap();
        let mut bundle = ImportBundle::new(Locale::english());
        let text = format!("- {{id: {NAMED}, slug: tea, kind: subject, name: Tea}}\n");
        let (location, name) = ("topics.yaml", "topics.yaml");
        bundle.add_file(SourceFile { location, root: ImportRoot::Unknown, name, format: None, text: &text }).unwrap();
        let actor = Actor::system("a test");
        for (action, subject_id, rows, expected) in [
            (Action::Save, OTHER, 0, true),
            (Action::Save, OTHER, 1, true),
            (Action::Revoke, "a key", 1, true),
            (Action::Save, OTHER, LOOKED_AT_MAX - 1, true),
            (Action::Save, OTHER, LOOKED_AT_MAX, false),
            (Action::Save, NAMED, 1, false),
            (Action::Trash, NAMED, 1, false),
            (Action::Create, OTHER, 1, false),
            (Action::Restore, OTHER, 1, false),
        ] {
            let is_current = database.write_blocking(|connection| -> Result<bool, ImportError> {
                let plan = ImportPlan::of(connection, &bundle)?;
                for _ in 0..rows {
                    let record = NewAuditRecord {
                        actor: &actor,
                        action,
                        subject_kind: SubjectKind::Topic,
                        subject_id,
                        from_version: None,
                        to_version: None,
                        note: None,
                    };
                    audit::append(connection, &record)?;
                }
                Ok(plan.is_current(connection)?)
            });
            assert_eq!(is_current.unwrap(), expected, "{action} of {subject_id}, {rows} times");
        }
    }
}
