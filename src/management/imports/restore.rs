//! Reading an export of Cairn: line by line, so that its size does not matter.
//!
//! In full trust, what is not here comes as it was there, ids, versions and times included, and is public if it was; below
//! it, it is a draft, and lines that are public as they stand are refused. What is here goes by the rules of every import.
//! An export that contradicts the database is refused as a whole.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use super::bundle::FileProblem;
use super::error::ImportError;
use super::export_lines::{PROBLEMS_MAX, next_line};
use super::options::{ImportContext, Trust};
use super::publish::{self, PublishCandidate};
use super::record_checks::{Bounds, RecordError};
use super::report::{ImportNote, ImportOutcome, ImportReport, ImportedEntity};
use super::restored_copy::{RestoredCopy, restored_copy};
use super::save::update_if_unedited;
use crate::content::{Content, Id, Kind};
use crate::db::{self, Connection};
use crate::importing::{self, ImportStatus};
use crate::management::exports::records::{EntityRecord, ExportLineType, ExportRecord, FORMAT};
use crate::publishing::transfer::PublishedStateImport;
use crate::working_copies;
use crate::working_copies::transfer::{self, PublishedVersion};

/// How an export begins.
const BEGINNING: &[u8] = b"{\"type\":\"cairn.export\"";

/// Whether something that begins like this is an export of Cairn.
pub fn is_export(beginning: &[u8]) -> bool {
    beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).starts_with(BEGINNING)
}

/// Imports an export within the caller's transaction.
pub(super) fn restore(
    connection: &mut Connection,
    import: &ImportContext<'_>,
    place: &str,
    source: &mut dyn BufRead,
) -> Result<ImportReport, ImportError> {
    // An article may come before the resource it names, and that before the article it leads to.
    db::defer_foreign_keys(connection)?;
    let restoring = PublishedStateImport::begin(connection)?;
    let mut reader = ExportReader {
        connection,
        import,
        place,
        restoring,
        new: HashMap::new(),
        lines: HashMap::new(),
        later: Vec::new(),
        candidates: Vec::new(),
        report: ImportReport::default(),
        problems: Vec::new(),
        notes: Vec::new(),
        bounds: Bounds::now(),
        distrusted: HashSet::new(),
    };
    let mut number = 0;
    let mut is_whole = false;
    while let Some(text) = next_line(source, place, number + 1)? {
        number += 1;
        db::check_limit(reader.connection)?;
        let line: ExportRecord = match serde_json::from_str(&text) {
            Ok(line) => line,
            Err(error) => {
                reader.problem(number, "", format!("not a line of an export: {error}"));
                continue;
            }
        };
        if is_whole || (number == 1) != matches!(line, ExportRecord::ExportHeader(_)) {
            reader.problem(number, "", "this line does not belong here".to_owned());
        }
        if !reader.is_trusted(number, line.line_type()) {
            continue;
        }
        match line {
            ExportRecord::ExportHeader(begin) if begin.format != FORMAT => {
                reader.problem(number, "", format!("the format {} is of another version of Cairn", begin.format));
            }
            ExportRecord::ExportHeader(_) => {}
            ExportRecord::Entity(entity) => reader.entity(number, *entity)?,
            ExportRecord::Revision(revision) => reader.revision(number, *revision)?,
            ExportRecord::Change(change) => reader.change(number, &change)?,
            ExportRecord::Address(address) => reader.address(number, &address)?,
            ExportRecord::TopicAddress(address) => reader.topic_address(number, &address)?,
            ExportRecord::Unpublishing(unpublishing) => reader.unpublishing(number, &unpublishing)?,
            ExportRecord::Synonyms(line) => reader.synonyms(number, &line.content)?,
            ExportRecord::ExportTrailer(end) => is_whole = end.lines == number - 1,
        }
        if reader.problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    if !is_whole && reader.problems.is_empty() {
        reader.problem(number, "", "the export is not whole: its end is missing".to_owned());
    }
    reader.finish()
}

/// An entity that was not here before the import.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewEntity {
    pub(super) kind: Kind,
    pub(super) version: i64,
    /// The line of the export.
    line: u64,
}

/// New content of an entity that is here already, saved when all that it may refer to is here.
struct DelayedUpdate {
    /// The position of the entity in the report.
    document: usize,
    /// The line of the export.
    line: u64,
    content: Content,
}

