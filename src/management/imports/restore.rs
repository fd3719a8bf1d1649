//! Reading an export of Cairn: line by line, so that its size does not matter.
//!
//! What is not here comes as it was there, ids, versions and times included, and is public if it was. What is here goes by
//! the rules of every import. What contradicts what is here is refused, and nothing is kept then.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;

use super::bundle::FileProblem;
use super::ending::read_ending;
use super::line::next_line;
use super::load::{Import, ImportError, Trust};
use super::public::{self, Candidate};
use super::report::{ImportNote, ImportOutcome, Imported, Report};
use super::restored::{Arrival, kept_copy};
use super::save::bring_up_to_date;
use crate::content::search::Synonyms;
use crate::content::{Content, Id, Kind};
use crate::db::{self, Connection};
use crate::importing::{self, Standing};
use crate::management::exports::lines::{FORMAT, Line, RevisionLine, ThingLine};
use crate::publishing;
use crate::publishing::transfer::{KeptEnding, Restoring};
use crate::working_copies::revisions::{Revision, RevisionHead};
use crate::working_copies::{self, transfer};

/// How an export begins.
const BEGINNING: &[u8] = b"{\"type\":\"cairn.export\"";

/// More mistakes than this are not looked for.
const PROBLEMS_MAX: usize = 100;

/// Whether something that begins like this is an export of Cairn.
pub fn is_export(beginning: &[u8]) -> bool {
    beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).starts_with(BEGINNING)
}

