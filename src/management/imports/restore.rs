//! Imports an export of Cairn, line by line, so that its size does not matter.
//!
//! With full trust, a new entity is restored with its id, versions, times and published state. Otherwise it becomes a
//! draft, and lines that become public without a publish are errors. Existing entities follow the rules of every
//! import. If an export contradicts the database, nothing is imported.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use super::bundle::FileProblem;
use super::error::ImportError;
use super::export_lines::{PROBLEMS_MAX, next_line, wrong_format};
use super::options::{ImportContext, Trust};
use super::publish::{self, PublishCandidate};
use super::record_checks::{Bounds, RecordError};
use super::report::{ImportNote, ImportOutcome, ImportReport, ImportedEntity};
use super::restored_copy::{RestoredCopy, restored_copy};
use super::save::update_if_unedited;
use crate::content::{Content, Id, Kind, Violations};
use crate::db::{self, Connection};
use crate::importing::{self, ImportStatus};
use crate::management::exports::records::{EntityRecord, ExportLineType, ExportRecord, FORMAT};
use crate::publishing::transfer::PublishedStateImport;
use crate::working_copies;
use crate::working_copies::transfer::{self, PublishedVersion};

/// The first bytes of an export.
const PREFIX: &[u8] = b"{\"type\":\"cairn.export\"";

/// Returns true if these are the first bytes of an export of Cairn.
pub fn is_export(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).starts_with(PREFIX)
}

/// Imports an export in the caller's transaction.
pub(super) fn restore(
    connection: &mut Connection,
    import: &ImportContext<'_>,
    location: &str,
    source: &mut dyn BufRead,
) -> Result<ImportReport, ImportError> {
    // An article may come before a resource that it refers to, and that before the article that it points to.
    db::defer_foreign_keys(connection)?;
    let restoring = PublishedStateImport::begin(connection)?;
    let mut reader = ExportReader {
        connection,
        import,
        location,
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
    let mut is_complete = false;
    while let Some(text) = next_line(source, location, number + 1)? {
        number += 1;
        db::check_limit(reader.connection)?;
        let line: ExportRecord = match serde_json::from_str(&text) {
            Ok(line) => line,
            Err(error) => {
                reader.problem(number, "", format!("not a line of an export: {error}"));
                continue;
            }
        };
        if is_complete || (number == 1) != matches!(line, ExportRecord::ExportHeader(_)) {
            reader.problem(number, "", "this line is in the wrong position".to_owned());
        }
        if !reader.is_trusted(number, line.line_type()) {
            continue;
        }
        match line {
            ExportRecord::ExportHeader(header) if header.format != FORMAT => {
                // The other lines have another format as well.
                reader.problem(number, "", wrong_format(&header));
                break;
            }
            ExportRecord::ExportHeader(_) => {}
            ExportRecord::Entity(entity) => reader.entity(number, *entity)?,
            ExportRecord::Revision(revision) => reader.revision(number, *revision)?,
            ExportRecord::Change(change) => reader.change(number, &change)?,
            ExportRecord::Address(address) => reader.address(number, &address)?,
            ExportRecord::TopicAddress(address) => reader.topic_address(number, &address)?,
            ExportRecord::Unpublishing(unpublishing) => reader.unpublishing(number, &unpublishing)?,
            ExportRecord::Synonyms(line) => reader.synonyms(number, &line.content)?,
            ExportRecord::ExportTrailer(trailer) => is_complete = trailer.lines == number - 1,
        }
        if reader.problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    if !is_complete && reader.problems.is_empty() {
        reader.problem(number, "", "the export is incomplete: its end is missing".to_owned());
    }
    reader.finish()
}

/// An entity that the import created.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewEntity {
    pub(super) kind: Kind,
    pub(super) version: i64,
    /// Its line in the export.
    line: u64,
}

/// New content of an existing entity, saved when all entities that it may refer to are there.
struct DelayedUpdate {
    /// The position of the entity in the report.
    document: usize,
    /// Its line in the export.
    line: u64,
    content: Content,
}

/// An import of an export.
pub(super) struct ExportReader<'r> {
    pub(super) connection: &'r mut Connection,
    pub(super) import: &'r ImportContext<'r>,
    location: &'r str,
    pub(super) restoring: PublishedStateImport,
    /// The bounds of versions and times.
    pub(super) bounds: Bounds,
    /// The new entities.
    pub(super) new: HashMap<Id, NewEntity>,
    /// The line of each entity so far.
    lines: HashMap<Id, u64>,
    /// The updates of existing entities, done at the end.
    later: Vec<DelayedUpdate>,
    candidates: Vec<PublishCandidate>,
    report: ImportReport,
    problems: Vec<FileProblem>,
    /// Notes that belong to no single entity.
    pub(super) notes: Vec<ImportNote>,
    /// The line types that were rejected already: each is reported once.
    distrusted: HashSet<ExportLineType>,
}

