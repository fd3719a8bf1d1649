//! Names in files and the ids they stand for.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::bundle::{Bundle, FileProblem};
use crate::content::{Id, Kind};
use crate::db::{Connection, Error};
use crate::working_copies;

/// The ids behind the names of one import: of what is in it, and of what was imported before.
pub(super) struct Names {
    ids: HashMap<(Kind, String), Id>,
    /// Which of the entries exist already.
    pub(super) existing: HashMap<Id, Kind>,
}

impl Names {
    /// Finds or makes an id for every entry, and for every name that an entry mentions.
    pub(super) fn of(connection: &mut Connection, bundle: &Bundle) -> Result<Self, Error> {
        let mut names = Self { ids: HashMap::new(), existing: HashMap::new() };
        for entry in &bundle.entries {
            let found = find(connection, entry.kind, &entry.source_id)?;
            if let Some(id) = found {
                names.existing.insert(id, entry.kind);
            }
            names.ids.insert((entry.kind, entry.source_id.clone()), found.unwrap_or_default());
        }
        Ok(names)
    }

    /// Looks up names that files mention and that are not in the import itself.
    pub(super) fn look_up(&mut self, connection: &mut Connection, mentioned: Vec<(Kind, String)>) -> Result<(), Error> {
        for (kind, name) in mentioned {
            if !self.ids.contains_key(&(kind, name.clone()))
                && let Some(id) = find(connection, kind, &name)?
            {
                self.ids.insert((kind, name), id);
            }
        }
        Ok(())
    }

    /// The id behind a name; an id stands for itself.
    pub(super) fn id(&self, kind: Kind, name: &str) -> Option<Id> {
        self.ids.get(&(kind, name.to_owned())).copied().or_else(|| name.parse().ok())
    }
}

/// The working copy that was imported under the name, or the topic with that slug.
fn find(connection: &mut Connection, kind: Kind, name: &str) -> Result<Option<Id>, Error> {
    if let Some(id) = working_copies::find_by_source(connection, kind, name)? {
        return Ok(Some(id));
    }
    match (kind, name.parse()) {
        (Kind::Topic, Ok(slug)) => working_copies::find_slug(connection, &slug),
        _ => Ok(None),
    }
}

/// The members of an entry that hold names: the member in the file, the member it becomes, the kind named.
const NAMED_MEMBERS: &[(&str, &str, Kind)] = &[
    ("topics", "topics", Kind::Topic),
    ("related", "related", Kind::Resource),
    ("article", "articleId", Kind::Article),
    ("parent", "parentId", Kind::Topic),
];

/// Every name the fields of an entry mention.
pub(super) fn mentioned(fields: &Map<String, Value>) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    for (member, _, kind) in NAMED_MEMBERS {
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
    found
}

/// Puts ids in the place of names.
pub(super) fn put_ids(fields: &mut Map<String, Value>, names: &Names, place: &str, problems: &mut Vec<FileProblem>) {
    let mut resolve = |kind: Kind, name: &Value| -> Value {
        let Some(text) = name.as_str() else { return name.clone() };
        if let Some(id) = names.id(kind, text) {
            return Value::String(id.to_string());
        }
        problems.push(FileProblem {
            place: place.to_owned(),
            detail: format!("there is no {kind} \"{text}\", neither in this import nor from an earlier one"),
        });
        name.clone()
    };
    for (member, becomes, kind) in NAMED_MEMBERS {
        let Some(value) = fields.remove(*member) else { continue };
        let resolved = match &value {
            Value::Array(items) => items.iter().map(|item| resolve(*kind, item)).collect(),
            other => resolve(*kind, other),
        };
        fields.insert((*becomes).to_owned(), resolved);
    }
}
