//! Names in files and their ids.

use std::collections::{HashMap, HashSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use url::Url;

use super::bundle::{FileProblem, ImportBundle};
use super::entry::FileLocation;
use crate::content::{Id, Kind};
use crate::db::{Connection, Error};
use crate::working_copies;

/// The ids of the names in one import, of its own entries and of earlier imports.
pub(super) struct NameIndex {
    ids: HashMap<(Kind, String), Id>,
    /// The entries that exist already under their names.
    pub(super) existing: HashSet<Id>,
}

impl NameIndex {
    /// Finds or creates an id for every entry, under all its names.
    pub(super) fn of(connection: &mut Connection, bundle: &ImportBundle) -> Result<Self, Error> {
        let mut names = Self { ids: HashMap::new(), existing: HashSet::new() };
        for entry in &bundle.entries {
            let found = find(connection, entry.kind, &entry.source_id)?;
            names.existing.extend(found);
            // A name that is an id stands for that id.
            let id = found.or(entry.id).or_else(|| entry.source_id.parse().ok()).unwrap_or_default();
            names.ids.insert((entry.kind, entry.source_id.clone()), id);
            // The id in the file resolves to it, whatever its id here is.
            if let Some(said) = entry.id {
                names.ids.insert((entry.kind, said.to_string()), id);
            }
            // A topic can be referred to by its slug in the file, even if it was renamed since an earlier import.
            if entry.kind == Kind::Topic
                && let Some(slug) = entry.fields.get("slug").and_then(Value::as_str)
            {
                names.ids.entry((entry.kind, slug.to_owned())).or_insert(id);
            }
            if let Some(file) = &entry.file {
                names.ids.entry((entry.kind, file.name())).or_insert(id);
            }
        }
        Ok(names)
    }

    /// Looks up names that the files mention and that are not in the import itself.
    pub(super) fn look_up(&mut self, connection: &mut Connection, mentioned: Vec<(Kind, String)>) -> Result<(), Error> {
        // Remove duplicates first: the same page may have thousands of links.
        let mentioned: HashSet<(Kind, String)> = mentioned.into_iter().collect();
        for (kind, name) in mentioned {
            if !self.ids.contains_key(&(kind, name.clone()))
                && let Some(id) = find(connection, kind, &name)?
            {
                self.ids.insert((kind, name), id);
            }
        }
        Ok(())
    }

    /// Returns all ids of the index.
    pub(super) fn ids(&self) -> HashSet<Id> {
        self.ids.values().copied().collect()
    }

    /// Returns the id of a name. An id stands for itself.
    pub(super) fn id(&self, kind: Kind, name: &str) -> Option<Id> {
        self.ids.get(&(kind, name.to_owned())).copied().or_else(|| name.parse().ok())
    }
}

/// Returns the working copy with that source id or id, or the topic with that slug.
fn find(connection: &mut Connection, kind: Kind, name: &str) -> Result<Option<Id>, Error> {
    if let Some(id) = working_copies::find_by_source_id(connection, kind, name)? {
        return Ok(Some(id));
    }
    if let Ok(id) = name.parse() {
        return Ok(working_copies::exists(connection, kind, id)?.then_some(id));
    }
    match (kind, name.parse()) {
        (Kind::Topic, Ok(slug)) => working_copies::find_topic_by_slug(connection, &slug),
        _ => Ok(None),
    }
}

/// Returns the files that a relative address may refer to, by their names in imports. It may lead out of the root, to a
/// file of an import with an adjacent root.
pub(super) fn candidate_paths(from: &FileLocation, address: &str) -> Vec<String> {
    let below = resolve_relative(&from.path, address).map(|path| FileLocation { path, ..from.clone() }.name());
    let beside = resolve_relative(&from.name(), address).filter(|_| !address.starts_with('/'));
    let paths = below.into_iter().chain(beside);
    let ends = ["", ".md", ".markdown", "/index.md", "/README.md"];
    paths.flat_map(|path| ends.map(|end| format!("{path}{end}"))).collect()
}

/// Resolves a relative address against a path.
fn resolve_relative(from: &str, address: &str) -> Option<String> {
    let mut base = Url::parse("file:///").ok()?;
    base.set_path(from);
    let target = base.join(address).ok().filter(|target| target.scheme() == "file" && target.host().is_none())?;
    let path = percent_decode_str(target.path().trim_matches('/')).decode_utf8_lossy().into_owned();
    Some(path).filter(|path| !path.is_empty())
}

/// The members of an entry that contain names: the member in the file, the member of the content, and the kind.
const NAME_MEMBERS: &[(&str, &str, Kind)] = &[
    ("topics", "topics", Kind::Topic),
    ("related", "related", Kind::Resource),
    ("article", "articleId", Kind::Article),
    ("parent", "parentId", Kind::Topic),
];

/// Returns all names in the fields of an entry.
pub(super) fn collect_names(fields: &Map<String, Value>) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    for (member, _, kind) in NAME_MEMBERS {
        match fields.get(*member) {
            Some(Value::String(name)) => found.push((*kind, name.clone())),
            Some(Value::Array(names)) => {
                found.extend(names.iter().filter_map(Value::as_str).map(|name| (*kind, name.to_owned())));
            }
            _ => {}
        }
    }
    if let Some(Value::String(name)) = fields.get("translationOf") {
        found.push((Kind::Article, name.clone()));
    }
    for body in
        fields.get("sections").and_then(Value::as_array).into_iter().flatten().filter_map(|section| section.get("body"))
    {
        collect_names_in_body(body, &mut found);
    }
    found
}