/// An import of an export.
pub(super) struct ExportReader<'r> {
    pub(super) connection: &'r mut Connection,
    pub(super) import: &'r ImportContext<'r>,
    place: &'r str,
    pub(super) restoring: PublishedStateImport,
    /// The bounds of versions and times.
    pub(super) bounds: Bounds,
    /// What was not here before, with its kind, its version and its line.
    pub(super) new: HashMap<Id, NewEntity>,
    /// The line of each thing so far.
    lines: HashMap<Id, u64>,
    /// What is here and differs, to be brought up to date when all that it may name is here.
    later: Vec<DelayedUpdate>,
    candidates: Vec<PublishCandidate>,
    report: ImportReport,
    problems: Vec<FileProblem>,
    /// What is to be known of no thing in particular.
    pub(super) notes: Vec<ImportNote>,
    /// The types of lines that were refused already: each is named once.
    distrusted: HashSet<ExportLineType>,
}

impl ExportReader<'_> {
    /// Refuses a line that is public as it stands from whoever is not believed so far.
    fn is_trusted(&mut self, number: u64, line_type: ExportLineType) -> bool {
        let is_trusted = !line_type.is_public() || self.import.options.trust == Trust::History;
        if !is_trusted && self.distrusted.insert(line_type) {
            let public: Vec<&str> =
                ExportLineType::ALL.iter().filter(|known| known.is_public()).map(|known| known.as_str()).collect();
            let detail = format!(
                "a line of the type \"{line_type}\" is public as it stands, and is taken only from an admin where publishing \
                 needs no approval, or by the command line. Leave out all lines of the types {}, as an export with \
                 log=false has it",
                public.join(", ")
            );
            self.problem(number, "", detail);
        }
        is_trusted
    }

    pub(super) fn location_of(&self, number: u64) -> String {
        format!("{}, line {number}", self.place)
    }

    pub(super) fn problem(&mut self, number: u64, pointer: &str, detail: String) {
        let place = self.location_of(number);
        let place = if pointer.is_empty() { place } else { format!("{place}, {pointer}") };
        self.problems.push(FileProblem { place, detail });
    }

    /// The content that stands at `pointer` of a line.
    pub(super) fn content(
        &mut self,
        number: u64,
        pointer: &str,
        kind: Kind,
        value: &serde_json::Value,
    ) -> Option<Content> {
        let markdown = |pointer: &str, text: &str| importing::read_markdown(pointer, text, &importing::resolve_id);
        let violations = match Content::read(kind, value, &markdown) {
            Ok(content) => return Some(content),
            Err(violations) => violations,
        };
        for violation in violations.iter() {
            self.problem(number, &format!("{pointer}{}", violation.pointer), violation.detail.clone());
        }
        None
    }

    /// Notes what is out of bounds; answers whether nothing is.
    pub(super) fn is_within_bounds(&mut self, number: u64, checked: Result<(), RecordError>) -> bool {
        checked.map_err(|RecordError { pointer, detail }| self.problem(number, &pointer, detail)).is_ok()
    }

    fn entity(&mut self, number: u64, mut line: EntityRecord) -> Result<(), ImportError> {
        if self.import.options.trust == Trust::History
            && !self.is_within_bounds(number, self.bounds.check_entity(&line))
        {
            return Ok(());
        }
        if let Some(other) = self.lines.insert(line.id, number) {
            self.problem(number, "/id", format!("the {} {} stands in line {other} too", line.kind, line.id));
            return Ok(());
        }
        let Some(content) = self.content(number, "/content", line.kind, &line.content) else { return Ok(()) };
        line.content = serde_json::Value::Null;
        let public = line.published.as_ref().and_then(|published| published.content.clone());
        let public = match public {
            Some(value) => match self.content(number, "/published/content", line.kind, &value) {
                None => return Ok(()),
                found => found,
            },
            None => None,
        };
        let is_draft = line.published.is_none() || public.is_some();
        let import_status = if is_draft { ImportStatus::Draft } else { ImportStatus::Ready };
        self.candidates.push(PublishCandidate { kind: line.kind, id: line.id, import_status, is_explained: false });
        let mut imported = ImportedEntity {
            location: self.location_of(number),
            kind: line.kind,
            source_id: line.source_id.clone(),
            id: line.id,
            outcome: ImportOutcome::Unchanged,
            published: false,
            notes: Vec::new(),
        };
        if let Some(current) = working_copies::find(self.connection, line.kind, line.id)? {
            if current.content != content {
                self.later.push(DelayedUpdate { document: self.report.documents.len(), line: number, content });
            }
        } else {
            imported.outcome = ImportOutcome::Created;
            imported.published = self.insert(number, line, content, public, &mut imported.notes)?;
        }
        self.report.documents.push(imported);
        (self.import.progress)(self.report.documents.len());
        Ok(())
    }

    /// Inserts what is not here; answers whether it is public.
    fn insert(
        &mut self,
        number: u64,
        line: EntityRecord,
        content: Content,
        public: Option<Content>,
        notes: &mut Vec<ImportNote>,
    ) -> Result<bool, ImportError> {
        let place = self.location_of(number);
        let (kind, id) = (line.kind, line.id);
        if let Some(source_id) = &line.source_id
            && let Some(other) = working_copies::find_by_source_id(self.connection, kind, source_id)?
        {
            self.problem(number, "/sourceId", format!("\"{source_id}\" is the name of the {kind} {other} here"));
            return Ok(false);
        }
        let RestoredCopy { exported, state, note } = restored_copy(line, content, public, self.import.options)?;
        notes.extend(note.map(|detail| ImportNote { location: place.clone(), detail }));
        let published = state.as_ref().map(|state| PublishedVersion {
            version: state.version,
            content: &state.content,
            published_at: state.published_at,
        });
        transfer::insert(self.connection, self.import.actor, &exported, published)
            .map_err(|error| ImportError::refused(Some(&place), error))?;
        self.new.insert(id, NewEntity { kind, version: exported.head.version, line: number });
        self.restoring.note_imported(id);
        let is_public = state.is_some();
        if let Some(state) = state {
            self.restoring
                .publish(self.connection, id, state)
                .map_err(|refusal| ImportError::refused(Some(&place), refusal))?;
        }
        Ok(is_public)
    }

    fn finish(mut self) -> Result<ImportReport, ImportError> {
        for DelayedUpdate { document, line, content } in std::mem::take(&mut self.later) {
            let place = self.location_of(line);
            let Some(imported) = self.report.documents.get_mut(document) else { continue };
            let Some(current) = working_copies::find(self.connection, imported.kind, imported.id)? else { continue };
            imported.outcome = update_if_unedited(self.connection, self.import, &current, content)
                .map_err(|error| error.at(&place))?;
        }
        for (id, NewEntity { kind, line: number, .. }) in self.new.clone() {
            let copy = working_copies::find(self.connection, kind, id)?;
            let Some(copy) = copy.filter(|copy| !copy.head.is_trashed()) else { continue };
            match transfer::check_references(self.connection, id, &copy.content) {
                Ok(()) => {}
                Err(working_copies::SaveError::Invalid(violations)) => {
                    for violation in violations.iter() {
                        self.problem(number, &format!("/content{}", violation.pointer), violation.detail.clone());
                    }
                }
                Err(other) => return Err(ImportError::refused(Some(&self.location_of(number)), other)),
            }
        }
        if !self.problems.is_empty() {
            return Err(ImportError::Files(self.problems));
        }
        self.restoring
            .finish(self.connection, self.import.settings)
            .map_err(|refusal| ImportError::refused(Some(self.place), refusal))?;
        let mut report = ImportReport { notes: self.notes, ..ImportReport::default() };
        if self.import.options.publish {
            let documents = self.report.documents.iter();
            let alone = documents.filter(|imported| imported.outcome == ImportOutcome::Skipped);
            let alone: HashSet<Id> = alone.map(|imported| imported.id).collect();
            let candidates = self.candidates.iter().filter(|candidate| !alone.contains(&candidate.id)).copied();
            let published = publish::publish(self.connection, self.import, candidates)?;
            for imported in &mut self.report.documents {
                imported.published |= published.ids.contains(&imported.id);
            }
        }
        self.report.documents.into_iter().for_each(|imported| report.add(imported));
        Ok(report)
    }
}
