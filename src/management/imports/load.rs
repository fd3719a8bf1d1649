//! Making working copies of a bundle: in one transaction, that of the caller.

use std::collections::HashMap;
use std::io::BufRead;

use super::bundle::{Bundle, FileProblem};
use super::names::Names;
use super::plan::Plan;
use super::public::{self, Candidate};
use super::report::{ImportNote, ImportOutcome, Imported, Report};
use super::restore;
use super::save::{self, Saving};
use crate::content::{Actor, Id};
use crate::db::{self, Connection};
use crate::http::Problem;
use crate::importing::{STAYS_A_DRAFT, Standing};
use crate::publishing::Settings;

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Whether everything imported is published.
    pub publish: bool,
    /// Whether what exists and was edited since is replaced; otherwise it is left alone.
    pub force: bool,
    /// What of an export is believed.
    pub trust: Trust,
}

/// What of an export is believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Contents: everything becomes a draft of version 1, and only a publish makes it public.
    #[default]
    Contents,
    /// Everything: versions, times, reviews, revisions, what is public of it, and the change log.
    History,
}

impl ImportOptions {
    /// How an operator imports, who is believed.
    pub fn of_operator(publish: bool, force: bool) -> Self {
        Self { publish, force, trust: Trust::History }
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files hold mistakes.
    #[error("{} mistake(s) in the files", .0.len())]
    Files(Vec<FileProblem>),
    /// What was read could not be saved or published.
    #[error("{}{problem}", .place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
    Refused {
        /// Which file, where it is one.
        place: Option<String>,
        /// Why.
        problem: Box<Problem>,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl ImportError {
    /// The same, with its place if that is not known yet.
    pub(super) fn at(self, place: &str) -> Self {
        match self {
            Self::Refused { place: None, problem } => Self::Refused { place: Some(place.to_owned()), problem },
            other => other,
        }
    }

    /// Something was refused that stands at that place.
    pub(super) fn refused(place: Option<&str>, problem: impl Into<Problem>) -> Self {
        Self::Refused { place: place.map(str::to_owned), problem: Box::new(problem.into()) }
    }
}

/// What is to be imported, and how.
#[derive(Clone, Copy)]
pub(super) struct Import<'i> {
    pub(super) settings: &'i Settings,
    pub(super) actor: &'i Actor,
    pub(super) options: ImportOptions,
    /// Is told of each thing that is done with.
    pub(super) progress: &'i dyn Fn(usize),
}

/// An export of Cairn to import.
pub struct ExportSource {
    /// What messages call it.
    pub place: String,
    /// Its lines.
    pub lines: Box<dyn BufRead + Send>,
}

/// Imports exports, then a bundle, within the caller's transaction. `progress` is told how many things are done.
pub fn load(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    (exports, bundle): (Vec<ExportSource>, &Bundle),
    options: ImportOptions,
    progress: &dyn Fn(usize),
) -> Result<Report, ImportError> {
    let mut report = Report::default();
    for mut export in exports {
        let done = report.documents.len();
        let import = Import { settings, actor, options, progress: &|count| progress(done + count) };
        report.append(restore::restore(connection, &import, &export.place, &mut export.lines)?);
    }
    let done = report.documents.len();
    let import = Import { settings, actor, options, progress: &|count| progress(done + count) };
    let plan = Plan::of(connection, bundle)?;
    report.append(load_bundle(connection, &import, bundle, plan)?);
    Ok(report)
}

/// Does all that [`load`] does, and takes it back: what is reported is what would happen.
pub fn rehearse(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    sources: (Vec<ExportSource>, &Bundle),
    options: ImportOptions,
    progress: &dyn Fn(usize),
) -> Result<Report, ImportError> {
    let mut report =
        db::rehearse(connection, |connection| load(connection, settings, actor, sources, options, progress))?;
    report.dry_run = true;
    Ok(report)
}

/// Imports a bundle that was planned, within the caller's transaction; with `dry_run` it takes all of it back.
pub(super) fn load_planned(
    connection: &mut Connection,
    (settings, actor): (&Settings, &Actor),
    bundle: &Bundle,
    plan: Plan,
    options: ImportOptions,
    dry_run: bool,
) -> Result<Report, ImportError> {
    let import = Import { settings, actor, options, progress: &|_| () };
    if !dry_run {
        return load_bundle(connection, &import, bundle, plan);
    }
    let mut report = db::rehearse(connection, |connection| load_bundle(connection, &import, bundle, plan))?;
    report.dry_run = true;
    Ok(report)
}

fn load_bundle(
    connection: &mut Connection,
    import: &Import<'_>,
    bundle: &Bundle,
    plan: Plan,
) -> Result<Report, ImportError> {
    let Plan { names, read, .. } = plan;
    let contents: Vec<_> = read
        .contents
        .into_iter()
        .filter_map(|(index, id, content)| Some((bundle.entries.get(index)?, id, content)))
        .collect();
    let mut outcomes: HashMap<Id, ImportOutcome> = HashMap::with_capacity(contents.len());
    save::save_all(&mut Saving { connection, import, outcomes: &mut outcomes }, contents)?;
    let mut published = public::Published::default();
    if import.options.publish {
        let candidates = bundle.entries.iter().filter_map(|entry| {
            let id = names.id(entry.kind, &entry.source_id)?;
            let is_as_in_file =
                outcomes.get(&id).map_or(read.as_implied.contains(&id), |outcome| *outcome != ImportOutcome::LeftAlone);
            let is_empty = read.empty.contains(&id);
            let standing = if is_empty { Standing::Draft } else { entry.standing };
            let is_explained = is_empty || entry.notes.iter().any(|note| note.detail.starts_with(STAYS_A_DRAFT));
            is_as_in_file.then_some(Candidate { kind: entry.kind, id, standing, is_explained })
        });
        published = public::publish(connection, import, candidates)?;
    }
    Ok(report(bundle, &names, &outcomes, read.notes, published))
}

fn report(
    bundle: &Bundle,
    names: &Names,
    outcomes: &HashMap<Id, ImportOutcome>,
    mut notes: HashMap<Id, Vec<String>>,
    mut published: public::Published,
) -> Report {
    let mut report = Report { notes: bundle.notes.clone(), ..Report::default() };
    for entry in &bundle.entries {
        let Some(id) = names.id(entry.kind, &entry.source_id) else { continue };
        // What is only needed by others is not read where it is there already.
        let outcome = outcomes.get(&id).copied().unwrap_or(ImportOutcome::Unchanged);
        let mut told: Vec<ImportNote> = entry.notes.iter().map(|note| ImportNote::of(&entry.place, note)).collect();
        let later = notes.remove(&id).unwrap_or_default().into_iter().chain(published.notes.remove(&id));
        told.extend(later.map(|detail| ImportNote { place: entry.place.clone(), detail }));
        report.add(Imported {
            place: entry.place.clone(),
            kind: entry.kind,
            source_id: Some(entry.source_id.clone()),
            id,
            outcome,
            published: published.ids.contains(&id),
            notes: told,
        });
    }
    report
}
