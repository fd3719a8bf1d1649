//! Decodes entries: resolves names to ids, converts Markdown to Portable Text, and collects all errors before anything
//! is written.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::bundle::{FileProblem, ImportBundle};
use super::entry::ImportEntry;
use super::error::ImportError;
use super::names::{NameIndex, candidate_paths, resolve_names};
use super::slugs::SlugAllocator;
use crate::content::section::ParsedMarkdown;
use crate::content::{Content, Id, Kind, Locale, article};
use crate::db::Connection;
use crate::importing::{self, ForeignSections, ImportStatus, MarkdownReference, STAYS_A_DRAFT};
use crate::working_copies;

/// The decoded content of an entry.
pub(super) struct DecodedEntry {
    /// The position of the entry in the bundle.
    pub(super) index: usize,
    /// The id of the entity.
    pub(super) id: Id,
    /// The new content of the entity.
    pub(super) content: Content,
}

/// The decoded entries of a bundle.
#[derive(Default)]
pub(super) struct DecodedBundle {
    /// The contents.
    pub(super) contents: Vec<DecodedEntry>,
    /// Notes about changed or skipped parts.
    pub(super) notes: HashMap<Id, Vec<String>>,
    /// Pages without text.
    pub(super) empty: HashSet<Id>,
    /// Entities that other entries imply and that already exist with the same content.
    pub(super) as_implied: HashSet<Id>,
}

