//! Publishes imported entities, as far as possible.

use std::collections::{HashMap, HashSet};

use super::error::ImportError;
use super::options::ImportContext;
use crate::content::{Content, Id, Kind};
use crate::db::{Connection, Error};
use crate::importing::{ImportStatus, STAYS_A_DRAFT};
use crate::publishing::{self, IncludeReferences};
use crate::working_copies::{self, WorkingCopy};

/// An entity whose content equals its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublishCandidate {
    pub(super) kind: Kind,
    pub(super) id: Id,
    /// The publication state according to the file.
    pub(super) import_status: ImportStatus,
    /// True if its notes already state why it stays a draft.
    pub(super) is_explained: bool,
}

/// The published entities of an import.
#[derive(Debug, Default)]
pub(super) struct PublishedBatch {
    pub(super) ids: HashSet<Id>,
    /// The reasons why entities were not published.
    pub(super) notes: HashMap<Id, String>,
}

/// Publishes the entities whose content equals their files. Skipped entities have an editor's changes, which an import
/// must not publish. A draft stays a draft, and so does everything that refers to it. A proposed entity is published
/// only if another one refers to it.
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
            ImportStatus::Ready => {
                if let Content::Article(article) = &copy.content
                    && let missing = article.missing_members()
                    && !missing.is_empty()
                {
                    published.notes.insert(id, format!("{STAYS_A_DRAFT}: it has no {}.", missing.join(" and no ")));
                    continue;
                }
            }
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
    // In one batch, so that the order of the files does not matter.
    let (batch, included) = (copies.into_values().collect(), IncludeReferences::Only(published.ids.clone()));
    publishing::publish_batch(connection, import.settings, import.actor, batch, &included)
        .map_err(|refusal| ImportError::refused(None, refusal))?;
    Ok(published)
}

/// Removes the entities that refer to an entity that is not public and will not be, and their referrers. Visits each
/// reference once.
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
        notes.insert(id, format!("It stays a draft: it refers to the {kind} {target}, which is a draft."));
        // An entity that is public in an earlier version is a valid target.
        if !copy.head.is_published() {
            let own_referrers = referrers.remove(&id).unwrap_or_default();
            left_out.extend(own_referrers.into_iter().map(|referrer| (referrer, copy.head.kind, id)));
        }
    }
    Ok(())
}

/// Removes proposed entities that nothing else refers to.
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