/// Imports an export within the caller's transaction.
pub(super) fn restore(
    connection: &mut Connection,
    import: &Import<'_>,
    place: &str,
    source: &mut dyn BufRead,
) -> Result<Report, ImportError> {
    // An article may come before the resource it names, and that before the article it leads to.
    db::defer_references(connection)?;
    let restoring = Restoring::begin(connection)?;
    let mut reader = Restorer {
        connection,
        import,
        place,
        restoring,
        new: HashMap::new(),
        later: Vec::new(),
        candidates: Vec::new(),
        report: Report::default(),
        problems: Vec::new(),
        notes: Vec::new(),
    };
    let mut number = 0;
    let mut is_whole = false;
    while let Some(text) = next_line(source, place, number + 1)? {
        number += 1;
        let line: Line = match serde_json::from_str(&text) {
            Ok(line) => line,
            Err(error) => {
                reader.problem(number, "", format!("not a line of an export: {error}"));
                continue;
            }
        };
        if is_whole || (number == 1) != matches!(line, Line::Begin(_)) {
            reader.problem(number, "", "this line does not belong here".to_owned());
        }
        match line {
            Line::Begin(begin) if begin.format != FORMAT => {
                reader.problem(number, "", format!("the format {} is of another version of Cairn", begin.format));
            }
            Line::Begin(_) => {}
            Line::Thing(thing) => reader.thing(number, *thing)?,
            Line::Revision(revision) => reader.revision(number, *revision)?,
            Line::Change(change) => reader.restoring.append_change(reader.connection, &change)?,
            Line::Address(address) => {
                if !reader.restoring.add_address(reader.connection, &address)? {
                    let detail =
                        format!("The slug \"{}\" of {} is another article's here.", address.slug, address.locale);
                    reader.notes.push(ImportNote { place: reader.place_of(number), detail });
                }
            }
            Line::TopicAddress(address) => {
                if !reader.restoring.add_topic_address(reader.connection, &address)? {
                    let detail = format!("The slug \"{}\" is another topic's here.", address.slug);
                    reader.notes.push(ImportNote { place: reader.place_of(number), detail });
                }
            }
            Line::Ending(ending) => reader.ending(number, *ending)?,
            Line::Synonyms(line) => reader.synonyms(number, &line.content)?,
            Line::End(end) => is_whole = end.lines + 1 == number,
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

struct Restorer<'r> {
    connection: &'r mut Connection,
    import: &'r Import<'r>,
    place: &'r str,
    restoring: Restoring,
    /// What was not here before, with its kind, its version and its line.
    new: HashMap<Id, (Kind, i64, u64)>,
    /// What is here and differs, to be brought up to date when all that it may name is here.
    later: Vec<(usize, u64, Content)>,
    candidates: Vec<Candidate>,
    report: Report,
    problems: Vec<FileProblem>,
    /// What is to be known of no thing in particular.
    notes: Vec<ImportNote>,
}

impl Restorer<'_> {
    fn place_of(&self, number: u64) -> String {
        format!("{}, line {number}", self.place)
    }

    fn problem(&mut self, number: u64, pointer: &str, detail: String) {
        let place = self.place_of(number);
        let place = if pointer.is_empty() { place } else { format!("{place}, {pointer}") };
        self.problems.push(FileProblem { place, detail });
    }

    /// The content that stands at `pointer` of a line.
    fn content(&mut self, number: u64, pointer: &str, kind: Kind, value: &serde_json::Value) -> Option<Content> {
        let markdown = |pointer: &str, text: &str| importing::read_markdown(pointer, text, &importing::resolve_ids);
        let violations = match Content::read(kind, value, &markdown) {
            Ok(content) => return Some(content),
            Err(violations) => violations,
        };
        for violation in violations.iter() {
            self.problem(number, &format!("{pointer}{}", violation.pointer), violation.detail.clone());
        }
        None
    }

    fn thing(&mut self, number: u64, mut line: ThingLine) -> Result<(), ImportError> {
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
        let standing = if is_draft { Standing::Draft } else { Standing::Ready };
        self.candidates.push(Candidate { kind: line.kind, id: line.id, standing, is_explained: false });
        let mut imported = Imported {
            place: self.place_of(number),
            kind: line.kind,
            source_id: line.source_id.clone(),
            id: line.id,
            outcome: ImportOutcome::Unchanged,
            published: false,
            notes: Vec::new(),
        };
        if let Some(current) = working_copies::find(self.connection, line.kind, line.id)? {
            if current.content != content {
                self.later.push((self.report.documents.len(), number, content));
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
        line: ThingLine,
        content: Content,
        public: Option<Content>,
        notes: &mut Vec<ImportNote>,
    ) -> Result<bool, ImportError> {
        let place = self.place_of(number);
        let (kind, id, version) = (line.kind, line.id, line.version);
        if let Some(source_id) = &line.source_id
            && let Some(other) = working_copies::find_by_source(self.connection, kind, source_id)?
        {
            self.problem(number, "/sourceId", format!("\"{source_id}\" is the name of the {kind} {other} here"));
            return Ok(false);
        }
        let Arrival { kept, state, told } = match kept_copy(line, content, public, self.import.options) {
            Ok(arrival) => arrival,
            Err(detail) => {
                self.problem(number, "", detail);
                return Ok(false);
            }
        };
        notes.extend(told.map(|detail| ImportNote { place: place.clone(), detail }));
        let published = state.as_ref().map(|state| (state.version, &state.content, state.published_at));
        transfer::store::insert(self.connection, self.import.actor, &kept, published)
            .map_err(|error| ImportError::refused(Some(&place), error))?;
        self.new.insert(id, (kind, version, number));
        self.restoring.came(id);
        let is_public = state.is_some();
        if let Some(state) = state {
            self.restoring
                .publish(self.connection, id, state)
                .map_err(|refusal| ImportError::refused(Some(&place), refusal))?;
        }
        Ok(is_public)
    }

    fn ending(&mut self, number: u64, ending: KeptEnding) -> Result<(), ImportError> {
        let ending = match read_ending(ending) {
            Ok(ending) => ending,
            Err(detail) => {
                self.problem(number, "", detail);
                return Ok(());
            }
        };
        let content = match &ending.source {
            Some(source) => match self.content(number, "/source/content", Kind::Article, &source.content) {
                None => return Ok(()),
                found => found,
            },
            None => None,
        };
        Ok(self.restoring.add_ending(self.connection, ending, content)?)
    }

    /// A revision of what was not here. What is here has a history of its own.
    fn revision(&mut self, number: u64, line: RevisionLine) -> Result<(), ImportError> {
        let Some((_, newest, _)) = self.new.get(&line.id).copied() else { return Ok(()) };
        if !(1..=newest).contains(&line.version) {
            self.problem(number, "/version", format!("there is no version {} of it", line.version));
            return Ok(());
        }
        let Some(content) = self.content(number, "/content", line.kind, &line.content) else { return Ok(()) };
        let head = RevisionHead {
            version: line.version,
            at: line.at,
            actor_key_id: line.key_id,
            actor_name: line.by,
            action: line.action,
            status: line.status,
            note: line.note,
            published: line.published,
            content_digest: String::new(),
        };
        if self.import.options.trust >= Trust::History {
            transfer::store::put_revision(self.connection, line.id, &Revision { head, content })?;
        }
        Ok(())
    }

    /// Synonyms are taken where there are none yet.
    fn synonyms(&mut self, number: u64, content: &serde_json::Value) -> Result<(), ImportError> {
        let synonyms = match Synonyms::read(content) {
            Ok(synonyms) => synonyms,
            Err(violations) => {
                for violation in violations.iter() {
                    self.problem(number, &format!("/content{}", violation.pointer), violation.detail.clone());
                }
                return Ok(());
            }
        };
        let current = publishing::synonyms(self.connection)?;
        if current.synonyms == synonyms {
            return Ok(());
        }
        let may_replace = current.version == 0 || self.import.options.force;
        if may_replace && self.import.options.trust >= Trust::Published {
            publishing::replace_synonyms(self.connection, self.import.actor, current, synonyms)?;
        } else {
            let detail = "The synonyms of the export were left out: there are others here.".to_owned();
            self.notes.push(ImportNote { place: self.place_of(number), detail });
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Report, ImportError> {
        for (document, number, content) in std::mem::take(&mut self.later) {
            let place = self.place_of(number);
            let Some(imported) = self.report.documents.get_mut(document) else { continue };
            let Some(current) = working_copies::find(self.connection, imported.kind, imported.id)? else { continue };
            imported.outcome =
                bring_up_to_date(self.connection, self.import, &current, content).map_err(|error| error.at(&place))?;
        }
        let new: Vec<(Id, Kind, u64)> = self.new.iter().map(|(id, (kind, _, number))| (*id, *kind, *number)).collect();
        for (id, kind, number) in new {
            let copy = working_copies::find(self.connection, kind, id)?;
            let Some(copy) = copy.filter(|copy| !copy.head.is_trashed()) else { continue };
            match transfer::store::check_references(self.connection, id, &copy.content) {
                Ok(()) => {}
                Err(working_copies::SaveError::Invalid(violations)) => {
                    for violation in violations.iter() {
                        self.problem(number, &format!("/content{}", violation.pointer), violation.detail.clone());
                    }
                }
                Err(other) => return Err(ImportError::refused(Some(&self.place_of(number)), other)),
            }
        }
        if !self.problems.is_empty() {
            return Err(ImportError::Files(self.problems));
        }
        self.restoring
            .finish(self.connection, self.import.settings)
            .map_err(|refusal| ImportError::refused(Some(self.place), refusal))?;
        let mut report = Report { notes: self.notes, ..Report::default() };
        if self.import.options.publish {
            let documents = self.report.documents.iter();
            let alone = documents.filter(|imported| imported.outcome == ImportOutcome::LeftAlone);
            let alone: HashSet<Id> = alone.map(|imported| imported.id).collect();
            let candidates = self.candidates.iter().filter(|candidate| !alone.contains(&candidate.id)).copied();
            let published = public::publish(self.connection, self.import, candidates)?;
            for imported in &mut self.report.documents {
                imported.published |= published.ids.contains(&imported.id);
            }
        }
        self.report.documents.into_iter().for_each(|imported| report.add(imported));
        Ok(report)
    }
}
