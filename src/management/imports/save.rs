//! Saves decoded entries: creates new entities, updates those that nobody has edited since the last import, and skips
//! the others.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::bundle::FileProblem;
use super::entry::ImportEntry;
use super::error::ImportError;
use super::options::ImportContext;
use super::report::ImportOutcome;
use crate::content::{Action, Content, Id};
use crate::db::{self, Connection};
use crate::publishing::transfer::store::was_published;
use crate::working_copies::{self, ChangeContext, WorkingCopy, revisions};

/// The context of saving one import.
pub(super) struct SaveContext<'s> {
    pub(super) connection: &'s mut Connection,
    pub(super) import: &'s ImportContext<'s>,
    /// The outcome for each entity.
    pub(super) outcomes: &'s mut HashMap<Id, ImportOutcome>,
}

/// An entry with the new content of its entity.
pub(super) struct EntryContent<'b> {
    pub(super) entry: &'b ImportEntry,
    pub(super) id: Id,
    pub(super) content: Content,
}

/// Saves everything, new entities first, because existing ones may refer to them.
pub(super) fn save_all(context: &mut SaveContext<'_>, contents: Vec<EntryContent<'_>>) -> Result<(), ImportError> {
    let mut new = Vec::new();
    let mut existing = Vec::new();
    for EntryContent { entry, id, content } in contents {
        match working_copies::find(context.connection, entry.kind, id)? {
            Some(current) => existing.push((entry, current, content)),
            None => new.push(EntryContent { entry, id, content }),
        }
    }
    sort_parents_first(&mut new)?;
    insert(context, &new)?;
    for (entry, current, content) in existing {
        let id = current.head.id;
        let outcome = update_if_unedited(context.connection, context.import, &current, content)
            .map_err(|error| error.at(&entry.location))?;
        // An entity that was ever public keeps its own date.
        if outcome == ImportOutcome::Updated && !was_published(context.connection, id)? {
            save_public_since(context.connection, entry, id)?;
        }
        context.outcomes.insert(id, outcome);
        (context.import.progress)(context.outcomes.len());
    }
    Ok(())
}

fn insert(context: &mut SaveContext<'_>, new: &[EntryContent<'_>]) -> Result<(), ImportError> {
    let change_context = ChangeContext { actor: context.import.actor, action: Action::Create, note: None };
    let drafts: Vec<(Id, Content)> = new.iter().map(|new| (new.id, new.content.clone())).collect();
    working_copies::insert_batch(context.connection, &change_context, &drafts)
        .map_err(|error| ImportError::refused(None, error))?;
    for EntryContent { entry, id, content } in new {
        working_copies::set_source_id(context.connection, *id, &entry.source_id)?;
        working_copies::set_imported_digest(context.connection, *id, &revisions::digest(content)?)?;
        save_public_since(context.connection, entry, *id)?;
        context.outcomes.insert(*id, ImportOutcome::Created);
        (context.import.progress)(context.outcomes.len());
    }
    Ok(())
}

/// Stores the time of the first publish in the source system, for a later publish here.
fn save_public_since(connection: &mut Connection, entry: &ImportEntry, id: Id) -> Result<(), db::Error> {
    entry.public_since.map_or(Ok(()), |moment| working_copies::set_public_since(connection, id, moment))
}

/// Replaces the content of a working copy if nobody has edited it since the last import, or if `force` is set.
pub(super) fn update_if_unedited(
    connection: &mut Connection,
    import: &ImportContext<'_>,
    current: &WorkingCopy,
    content: Content,
) -> Result<ImportOutcome, ImportError> {
    let id = current.head.id;
    let remembered = working_copies::imported_digest(connection, id)?;
    let digest = revisions::digest(&content)?;
    let outcome = if current.content == content {
        ImportOutcome::Unchanged
    } else {
        let is_as_imported = remembered.as_ref() == Some(&revisions::digest(&current.content)?);
        let can_be_edited = !current.head.is_trashed() && !current.head.is_scheduled();
        if !can_be_edited || !(is_as_imported || import.options.force) {
            return Ok(ImportOutcome::Skipped);
        }
        let change_context = ChangeContext { actor: import.actor, action: Action::Save, note: None };
        working_copies::replace(connection, &change_context, &current.head, content)
            .map_err(|error| ImportError::refused(None, error))?;
        ImportOutcome::Updated
    };
    if remembered.as_ref() != Some(&digest) {
        working_copies::set_imported_digest(connection, id, &digest)?;
    }
    Ok(outcome)
}

/// Sorts topics after their parents. Visits each topic once, whatever the depth of the tree is. Returns an error for a topic that
/// would be its own ancestor.
fn sort_parents_first(new: &mut [EntryContent<'_>]) -> Result<(), ImportError> {
    let parents: HashMap<Id, Option<Id>> = new
        .iter()
        .filter_map(|EntryContent { id, content, .. }| match content {
            Content::Topic(topic) => Some((*id, topic.parent_id)),
            _ => None,
        })
        .collect();
    let mut depths: HashMap<Id, usize> = HashMap::with_capacity(parents.len());
    for id in parents.keys() {
        let mut path = Vec::new();
        let mut current = Some(*id);
        while let Some(topic) = current.filter(|topic| parents.contains_key(topic)) {
            let Entry::Vacant(depth) = depths.entry(topic) else {
                if path.contains(&topic) {
                    return Err(own_ancestor(new, topic));
                }
                break;
            };
            depth.insert(0);
            path.push(topic);
            current = parents.get(&topic).copied().flatten();
        }
        let first = current.and_then(|above| depths.get(&above)).map_or(0, |above| above + 1);
        depths.extend(path.into_iter().rev().zip(first..));
    }
    new.sort_by_key(|new| depths.get(&new.id).copied().unwrap_or_default());
    Ok(())
}

fn own_ancestor(new: &[EntryContent<'_>], id: Id) -> ImportError {
    let location = new.iter().find(|new| new.id == id).map_or(String::new(), |new| new.entry.location.clone());
    let detail = "The topic would be its own ancestor; remove one `parent` of the circle.".to_owned();
    ImportError::Files(vec![FileProblem { location, detail }])
}