/// The members of blocks and annotations that contain names.
const NAMES_IN_BODIES: &[(&str, Kind)] = &[("phraseId", Kind::Phrase), ("articleId", Kind::Article)];

/// The members of blocks with nested objects: annotations, and the blocks of callouts.
const NESTED_MEMBERS: &[&str] = &["markDefs", "content"];

fn collect_names_in_body(body: &Value, found: &mut Vec<(Kind, String)>) {
    for object in body.as_array().into_iter().flatten() {
        let names = NAMES_IN_BODIES.iter().filter_map(|(member, kind)| Some((*kind, object.get(member)?.as_str()?)));
        found.extend(names.map(|(kind, name)| (kind, name.to_owned())));
        for inner in NESTED_MEMBERS.iter().filter_map(|member| object.get(member)) {
            collect_names_in_body(inner, found);
        }
    }
}

/// Replaces names with ids.
pub(super) fn resolve_names(
    fields: &mut Map<String, Value>,
    names: &NameIndex,
    location: &str,
    problems: &mut Vec<FileProblem>,
) {
    let mut resolve = |kind: Kind, name: &Value| -> Value {
        let Some(text) = name.as_str() else { return name.clone() };
        if let Some(id) = names.id(kind, text) {
            return Value::String(id.to_string());
        }
        problems.push(FileProblem {
            location: location.to_owned(),
            detail: format!("there is no {kind} \"{text}\", neither in this import nor from an earlier one"),
        });
        name.clone()
    };
    for (member, becomes, kind) in NAME_MEMBERS {
        let Some(value) = fields.shift_remove(*member) else { continue };
        let resolved = match &value {
            Value::Array(items) => items.iter().map(|item| resolve(*kind, item)).collect(),
            other => resolve(*kind, other),
        };
        fields.insert((*becomes).to_owned(), resolved);
    }
    for section in fields.get_mut("sections").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(body) = section.get_mut("body") {
            resolve_names_in_body(body, &mut resolve);
        }
    }
}

fn resolve_names_in_body(body: &mut Value, resolve: &mut dyn FnMut(Kind, &Value) -> Value) {
    for object in body.as_array_mut().into_iter().flatten() {
        for (member, kind) in NAMES_IN_BODIES {
            if let Some(name) = object.get_mut(member) {
                *name = resolve(*kind, name);
            }
        }
        for member in NESTED_MEMBERS {
            if let Some(inner) = object.get_mut(member) {
                resolve_names_in_body(inner, resolve);
            }
        }
    }
}
