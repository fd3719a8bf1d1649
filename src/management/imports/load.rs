//! Making working copies of a bundle.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::bundle::{Bundle, Entry, FileProblem};
use super::names::{Names, mentioned, put_ids};
use super::slugs::Slugs;
use crate::content::section::FromMarkdown;
use crate::content::{Action, Actor, Content, Id, Kind, article};
use crate::db::{self, Connection};
use crate::http::Problem;
use crate::importing::{self, Named, Note, Standing};
use crate::publishing::{self, IncludeReferences, Settings};
use crate::working_copies::{self, Deed, SaveError};

/// How to import.
#[derive(Debug, Clone, Copy, Default)]
pub struct ImportOptions {
    /// Whether everything imported is published.
    pub publish: bool,
    /// Whether what exists and differs is replaced; otherwise it is left alone.
    pub force: bool,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Report {
    /// How many were created.
    pub created: usize,
    /// How many were replaced.
    pub updated: usize,
    /// How many were there already, just so.
    pub unchanged: usize,
    /// Which were there, differ, and were left alone.
    pub skipped: Vec<String>,
    /// What could not be kept as it was.
    pub warnings: Vec<FileProblem>,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files hold mistakes.
    #[error("{} mistake(s) in the files", .0.len())]
    Files(Vec<FileProblem>),
    /// What was read could not be saved or published.
    #[error("{0}")]
    Refused(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] db::Error),
}

/// Imports a bundle within the caller's transaction.
pub fn load(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    bundle: &Bundle,
    options: ImportOptions,
) -> Result<Report, ImportError> {
    let mut names = Names::of(connection, bundle)?;
    names.look_up(connection, bundle.entries.iter().flat_map(|entry| mentioned(&entry.fields)).collect())?;
    names.look_up(connection, mentioned_in_markdown(bundle))?;
    let (read, mut report) = read_all(connection, bundle, &names)?;
    let mut new = Vec::new();
    let mut as_in_files = HashSet::new();
    for (entry, id, content) in read {
        if !names.existing.contains_key(&id) {
            new.push((entry, id, content));
            continue;
        }
        let current = working_copies::find(connection, entry.kind, id)?
            .ok_or_else(|| db::Error::Corrupt(format!("the {} {id} is gone", entry.kind)))?;
        if current.content == content {
            as_in_files.insert(id);
            report.unchanged += 1;
        } else if options.force && !current.head.is_trashed() && !current.head.is_scheduled() {
            let deed = Deed { actor, action: Action::Save, note: None };
            working_copies::replace(connection, &deed, &current.head, content)
                .map_err(|error| refused(entry, error))?;
            as_in_files.insert(id);
            report.updated += 1;
        } else {
            report.skipped.push(format!("{} \"{}\"", entry.kind, entry.source_id));
        }
    }
    report.created = new.len();
    as_in_files.extend(new.iter().map(|(_, id, _)| *id));
    parents_first(&mut new);
    let drafts: Vec<(Id, Content)> = new.iter().map(|(_, id, content)| (*id, content.clone())).collect();
    working_copies::insert_together(connection, &Deed { actor, action: Action::Create, note: None }, &drafts)
        .map_err(|error| ImportError::Refused(Problem::from(error).to_string()))?;
    for (entry, id, _) in &new {
        working_copies::set_source(connection, *id, &entry.source_id)?;
    }
    if options.publish {
        publish_all(connection, settings, actor, bundle, &names, as_in_files)?;
    }
    Ok(report)
}

type Read<'b> = Vec<(&'b Entry, Id, Content)>;