/// Decodes all entries, or returns all errors in them.
pub(super) fn decode_entries(
    connection: &mut Connection,
    bundle: &ImportBundle,
    names: &NameIndex,
) -> Result<DecodedBundle, ImportError> {
    let mut problems = Vec::new();
    let mut read = DecodedBundle::default();
    let mut locations: HashMap<Id, &str> = HashMap::new();
    let mut groups: HashMap<Id, Id> = HashMap::new();
    let mut slugs = SlugAllocator::reserve_explicit(bundle);
    for (index, entry) in originals_first(bundle) {
        let Some(id) = names.id(entry.kind, &entry.source_id) else { continue };
        if entry.is_implied && names.existing.contains(&id) {
            if matches_implied(connection, entry, id)? {
                read.as_implied.insert(id);
            }
            continue;
        }
        if let Some(other) = locations.insert(id, &entry.location) {
            let detail = format!("the {} {id} is also in {other}, under another name; remove one of them", entry.kind);
            problems.push(problem(entry, detail));
            continue;
        }
        let mut fields = without_empty_members(&entry.fields);
        let original = fields.shift_remove("translationOf");
        resolve_names(&mut fields, names, &entry.location, &mut problems);
        let current = working_copies::find(connection, entry.kind, id)?;
        let mut notes = Vec::new();
        if entry.is_foreign {
            let resolve = |named: MarkdownReference<'_>| resolve(entry, names, named);
            let ForeignSections { sections, warnings, errors } =
                importing::read_foreign_sections(&entry.sections, &resolve);
            notes.extend(warnings);
            if entry.import_status != ImportStatus::Draft && errors.is_empty() && sections.iter().all(is_blank) {
                notes.push(format!("{STAYS_A_DRAFT}: it has no text."));
                read.empty.insert(id);
            }
            fields.insert("sections".to_owned(), Value::Array(sections));
            if !errors.is_empty() {
                problems.extend(errors.into_iter().map(|detail| problem(entry, detail)));
                continue;
            }
        }
        let mut input = build_input(entry, fields);
        if let Some(Value::String(original)) = original {
            let group = names.id(Kind::Article, &original).and_then(|original| groups.get(&original));
            if let Some(group) = group {
                input["translationGroupId"] = Value::String(group.to_string());
            } else {
                let detail = format!("there is no article \"{original}\" in this import to be a translation of");
                problems.push(problem(entry, detail));
            }
        }
        let locale = current.as_ref().and_then(|copy| copy.content.locale().cloned());
        let current = current.as_ref().and_then(|copy| match &copy.content {
            Content::Article(article) => Some(&**article),
            _ => None,
        });
        if let Some(current) = current {
            article::carry_over_ids(&mut input, current);
        }
        if entry.kind == Kind::Article {
            slugs.assign_slug(connection, entry, id, current, &mut input)?;
        }
        match decode_entry(entry, &input, names, &mut notes) {
            Ok(content) if content.locale() != locale.as_ref().or(content.locale()) => {
                problems.push(locale_mismatch(entry, locale.as_ref(), content.locale()));
            }
            Ok(content) => {
                if let Content::Article(article) = &content {
                    groups.insert(id, article.translation_group_id);
                }
                read.contents.push(DecodedEntry { index, id, content });
                read.notes.insert(id, notes);
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(ImportError::Files(problems)) }
}

/// Returns the error about an entry that exists in another locale.
fn locale_mismatch(entry: &ImportEntry, old: Option<&Locale>, new: Option<&Locale>) -> FileProblem {
    let name_of = |locale: Option<&Locale>| locale.map_or("none", Locale::as_str).to_owned();
    let (kind, name, old, new) = (entry.kind, &entry.source_id, name_of(old), name_of(new));
    let detail = format!(
        "the {kind} \"{name}\" exists in the locale \"{old}\", and an import cannot change the locale; to import it in \"{new}\" \
         as well, give it another name, with \"sourceId\" in the file or with --source (\"source\" over HTTP)"
    );
    problem(entry, detail)
}

/// Returns the fields of a file without those that have no value: `kicker:` in YAML is null, and as good as absent.
fn without_empty_members(fields: &Map<String, Value>) -> Map<String, Value> {
    let given = fields.iter().filter(|(_, value)| !value.is_null());
    given.map(|(name, value)| (name.clone(), without_empty_values(value))).collect()
}

fn without_empty_values(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(without_empty_members(fields)),
        Value::Array(items) => items.iter().map(without_empty_values).collect(),
        other => other.clone(),
    }
}

fn problem(entry: &ImportEntry, detail: String) -> FileProblem {
    FileProblem { location: entry.location.clone(), detail }
}

/// Returns true if a section has neither a heading nor a block.
fn is_blank(section: &Value) -> bool {
    let body = section.get("body").and_then(Value::as_array);
    section.get("heading").is_none() && body.is_none_or(Vec::is_empty)
}

/// Returns true if the content of the entity equals that of the entry.
fn matches_implied(connection: &mut Connection, entry: &ImportEntry, id: Id) -> Result<bool, ImportError> {
    let markdown = |pointer: &str, text: &str| importing::read_markdown(pointer, text, &importing::resolve_id);
    let implied = Content::read(entry.kind, &Value::Object(without_empty_members(&entry.fields)), &markdown);
    let current = working_copies::find(connection, entry.kind, id)?;
    Ok(implied.ok().zip(current).is_some_and(|(implied, current)| implied == current.content))
}

/// Returns the entries, translations after all originals, because they join the translation group of the original.
fn originals_first(bundle: &ImportBundle) -> impl Iterator<Item = (usize, &ImportEntry)> {
    let is_translation = |(_, entry): &(usize, &ImportEntry)| entry.fields.contains_key("translationOf");
    let originals = bundle.entries.iter().enumerate().filter(move |entry| !is_translation(entry));
    originals.chain(bundle.entries.iter().enumerate().filter(is_translation))
}

fn build_input(entry: &ImportEntry, mut fields: Map<String, Value>) -> Value {
    if entry.kind == Kind::Article && !fields.contains_key("sections") {
        let sections = entry.sections.iter().map(|section| {
            let mut object = section.heading_fields();
            object.insert("markdown".to_owned(), Value::String(section.markdown.clone()));
            Value::Object(object)
        });
        fields.insert("sections".to_owned(), sections.collect());
    }
    Value::Object(fields)
}

fn decode_entry(
    entry: &ImportEntry,
    input: &Value,
    names: &NameIndex,
    notes: &mut Vec<String>,
) -> Result<Content, Vec<FileProblem>> {
    let notes = RefCell::new(notes);
    let resolve = |named: MarkdownReference<'_>| resolve(entry, names, named);
    let markdown = |pointer: &str, text: &str| -> ParsedMarkdown {
        let mut converted = importing::read_markdown_of_file(line_of(entry, pointer), text, &resolve);
        notes.borrow_mut().append(&mut converted.warnings);
        converted
    };
    Content::read(entry.kind, input, &markdown).map_err(|violations| {
        violations
            .iter()
            .map(|violation| FileProblem {
                location: format!("{}, {}", entry.location, violation.pointer),
                detail: violation.detail.clone(),
            })
            .collect()
    })
}

/// Returns the line of the file at which the text of a section starts. Notes and errors state lines of the file.
fn line_of(entry: &ImportEntry, pointer: &str) -> usize {
    let index = pointer.strip_prefix("/sections/").and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
    index.and_then(|index| entry.sections.get(index)).map_or(1, |section| section.line)
}

/// Resolves a name in the Markdown of an entry.
fn resolve(entry: &ImportEntry, names: &NameIndex, mention: MarkdownReference<'_>) -> Option<Id> {
    match mention {
        MarkdownReference::Phrase(name) => names.id(Kind::Phrase, name),
        MarkdownReference::Article(name) => names.id(Kind::Article, name),
        MarkdownReference::Relative(address) => {
            candidate_paths(entry.file.as_ref()?, address).iter().find_map(|name| names.id(Kind::Article, name))
        }
    }
}

/// Returns the names in Markdown, found by a conversion with a resolver that only records them.
pub(super) fn collect_names_in_markdown(bundle: &ImportBundle) -> Vec<(Kind, String)> {
    let found = RefCell::new(Vec::new());
    for entry in &bundle.entries {
        let record = |named: MarkdownReference<'_>| {
            match named {
                MarkdownReference::Phrase(name) => found.borrow_mut().push((Kind::Phrase, name.to_owned())),
                MarkdownReference::Article(name) => found.borrow_mut().push((Kind::Article, name.to_owned())),
                MarkdownReference::Relative(address) => {
                    let names = entry.file.iter().flat_map(|from| candidate_paths(from, address));
                    found.borrow_mut().extend(names.map(|name| (Kind::Article, name)));
                }
            }
            None
        };
        for section in &entry.sections {
            if entry.is_foreign {
                importing::read_foreign_markdown(1, &section.markdown, &record);
            } else {
                importing::read_markdown("", &section.markdown, &record);
            }
        }
    }
    found.into_inner()
}
