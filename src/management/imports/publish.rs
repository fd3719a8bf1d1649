//! Publishing what was imported, as far as it can be.

use std::collections::{HashMap, HashSet};

use super::error::ImportError;
use super::options::ImportContext;
use crate::content::{Id, Kind};
use crate::db::{Connection, Error};
use crate::importing::ImportStatus;
use crate::publishing::{self, IncludeReferences};
use crate::working_copies::{self, WorkingCopy};

/// Something that was imported and is as its file has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublishCandidate {
    pub(super) kind: Kind,
    pub(super) id: Id,
    /// Whether it is to be published.
    pub(super) import_status: ImportStatus,
    /// True if its notes already say why it stays a draft.
    pub(super) is_explained: bool,
}

/// What was published of an import.
#[derive(Debug, Default)]
pub(super) struct PublishedBatch {
    pub(super) ids: HashSet<Id>,
    /// Why something was not.
    pub(super) notes: HashMap<Id, String>,
}

/// Publishes what is now as the files have it. What was left alone has an editor's changes, which are not
/// the importer's to publish, and what its file calls a draft stays one, as does what refers to such. What is only
/// proposed goes out with what refers to it.
pub(super) fn publish(
    connection: &mut Connection,
    import: &ImportContext<'_>,
    candidates: impl Iterator<Item = PublishCandidate>,
) -> Result<PublishedBatch, ImportError> {
    let mut copies: HashMap<Id, WorkingCopy> = HashMap::new();
    let mut proposed: HashSet<Id> = HashSet::new();
    let mut published = PublishedBatch::default();
    for PublishCandidate { kind, id, import_status, is_explained } in candidates {
        let copy = working_copies::find(connection, kind, id)?;
        let Some(copy) = copy.filter(|copy| copy.head.has_changes() && !copy.head.is_trashed()) else { continue };
        match import_status {
            ImportStatus::Ready => {}
            ImportStatus::Proposed => {
                proposed.insert(id);
            }
            ImportStatus::Draft if is_explained => continue,
            ImportStatus::Draft => {
                published.notes.insert(id, "It stays a draft, as its file says.".to_owned());
                continue;
            }
        }
        copies.insert(id, copy);
    }
    drop_unreachable(connection, &mut copies, &mut published.notes)?;
    drop_unreferenced(&mut copies, proposed);
    published.ids = copies.keys().copied().collect();
    // Together, so that the order of the files decides nothing.
    let (batch, included) = (copies.into_values().collect(), IncludeReferences::Only(published.ids.clone()));
    publishing::publish_batch(connection, import.settings, import.actor, batch, &included)
        .map_err(|refusal| ImportError::refused(None, refusal))?;
    Ok(published)
}

/// Takes out what refers to something that is not public and will not be, and what refers to that: each reference is looked
/// at once.
fn drop_unreachable(
    connection: &mut Connection,
    copies: &mut HashMap<Id, WorkingCopy>,
    notes: &mut HashMap<Id, String>,
) -> Result<(), Error> {
    let mut public: HashMap<Id, bool> = HashMap::new();
    let mut referrers: HashMap<Id, Vec<Id>> = HashMap::new();
    let mut left_out: Vec<(Id, Kind, Id)> = Vec::new();
    for (id, copy) in &*copies {
        for reference in copy.content.references() {
            let (kind, target) = (reference.kind, reference.target);
            if copies.contains_key(&target) {
                referrers.entry(target).or_default().push(*id);
            } else if !is_public(connection, &mut public, kind, target)? {
                left_out.push((*id, kind, target));
                break;
            }
        }
    }
    while let Some((id, kind, target)) = left_out.pop() {
        let Some(copy) = copies.remove(&id) else { continue };
        notes.insert(id, format!("It stays a draft: the {kind} {target}, to which it leads, is one."));
        // What is public in an earlier version can be led to.
        if !copy.head.is_published() {
            let led_here = referrers.remove(&id).unwrap_or_default();
            left_out.extend(led_here.into_iter().map(|referrer| (referrer, copy.head.kind, id)));
        }
    }
    Ok(())
}

/// Takes out of what is only proposed what nothing else refers to.
fn drop_unreferenced(copies: &mut HashMap<Id, WorkingCopy>, mut proposed: HashSet<Id>) {
    let mut waiting: Vec<Id> = copies.keys().copied().filter(|id| !proposed.contains(id)).collect();
    while let Some(id) = waiting.pop() {
        let references = copies.get(&id).map(|copy| copy.content.references()).unwrap_or_default();
        waiting.extend(references.into_iter().map(|reference| reference.target).filter(|id| proposed.remove(id)));
    }
    copies.retain(|id, _| !proposed.contains(id));
}

fn is_public(connection: &mut Connection, known: &mut HashMap<Id, bool>, kind: Kind, id: Id) -> Result<bool, Error> {
    if let Some(is_public) = known.get(&id) {
        return Ok(*is_public);
    }
    let is_public = working_copies::find(connection, kind, id)?.is_some_and(|copy| copy.head.is_published());
    known.insert(id, is_public);
    Ok(is_public)
}