fn read_all<'b>(
    connection: &mut Connection,
    bundle: &'b Bundle,
    names: &Names,
) -> Result<(Read<'b>, Report), ImportError> {
    let mut problems = Vec::new();
    let mut report = Report::default();
    let mut read = Vec::new();
    let mut groups: HashMap<Id, Id> = HashMap::new();
    let mut slugs = Slugs::default();
    for entry in originals_first(bundle) {
        let Some(id) = names.id(entry.kind, &entry.source_id) else { continue };
        let mut fields = entry.fields.clone();
        let original = fields.remove("translationOf");
        put_ids(&mut fields, names, &entry.place, &mut problems);
        let current = working_copies::find(connection, entry.kind, id)?;
        let mut input = input_of(entry, fields);
        if let Some(Value::String(original)) = original {
            let group = names.id(Kind::Article, &original).and_then(|original| groups.get(&original));
            match group {
                Some(group) => input["translationGroupId"] = Value::String(group.to_string()),
                None => problems.push(FileProblem {
                    place: entry.place.clone(),
                    detail: format!("there is no article \"{original}\" in this import to be a translation of"),
                }),
            }
        }
        let current = current.as_ref().and_then(|copy| match &copy.content {
            Content::Article(article) => Some(&**article),
            _ => None,
        });
        if let Some(current) = current {
            article::carry_over(&mut input, current);
        }
        if entry.kind == Kind::Article {
            slugs.settle(connection, entry, id, current, &mut input)?;
        }
        report.warnings.extend(entry.notes.iter().map(|note| noted(entry, note)));
        match read_one(entry, &input, names, &mut report) {
            Ok(content) => {
                if let Content::Article(article) = &content {
                    groups.insert(id, article.translation_group_id);
                }
                read.push((entry, id, content));
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok((read, report)) } else { Err(ImportError::Files(problems)) }
}

/// Articles that are translations come after what they translate, whose group they join.
fn originals_first(bundle: &Bundle) -> impl Iterator<Item = &Entry> {
    let is_translation = |entry: &&Entry| entry.fields.contains_key("translationOf");
    let originals = bundle.entries.iter().filter(move |entry| !is_translation(entry));
    originals.chain(bundle.entries.iter().filter(is_translation))
}

fn parents_first(new: &mut Read<'_>) {
    let parents: HashMap<Id, Option<Id>> = new
        .iter()
        .filter_map(|(_, id, content)| match content {
            Content::Topic(topic) => Some((*id, topic.parent_id)),
            _ => None,
        })
        .collect();
    let depth = |id: &Id| {
        let mut depth = 0;
        let mut current = parents.get(id).copied().flatten();
        while let Some(parent) = current.filter(|_| depth <= parents.len()) {
            depth += 1;
            current = parents.get(&parent).copied().flatten();
        }
        depth
    };
    new.sort_by_key(|(_, id, _)| depth(id));
}

fn input_of(entry: &Entry, mut fields: Map<String, Value>) -> Value {
    if entry.kind == Kind::Article && !fields.contains_key("sections") {
        let sections = entry.sections.iter().map(|section| {
            let mut object = Map::new();
            if let Some(heading) = &section.heading {
                object.insert("heading".to_owned(), Value::String(heading.clone()));
            }
            if let Some(anchor) = &section.anchor {
                object.insert("anchor".to_owned(), Value::String(anchor.clone()));
            }
            // Blank lines before it make the lines that notes and refusals name those of the file.
            let lines_before = "\n".repeat(section.line.saturating_sub(1));
            object.insert("markdown".to_owned(), Value::String(lines_before + &section.markdown));
            Value::Object(object)
        });
        fields.insert("sections".to_owned(), sections.collect());
    }
    Value::Object(fields)
}

/// A note of a converter, as the report has it.
fn noted(entry: &Entry, note: &Note) -> FileProblem {
    let place = match note.line {
        Some(line) => format!("{}, line {line}", entry.place),
        None => entry.place.clone(),
    };
    FileProblem { place, detail: note.detail.clone() }
}

fn read_one(entry: &Entry, input: &Value, names: &Names, report: &mut Report) -> Result<Content, Vec<FileProblem>> {
    let warnings = RefCell::new(Vec::new());
    let markdown = |_pointer: &str, text: &str| -> FromMarkdown {
        let mut converted = importing::read_markdown("", text, &|named| match named {
            Named::Phrase(name) => names.id(Kind::Phrase, name),
            Named::Article(name) => names.id(Kind::Article, name),
        });
        let noted = converted.warnings.drain(..).map(|detail| FileProblem { place: entry.place.clone(), detail });
        warnings.borrow_mut().extend(noted);
        converted
    };
    let content = Content::read(entry.kind, input, &markdown).map_err(|violations| {
        violations
            .iter()
            .map(|violation| FileProblem {
                place: format!("{}, {}", entry.place, violation.pointer),
                detail: violation.detail.clone(),
            })
            .collect::<Vec<_>>()
    })?;
    report.warnings.extend(warnings.into_inner());
    Ok(content)
}

/// The names that Markdown mentions: found by converting it once with a resolver that only listens.
fn mentioned_in_markdown(bundle: &Bundle) -> Vec<(Kind, String)> {
    let found = RefCell::new(Vec::new());
    for section in bundle.entries.iter().flat_map(|entry| &entry.sections) {
        importing::read_markdown("", &section.markdown, &|named| {
            found.borrow_mut().push(match named {
                Named::Phrase(name) => (Kind::Phrase, name.to_owned()),
                Named::Article(name) => (Kind::Article, name.to_owned()),
            });
            None
        });
    }
    found.into_inner()
}

/// Publishes what is now as the files have it. What was left alone has an editor's changes, which are not
/// the importer's to publish.
fn publish_all(
    connection: &mut Connection,
    settings: &Settings,
    actor: &Actor,
    bundle: &Bundle,
    names: &Names,
    as_in_files: HashSet<Id>,
) -> Result<(), ImportError> {
    let mut copies = Vec::new();
    let mut as_in_files = as_in_files;
    for entry in &bundle.entries {
        let Some(id) = names.id(entry.kind, &entry.source_id).filter(|id| as_in_files.contains(id)) else { continue };
        match entry.standing {
            Standing::Ready => {}
            // Nobody has looked at it yet: it goes out only with what refers to it.
            Standing::Proposed => continue,
            Standing::Draft => {
                as_in_files.remove(&id);
                continue;
            }
        }
        let copy = working_copies::find(connection, entry.kind, id)?;
        copies.extend(copy.filter(|copy| copy.head.has_changes() && !copy.head.is_trashed()));
    }
    // Together, so that the order of the files decides nothing.
    publishing::publish_together(connection, settings, actor, copies, &IncludeReferences::Only(as_in_files))
        .map_err(|refusal| ImportError::Refused(Problem::from(refusal).to_string()))?;
    Ok(())
}

fn refused(entry: &Entry, error: SaveError) -> ImportError {
    ImportError::Refused(format!("{}: {}", entry.place, Problem::from(error)))
}