impl ExportReader<'_> {
    /// Returns false and reports a problem if lines of the type become public without a publish and the import is not
    /// trusted.
    fn is_trusted(&mut self, number: u64, line_type: ExportLineType) -> bool {
        let is_trusted = !line_type.is_public() || self.import.options.trust == Trust::History;
        if !is_trusted && self.distrusted.insert(line_type) {
            let public: Vec<&str> =
                ExportLineType::ALL.iter().filter(|known| known.is_public()).map(|known| known.as_str()).collect();
            let detail = format!(
                "a line of the type \"{line_type}\" becomes public without a publish. Only an admin may import \
                 it, if publishing needs no approval, or the command line. Leave out all lines of the types {}, or \
                 export with log=false",
                public.join(", ")
            );
            self.problem(number, "", detail);
        }
        is_trusted
    }

    pub(super) fn location_of(&self, number: u64) -> String {
        format!("{}, line {number}", self.location)
    }

    pub(super) fn problem(&mut self, number: u64, pointer: &str, detail: String) {
        let location = self.location_of(number);
        let location = if pointer.is_empty() { location } else { format!("{location}, {pointer}") };
        self.problems.push(FileProblem { location, detail });
    }

    /// Reports violations in the value at `pointer` of a line.
    pub(super) fn violations(&mut self, number: u64, pointer: &str, violations: &Violations) {
        for violation in violations.iter() {
            self.problem(number, &format!("{pointer}{}", violation.pointer), violation.detail.clone());
        }
    }

    /// Parses the content at `pointer` of a line.
    pub(super) fn content(
        &mut self,
        number: u64,
        pointer: &str,
        kind: Kind,
        value: &serde_json::Value,
    ) -> Option<Content> {
        let markdown = |pointer: &str, text: &str| importing::read_markdown(pointer, text, &importing::resolve_id);
        let read = Content::read(kind, value, &markdown);
        read.map_err(|violations| self.violations(number, pointer, &violations)).ok()
    }

    /// Reports a failed check as a problem. Returns true if the check succeeded.
    pub(super) fn passes(&mut self, number: u64, checked: Result<(), RecordError>) -> bool {
        checked.map_err(|RecordError { pointer, detail }| self.problem(number, &pointer, detail)).is_ok()
    }

    fn entity(&mut self, number: u64, mut line: EntityRecord) -> Result<(), ImportError> {
        if self.import.options.trust == Trust::History && !self.passes(number, self.bounds.check_entity(&line)) {
            return Ok(());
        }
        if let Some(other) = self.lines.insert(line.id, number) {
            self.problem(number, "/id", format!("the {} {} is also in line {other}", line.kind, line.id));
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

    /// Inserts a new entity. Returns true if it is public.
    fn insert(
        &mut self,
        number: u64,
        line: EntityRecord,
        content: Content,
        public: Option<Content>,
        notes: &mut Vec<ImportNote>,
    ) -> Result<bool, ImportError> {
        let location = self.location_of(number);
        let (kind, id) = (line.kind, line.id);
        if let Some(source_id) = &line.source_id
            && let Some(other) = working_copies::find_by_source_id(self.connection, kind, source_id)?
        {
            self.problem(number, "/sourceId", format!("\"{source_id}\" is the source id of the {kind} {other} here"));
            return Ok(false);
        }
        let RestoredCopy { exported, state, note } = restored_copy(line, content, public, self.import.options)?;
        notes.extend(note.map(|detail| ImportNote { location: location.clone(), detail }));
        let published = state.as_ref().map(|state| PublishedVersion {
            version: state.version,
            content: &state.content,
            published_at: state.published_at,
        });
        transfer::insert(self.connection, self.import.actor, &exported, published)
            .map_err(|error| ImportError::refused(Some(&location), error))?;
        self.new.insert(id, NewEntity { kind, version: exported.head.version, line: number });
        self.restoring.note_imported(id);
        let is_public = state.is_some();
        if let Some(state) = state {
            self.restoring
                .publish(self.connection, id, state)
                .map_err(|refusal| ImportError::refused(Some(&location), refusal))?;
        }
        Ok(is_public)
    }

    fn finish(mut self) -> Result<ImportReport, ImportError> {
        for DelayedUpdate { document, line, content } in std::mem::take(&mut self.later) {
            let location = self.location_of(line);
            let Some(imported) = self.report.documents.get_mut(document) else { continue };
            let Some(current) = working_copies::find(self.connection, imported.kind, imported.id)? else { continue };
            imported.outcome = update_if_unedited(self.connection, self.import, &current, content)
                .map_err(|error| error.at(&location))?;
        }
        for (id, NewEntity { kind, line: number, .. }) in self.new.clone() {
            let copy = working_copies::find(self.connection, kind, id)?;
            let Some(copy) = copy.filter(|copy| !copy.head.is_trashed()) else { continue };
            match transfer::check_references(self.connection, id, &copy.content) {
                Ok(()) => {}
                Err(working_copies::SaveError::Invalid(violations)) => self.violations(number, "/content", &violations),
                Err(other) => return Err(ImportError::refused(Some(&self.location_of(number)), other)),
            }
        }
        if !self.problems.is_empty() {
            return Err(ImportError::Files(self.problems));
        }
        self.restoring
            .finish(self.connection, self.import.settings)
            .map_err(|refusal| ImportError::refused(Some(self.location), refusal))?;
        let mut report = ImportReport { notes: self.notes, ..ImportReport::default() };
        if self.import.options.publish {
            let documents = self.report.documents.iter();
            let skipped = documents.filter(|imported| imported.outcome == ImportOutcome::Skipped);
            let skipped: HashSet<Id> = skipped.map(|imported| imported.id).collect();
            let candidates = self.candidates.iter().filter(|candidate| !skipped.contains(&candidate.id)).copied();
            let published = publish::publish(self.connection, self.import, candidates)?;
            for imported in &mut self.report.documents {
                imported.published |= published.ids.contains(&imported.id);
            }
        }
        self.report.documents.into_iter().for_each(|imported| report.add(imported));
        Ok(report)
    }
}
